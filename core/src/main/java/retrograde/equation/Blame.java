package retrograde.equation;

import retrograde.InputException;

/**
 * Says where in a cell a mistake is. The parser knows lines and columns; for a cell built in Java there are none.
 *
 * <p>
 * A part is an {@link Expression} or {@link Equation} (by identity) or a declaration such as {@code "state h"}.
 */
interface Blame {
    /** The exception to throw for a mistake at a part. */
    InputException at(Object part, String problem);

    /** {@code " (line 4)"}, or nothing. */
    String line(Object part);
}
