package retrograde.equation;

import java.io.Serial;

import retrograde.InputException;

/** A cell's text breaks a rule; the message shows the place. */
public final class CellSyntaxException extends InputException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String source;
    private final int line;
    private final int column;
    private final String problem;

    CellSyntaxException(String source, int line, int column, int caret, String shown, String problem) {
        super(source + ", line " + line + ": " + problem + "\n    " + shown + "\n    " + margin(shown, caret) + "^");
        this.source = source;
        this.line = line;
        this.column = column;
        this.problem = problem;
    }

    /** Blanks as wide as the text before the caret: a tab stays a tab. */
    private static String margin(String shown, int caret) {
        StringBuilder blanks = new StringBuilder();
        for (int i = 0; i < caret - 1; i++) {
            blanks.append(i < shown.length() && shown.charAt(i) == '\t' ? '\t' : ' ');
        }
        return blanks.toString();
    }

    /** The file or cell in which the mistake is. */
    public String source() {
        return source;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The column, from 1, in UTF-16 code units. */
    public int column() {
        return column;
    }

    /** What is wrong and what was expected, without the place. */
    public String problem() {
        return problem;
    }
}
