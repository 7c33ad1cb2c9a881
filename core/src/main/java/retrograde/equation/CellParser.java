package retrograde.equation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Token.Kind;

/**
 * Reads the cell language: a cell as its equations.
 *
 * <pre>
 * statement = "cell" NAME | "state" NAME {"," NAME} | "output" NAME ["'"] | "param" NAME
 *           | "matrix" NAME "[" DIM "," DIM "]" | "init" NAME "=" DISTRIBUTION | NAME ["'"] "=" sum
 * </pre>
 *
 * Statements may stand in any order. The comment at the head of the text becomes the cell's description. Right-hand
 * sides are read by {@link ExpressionParser}; what the statements mean together is {@link CellChecker}'s.
 */
public final class CellParser {
    private static final String EXPECTED = "an equation, as h' = tanh(W x + U h + b), or one of "
            + String.join(", ", Names.STATEMENTS);

    private final CellText text;
    private final List<Token> tokens;
    private final IdentityHashMap<Object, Token> places = new IdentityHashMap<>();
    private final Map<String, Token> declarations = new HashMap<>();
    private final List<String> states = new ArrayList<>();
    private final List<Parameter> declared = new ArrayList<>();
    private final Map<String, Distribution> initialisations = new LinkedHashMap<>();
    private @Nullable String name;
    private @Nullable String output;
    private int at;

    private CellParser(CellText text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    /**
     * Reads one cell.
     *
     * @param text the cell's text; a byte order mark and any line ends are accepted
     * @param source what error messages call it: a file or a cell's name
     * @throws CellSyntaxException showing the line and place of a mistake and what was expected
     * @throws InputException where the text is empty or too large
     */
    public static Cell parse(String text, String source) {
        return new CellParser(CellText.of(text, source)).cell();
    }

    private Cell cell() {
        if (tokens.getFirst().kind() == Kind.END) {
            throw new InputException(text.source() + ": there is no cell in it; expected text such as\n"
                    + "    cell rnn\n    state h\n    h' = tanh(W x + U h + b)");
        }
        List<Integer> equationStarts = new ArrayList<>();
        while (peek().kind() != Kind.END) {
            if (!declaration()) {
                equationStarts.add(at);
                skipStatement();
            }
        }
        if (name == null) {
            throw text.error(tokens.getFirst(), "the cell has no name; expected 'cell NAME' in the first line");
        }
        if (states.isEmpty()) {
            throw text.error(tokens.getFirst(), CellChecker.NO_STATE);
        }
        List<Equation> equations = new ArrayList<>();
        for (int start : equationStarts) {
            at = start;
            equations.add(equation());
        }
        Draft draft = new Draft(name, description(), states, output, declared, equations, initialisations);
        return new CellChecker(draft, blame()).cell();
    }

    /** The comment lines before the first statement, up to the first blank line behind them. */
    private String description() {
        List<String> comment = new ArrayList<>();
        for (String line : text.lines()) {
            String stripped = line.strip();
            if (stripped.startsWith("#")) {
                comment.add(stripped.substring(1).strip());
            } else if (!stripped.isEmpty() || !comment.isEmpty()) {
                break;
            }
        }
        return String.join("\n", comment).strip();
    }

    /** Reads a declaration; false, and nothing read, where the statement is an equation. */
    private boolean declaration() {
        Token word = peek();
        if (!word.name()) {
            throw text.error(word, "expected " + EXPECTED + ", got " + word.shown());
        }
        switch (word.text()) {
            case "cell" -> cellName();
            case "state" -> state();
            case "output" -> output();
            case "param" -> param();
            case "matrix" -> matrix();
            case "init" -> init();
            default -> {
                refuseMisspelt(word);
                return false;
            }
        }
        Token end = next();
        if (end.kind() != Kind.END_OF_LINE) {
            throw text.error(end, "expected " + (word.text().equals("state") ? "',' or " : "")
                    + "the end of the line, got " + end.shown());
        }
        return true;
    }

    /** {@code stat h}: two names at the start are no equation. */
    private void refuseMisspelt(Token word) {
        Token behind = tokens.get(at + 1);
        if (behind.name()) {
            String meant = Suggestion.phrase(word.text(), Names.STATEMENTS);
            throw text.error(meant.isEmpty() ? behind : word,
                    "expected '=' after " + word.text() + ", got " + behind.shown() + meant);
        }
    }

    private void cellName() {
        Token word = next();
        Token given = name("a name for the cell, as 'cell lstm'");
        if (name != null) {
            throw text.error(word,
                    "the cell is already named " + name + place(declarations.get("cell")) + "; a text holds one cell");
        }
        declarations.put("cell", word);
        name = given.text();
    }

    private void state() {
        next();
        do {
            Token given = name("a state's name, as 'state h, c'");
            declare("state", given);
            states.add(given.text());
        } while (accept(","));
    }

    private void output() {
        Token word = next();
        Token given = name("a state's name, as 'output h'");
        accept("'");
        if (output != null) {
            throw text.error(word,
                    "the output is already " + output + place(declarations.get("output")) + "; a cell has one");
        }
        output = given.text();
        declarations.put("output", given);
    }

    private void param() {
        next();
        Token given = name("a name, as 'param p_f'");
        declare("param", given);
        declared.add(new Parameter(given.text(), List.of(Cell.HIDDEN)));
    }

    private void matrix() {
        next();
        String form = "as 'matrix A [H,R]'";
        Token given = name("a name, " + form);
        expect("[", "'[' and two dimensions, " + form);
        String rows = dimension();
        expect(",", "',' and the number of columns, " + form);
        String columns = dimension();
        expect("]", "']', " + form);
        declare("matrix", given);
        declared.add(new Parameter(given.text(), List.of(rows, columns)));
    }

    private String dimension() {
        Token given = next();
        if (!Names.dimension(given.text()) || (!given.name() && given.kind() != Kind.NUMBER)) {
            throw text.error(given, "expected a dimension: H (hidden units), I (inputs), a name given by --dim, "
                    + "or a whole number; got " + given.shown());
        }
        return given.text();
    }

    private void init() {
        next();
        Token given = next();
        if (!given.name() && !given.is("*")) {
            throw text.error(given,
                    "expected a parameter, a family such as U, a state or *, as 'init b_f = 1', got " + given.shown());
        }
        expect("=", "'=', as 'init b_f = 1'");
        Token value = peek();
        if (value.kind() != Kind.TEXT) {
            throw text.error(value,
                    "expected a distribution, as 'init b_f = 1' or 'init U = orthogonal', got " + value.shown());
        }
        next();
        Distribution distribution;
        try {
            distribution = DistributionParser.parse(value.text());
        } catch (InputException e) {
            throw text.error(value, String.valueOf(e.getMessage()));
        }
        if (initialisations.put(given.text(), distribution) != null) {
            throw text.error(given,
                    "init " + given.text() + " is already given" + place(declarations.get("init " + given.text())));
        }
        declarations.put("init " + given.text(), given);
    }

    private Equation equation() {
        Token target = next();
        boolean prime = accept("'");
        boolean state = states.contains(target.text());
        if (peek().is("=") && state != prime) {
            throw text.error(target,
                    state ? target.text() + " is a state, and " + target.text() + " alone is its old value; write "
                            + target.text() + "' = …"
                            : "only a state has a new value, and " + target.text() + " is none; write " + target.text()
                                    + " = …, or declare 'state " + target.text() + "'");
        }
        if (!peek().is("=")) {
            throw text.error(peek(),
                    "expected '=' after " + target.text() + (prime ? "'" : "") + ", got " + peek().shown());
        }
        next();
        if (peek().kind() == Kind.END_OF_LINE) {
            throw text.error(peek(), "expected an expression after '='; it begins on the same line");
        }
        Set<String> matrices = new LinkedHashSet<>();
        declared.stream().filter(Parameter::matrix).map(Parameter::name).forEach(matrices::add);
        Expression right = new ExpressionParser(text, tokens, at, Set.copyOf(states), matrices, places).statement();
        Equation equation = new Equation(new Variable(target.text(), Moment.NOW), right);
        places.put(equation, target);
        return equation;
    }

    private void declare(String kind, Token given) {
        for (String other : List.of("state", "param", "matrix")) {
            Token earlier = declarations.get(other + " " + given.text());
            if (earlier != null) {
                throw text.error(given, given.text() + " is already declared by '" + other + "'" + place(earlier));
            }
        }
        declarations.put(kind + " " + given.text(), given);
    }

    private Token name(String wanted) {
        Token given = next();
        if (!given.name()) {
            throw text.error(given, "expected " + wanted + ", got " + given.shown());
        }
        return given;
    }

    private void expect(String sign, String wanted) {
        Token given = next();
        if (!given.is(sign)) {
            throw text.error(given, "expected " + wanted + ", got " + given.shown());
        }
    }

    private boolean accept(String sign) {
        if (peek().is(sign)) {
            next();
            return true;
        }
        return false;
    }

    private void skipStatement() {
        while (next().kind() != Kind.END_OF_LINE) {
            // Read again when the states are known.
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        return tokens.get(at++);
    }

    private static String place(@Nullable Token token) {
        return token == null ? "" : " (line " + token.line() + ")";
    }

    private Blame blame() {
        return new Blame() {
            @Override
            public InputException at(Object part, String problem) {
                Token token = token(part);
                return text.error(token == null ? tokens.getFirst() : token, problem);
            }

            @Override
            public String line(Object part) {
                return place(token(part));
            }

            private @Nullable Token token(Object part) {
                return part instanceof String declaration ? declarations.get(declaration) : places.get(part);
            }
        };
    }
}
