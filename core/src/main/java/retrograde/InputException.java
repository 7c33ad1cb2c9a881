package retrograde;

import java.io.Serial;

/**
 * Something a user gave cannot be used: a file, an option, a cell's text.
 *
 * <p>The message is complete and meant for that user: what was given, what was expected, what to do next. The command
 * line prints it as it is and exits with status 2.
 */
public class InputException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Takes the whole message. */
    public InputException(String message) {
        super(message);
    }

    /** Takes the whole message; the cause is only shown when debugging. */
    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
