package retrograde.advice;

import java.util.List;

/**
 * What to do, and what for.
 *
 * @param options of {@code retrograde train}, to add to a command line; empty where there is no advice
 * @param text what they promise; where there is no advice, why, and the next step
 */
public record Recommendation(List<String> options, String text) {
    /** Copies the list. */
    public Recommendation {
        options = List.copyOf(options);
    }

    /** No advice. */
    static Recommendation none(String why) {
        return new Recommendation(List.of(), why);
    }

    /** Whether there is any. */
    public boolean given() {
        return !options.isEmpty();
    }
}
