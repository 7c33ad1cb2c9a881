package retrograde.equation;

/**
 * One word or sign of a cell's text.
 *
 * @param kind what it is
 * @param text as written
 * @param line from 1
 * @param column from 1
 */
record Token(Kind kind, String text, int line, int column) {

    /** What a token is. */
    enum Kind {
        /** A name or a reserved word. */
        NAME,
        /** A number. */
        NUMBER,
        /** One of {@code + - * / ( ) [ ] , = '}. */
        SIGN,
        /** What stands behind the {@code =} of an {@code init}. */
        TEXT,
        /** The end of a statement. */
        END_OF_LINE,
        /** The end of the text. */
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean name() {
        return kind == Kind.NAME;
    }

    /** How an error message calls it. */
    String shown() {
        return switch (kind) {
            case END_OF_LINE -> "the end of the line";
            case END -> "the end of the text";
            case NUMBER -> text;
            case NAME, SIGN, TEXT -> "'" + text + "'";
        };
    }
}
