package retrograde.data;

import java.util.Arrays;

/** How often each pair of symbols stands in a text; of pairs only those that occur take room. */
final class PairCounts {
    private static final long NONE = -1;
    /** 2⁶⁴ divided by the golden ratio: neighbouring keys land far apart (Knuth, The Art of Computer Programming, 6.4). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final int symbols;
    private long[] keys = new long[1 << 12];
    private int[] counts = new int[keys.length];
    private int pairs;

    /**
     * Nothing counted.
     *
     * @param symbols how many there are
     */
    PairCounts(int symbols) {
        this.symbols = symbols;
        Arrays.fill(keys, NONE);
    }

    /** Counts {@code b} after {@code a}; whether it is the first time. */
    boolean add(int a, int b) {
        if (2 * pairs >= keys.length) {
            grow();
        }
        int place = place(key(a, b));
        boolean first = keys[place] == NONE;
        keys[place] = key(a, b);
        counts[place]++;
        pairs += first ? 1 : 0;
        return first;
    }

    /** How often {@code b} came after {@code a}. */
    int count(int a, int b) {
        return counts[place(key(a, b))];
    }

    private long key(int a, int b) {
        return (long) a * symbols + b;
    }

    /** Where a key stands, or would. */
    private int place(long key) {
        int place = (int) ((key * SPREAD) >>> (Long.SIZE - Integer.numberOfTrailingZeros(keys.length)));
        while (keys[place] != NONE && keys[place] != key) {
            place = (place + 1) & (keys.length - 1);
        }
        return place;
    }

    private void grow() {
        long[] keysBefore = keys;
        int[] countsBefore = counts;
        keys = new long[2 * keysBefore.length];
        counts = new int[keys.length];
        Arrays.fill(keys, NONE);
        for (int k = 0; k < keysBefore.length; k++) {
            if (keysBefore[k] != NONE) {
                int place = place(keysBefore[k]);
                keys[place] = keysBefore[k];
                counts[place] = countsBefore[k];
            }
        }
    }
}
