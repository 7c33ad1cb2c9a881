package retrograde.article;

import java.util.Locale;

/** Whether a claim holds, by its criterion on the figures measured. */
public enum Answer {
    /** The criterion is met. */
    YES,
    /** It is not. */
    NO,
    /** It is met in part of the cases, or the figures' errors are too large to say. */
    PARTLY;

    /** {@link #YES} or {@link #NO}. */
    public static Answer of(boolean met) {
        return met ? YES : NO;
    }

    /** {@link #YES} if all are met, {@link #NO} if none is, else {@link #PARTLY}. */
    public static Answer ofAll(boolean... met) {
        int count = 0;
        for (boolean each : met) {
            count += each ? 1 : 0;
        }
        return count == met.length ? YES : count == 0 ? NO : PARTLY;
    }

    /** The word in documents. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
