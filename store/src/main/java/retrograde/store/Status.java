package retrograde.store;

import java.util.Locale;

/** How a run stands. */
public enum Status {
    /** Its process is at work, or is on another machine, of which nothing is known. */
    RUNNING,
    /** It did all it was to do. */
    FINISHED,
    /** The user interrupted it. */
    INTERRUPTED,
    /** It ended before its time: an error, or a value that was not finite. */
    STOPPED,
    /** Its process is gone and did not say why: killed, or the machine went down. */
    LOST;

    /** The word for documents and tables. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
