package retrograde.equation;

import java.util.List;

import retrograde.InputException;

/** A cell's text as lines, for the reader and for error messages. */
record CellText(String source, List<String> lines) {

    /** The largest text accepted, in characters. */
    static final int LARGEST = 1 << 20;

    /** Accepts a byte order mark and line ends of any system. */
    static CellText of(String text, String source) {
        if (text.length() > LARGEST) {
            throw new InputException(source + ": a cell's text has at most " + LARGEST + " characters, this has "
                    + text.length() + "; is it a cell file?");
        }
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new CellText(source, plain.lines().toList());
    }

    /** The exception for a mistake at a token. */
    CellSyntaxException error(Token token, String problem) {
        return error(token.line(), token.column(), problem);
    }

    /** The exception for a mistake at a line and column, both from 1. */
    CellSyntaxException error(int line, int column, String problem) {
        String shown = line <= lines.size() ? lines.get(line - 1) : "";
        // A caret under column 5000 helps nobody: show the neighbourhood.
        int from = column > 100 ? column - 60 : 0;
        int to = Math.min(shown.length(), from + 160);
        String cut = (from > 0 ? "…" : "") + visible(shown.substring(Math.min(from, to), to))
                + (to < shown.length() ? "…" : "");
        return new CellSyntaxException(source, line, column, from > 0 ? column - from + 1 : column, cut, problem);
    }

    /** Control characters of a hostile file must not reach a terminal. */
    private static String visible(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\t]]", "\uFFFD");
    }
}
