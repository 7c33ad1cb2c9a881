package retrograde.equation;

import java.util.Collection;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** "Did you mean": the known name closest to one that is unknown. */
public final class Suggestion {

    private Suggestion() {}

    /** {@code "; did you mean f?"}, or nothing where no known name is close. */
    public static String phrase(String given, Collection<String> known) {
        String closest = closest(given, known);
        return closest == null ? "" : "; did you mean " + closest + "?";
    }

    /**
     * The known name within one edit of a short name, or within a third of a longer one's letters; null where there is
     * none. An edit inserts, removes or replaces a letter, or swaps two neighbours; case does not count.
     */
    public static @Nullable String closest(String given, Collection<String> known) {
        String best = null;
        int leastRank = Integer.MAX_VALUE;
        String lower = given.toLowerCase(Locale.ROOT);
        for (String candidate : known) {
            int longer = Math.max(given.length(), candidate.length());
            // Lengths this far apart cannot be close; this also bounds the work for a hostile name.
            if (Math.abs(given.length() - candidate.length()) > longer / 3 + 1) {
                continue;
            }
            String other = candidate.toLowerCase(Locale.ROOT);
            int edits = edits(lower, other);
            // The first letter is rarely wrong: it decides between equals.
            int rank = 2 * edits + (lower.regionMatches(0, other, 0, 1) ? 0 : 1);
            if (edits <= Math.max(1, longer / 3) && edits < longer && rank < leastRank) {
                best = candidate;
                leastRank = rank;
            }
        }
        return best;
    }

    /** Restricted Damerau–Levenshtein distance. */
    private static int edits(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : step(distance, a, b, i, j);
            }
        }
        return distance[a.length()][b.length()];
    }

    private static int step(int[][] distance, String a, String b, int i, int j) {
        int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
    }
}
