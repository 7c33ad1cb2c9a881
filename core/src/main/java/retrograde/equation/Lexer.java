package retrograde.equation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import retrograde.equation.Token.Kind;

/**
 * Cuts a cell's text into tokens, statement by statement.
 *
 * <p>
 * A line that ends in an operator goes on, and so does one that ends inside a bracket. What stands behind the
 * {@code =} of an {@code init} is one token: it is a distribution, not an expression.
 */
final class Lexer {
    private final CellText text;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Token> open = new ArrayDeque<>();
    private String line = "";
    private int number;
    private int at;

    private Lexer(CellText text) {
        this.text = text;
    }

    /** The tokens; each statement ends in {@link Kind#END_OF_LINE}, the last token is {@link Kind#END}. */
    static List<Token> tokens(CellText text) {
        Lexer lexer = new Lexer(text);
        for (String line : text.lines()) {
            lexer.line = line;
            lexer.number++;
            lexer.at = 0;
            lexer.line();
        }
        if (!lexer.open.isEmpty()) {
            throw lexer.unclosed("the end of the text");
        }
        lexer.number = Math.max(1, lexer.number);
        lexer.at = lexer.line.length();
        lexer.endStatement();
        lexer.tokens.add(new Token(Kind.END, "", lexer.number, lexer.at + 1));
        return lexer.tokens;
    }

    private void line() {
        skipBlanks();
        while (at < line.length()) {
            if (startsStatement() && wordIs("init")) {
                initialisation();
                return;
            }
            next();
            skipBlanks();
        }
        if (open.isEmpty() && !endsInOperator()) {
            endStatement();
        }
    }

    private boolean startsStatement() {
        return tokens.isEmpty() || tokens.getLast().kind() == Kind.END_OF_LINE;
    }

    private boolean endsInOperator() {
        Token last = tokens.isEmpty() ? null : tokens.getLast();
        return last != null && (last.is("+") || last.is("-") || last.is("*") || last.is("/"));
    }

    private void endStatement() {
        if (!startsStatement()) {
            Token last = tokens.getLast();
            int behind = last.column() + last.text().length();
            tokens.add(new Token(Kind.END_OF_LINE, "", last.line(), behind));
        }
    }

    private void skipBlanks() {
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        if (at < line.length() && line.charAt(at) == '#') {
            at = line.length();
        }
    }

    private boolean wordIs(String word) {
        return wordFrom(at).equals(word);
    }

    private String wordFrom(int start) {
        int end = start;
        while (end < line.length()
                && (letter(line.charAt(end)) || digit(line.charAt(end)) || line.charAt(end) == '_')) {
            end++;
        }
        return line.substring(start, end);
    }

    private void next() {
        char c = line.charAt(at);
        if (letter(c)) {
            String word = wordFrom(at);
            if (word.length() > Names.LONGEST) {
                throw here("a name has at most " + Names.LONGEST + " characters, this has " + word.length());
            }
            add(Kind.NAME, word);
        } else if (digit(c) || (c == '.' && at + 1 < line.length() && digit(line.charAt(at + 1)))) {
            add(Kind.NUMBER, number());
        } else if ("+-*/()[],='".indexOf(c) >= 0) {
            sign(c);
        } else {
            throw here(unexpected(line.codePointAt(at)));
        }
    }

    private void sign(char c) {
        Token token = new Token(Kind.SIGN, String.valueOf(c), number, at + 1);
        switch (c) {
            case '(', '[' -> open.push(token);
            case ')', ']' -> {
                if (open.isEmpty()) {
                    throw here("'" + c + "' closes no bracket");
                }
                Token opened = open.pop();
                if (opened.is("(") != (c == ')')) {
                    throw here("expected '" + (opened.is("(") ? ')' : ']') + "' for the '" + opened.text()
                            + "' in line " + opened.line() + ", got '" + c + "'");
                }
            }
            case '=' -> {
                if (!open.isEmpty()) {
                    throw unclosed("the '=' in line " + number);
                }
            }
            default -> {
                // The others need no care.
            }
        }
        tokens.add(token);
        at++;
    }

    private CellSyntaxException unclosed(String before) {
        Token opened = open.peekFirst();
        if (opened == null) {
            throw new IllegalStateException("no open bracket");
        }
        return text.error(opened, "this '" + opened.text() + "' is not closed; expected '"
                + (opened.is("(") ? ")" : "]") + "' before " + before);
    }

    private String number() {
        int end = at;
        while (end < line.length() && digit(line.charAt(end))) {
            end++;
        }
        if (end < line.length() && line.charAt(end) == '.') {
            end++;
            while (end < line.length() && digit(line.charAt(end))) {
                end++;
            }
        }
        if (end < line.length() && (line.charAt(end) == 'e' || line.charAt(end) == 'E')) {
            int exponent = end + 1;
            if (exponent < line.length() && (line.charAt(exponent) == '+' || line.charAt(exponent) == '-')) {
                exponent++;
            }
            int digits = exponent;
            while (exponent < line.length() && digit(line.charAt(exponent))) {
                exponent++;
            }
            end = exponent > digits ? exponent : end;
        }
        String written = line.substring(at, end);
        if (Double.isInfinite(Double.parseDouble(written))) {
            throw here("the number " + (written.length() > 40 ? written.substring(0, 40) + "…" : written)
                    + " is larger than a double can hold (1.8e308)");
        }
        return written;
    }

    /** {@code init NAME = DISTRIBUTION}: the name may also be {@code *}. */
    private void initialisation() {
        add(Kind.NAME, "init");
        skipBlanks();
        while (at < line.length() && (tokens.isEmpty() || !tokens.getLast().is("="))) {
            next();
            skipBlanks();
        }
        int comment = commentFrom(at);
        String distribution = line.substring(at, comment).strip();
        if (!distribution.isEmpty()) {
            tokens.add(new Token(Kind.TEXT, distribution, number, at + 1));
        }
        at = line.length();
        endStatement();
    }

    /** Where the comment begins: a {@code #} outside quotation marks. */
    private int commentFrom(int start) {
        boolean quoted = false;
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '#' && !quoted) {
                return i;
            }
        }
        return line.length();
    }

    private void add(Kind kind, String written) {
        tokens.add(new Token(kind, written, number, at + 1));
        at += written.length();
    }

    private CellSyntaxException here(String problem) {
        return text.error(number, at + 1, problem);
    }

    private static String unexpected(int c) {
        String given = Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)
                ? String.format("unexpected character U+%04X", c)
                : "unexpected character '" + Character.toString(c) + "'";
        return given + switch (c) {
            case '⊙', '×', '·', '∘', '⋅' -> "; the elementwise product is written *";
            case '−', '–', '—' -> "; minus is written -";
            case '÷' -> "; a quotient is written /";
            case '′', '’', '`', '"' -> "; a new state is written with an apostrophe: h'";
            case 'σ' -> "; write sigmoid(…)";
            case '@' -> "; a matrix times a vector is written W x";
            case '^' -> "; a square is written a * a";
            case '{', '}' -> "; use round brackets";
            case ':', ';' -> "; one statement stands on a line, as f = sigmoid(W_f x + U_f h + b_f)";
            case '_' -> "; a name begins with a letter";
            case '.' -> "; a number is written 0.5 or .5";
            case '\u00A0', '\u3000' -> ", a special blank; use a plain one";
            default -> "; names are letters A–Z, a–z, digits and _, operators + - * /";
        };
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
