package retrograde.formats;

import java.io.Serial;

/** A file that cannot be read as what it should be; the message is complete and meant for whoever gave the file. */
public final class FormatException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Takes the whole message. */
    public FormatException(String message) {
        super(message);
    }

    /** Takes the whole message; the cause is only shown when debugging. */
    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
