package retrograde.equation;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import retrograde.equation.Expression.Operator;
import retrograde.equation.Token.Kind;

/**
 * Reads right-hand sides by recursive descent.
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = applied { ("*" | "/") applied }
 * applied = { "-" } { NAME } primary
 * primary = NUMBER | NAME ["'"] | FUNCTION "(" sum {"," sum} ")" | "(" sum ")"
 * </pre>
 */
final class ExpressionParser {
    private final CellText text;
    private final List<Token> tokens;
    private final Set<String> states;
    private final Set<String> declaredMatrices;
    private final IdentityHashMap<Object, Token> places;
    private final IdentityHashMap<Expression, Integer> heights = new IdentityHashMap<>();
    private int at;
    private int depth;

    /**
     * Begins at a token.
     *
     * @param places takes the token at which each expression stands
     */
    ExpressionParser(CellText text, List<Token> tokens, int at, Set<String> states, Set<String> declaredMatrices,
            IdentityHashMap<Object, Token> places) {
        this.text = text;
        this.tokens = tokens;
        this.at = at;
        this.states = states;
        this.declaredMatrices = declaredMatrices;
        this.places = places;
    }

    /** Reads up to the end of the statement. */
    Expression statement() {
        Expression expression = sum();
        Token behind = peek();
        if (behind.kind() != Kind.END_OF_LINE) {
            throw text.error(behind, trailing(behind));
        }
        return expression;
    }

    private String trailing(Token behind) {
        Token before = tokens.get(at - 1);
        if (behind.kind() == Kind.NAME || behind.kind() == Kind.NUMBER || behind.is("(")) {
            return "expected an operator (+ - * /) before " + behind.shown() + "; the elementwise product is written *";
        }
        if (behind.is("=")) {
            return "expected the end of the equation, got another '='; a line that ends in an operator goes on in the next";
        }
        if (behind.is("'")) {
            return "an apostrophe stands behind a state's name only, as h', not behind " + before.shown();
        }
        return "expected an operator or the end of the line, got " + behind.shown();
    }

    private Expression sum() {
        Expression left = product();
        while (peek().is("+") || peek().is("-")) {
            Token sign = next();
            left = binary(sign.is("+") ? Operator.ADD : Operator.SUBTRACT, left, product(), sign);
        }
        return left;
    }

    private Expression product() {
        Expression left = applied();
        while (peek().is("*") || peek().is("/")) {
            Token sign = next();
            left = binary(sign.is("*") ? Operator.MULTIPLY : Operator.DIVIDE, left, applied(), sign);
        }
        return left;
    }

    private Expression binary(Operator operator, Expression left, Expression right, Token sign) {
        return node(new Expression.Binary(operator, left, right), sign);
    }

    /** Minus signs and matrices, outermost first, then what they act on; built from the inside out. */
    private Expression applied() {
        List<Token> before = new ArrayList<>();
        while (peek().is("-") || startsMatrix(peek())) {
            Token token = next();
            if (token.name()) {
                refuseFunction(token);
            }
            before.add(token);
        }
        boolean number = peek().kind() == Kind.NUMBER;
        Expression operand = primary();
        for (int i = before.size() - 1; i >= 0; i--) {
            Token token = before.get(i);
            if (token.name()) {
                operand = node(new Expression.MatrixProduct(token.text(), operand), token);
            } else if (number && operand instanceof Expression.Constant c) {
                operand = node(new Expression.Constant(-c.value()), token);
                number = false;
            } else {
                operand = node(new Expression.Negation(operand), token);
            }
        }
        return operand;
    }

    /** A name directly before another value is a matrix. */
    private boolean startsMatrix(Token token) {
        if (!token.name() || Names.function(token.text()) != null || Names.STATEMENTS.contains(token.text())) {
            return false;
        }
        Token behind = tokens.get(at + 1);
        return behind.name() || behind.kind() == Kind.NUMBER || behind.is("(");
    }

    private void refuseFunction(Token token) {
        String name = token.text();
        if (peek().is("(") && Names.likeFunction(name) && !declaredMatrices.contains(name)) {
            String meant = Suggestion.phrase(name, Names.FUNCTIONS);
            throw text.error(token, "unknown function " + name
                    + (meant.isEmpty() ? "; the functions are " + String.join(", ", Names.FUNCTIONS) + "." : meant)
                    + " A matrix of that name would be declared by 'matrix " + name + " [H,H]'");
        }
    }

    private Expression primary() {
        Token token = peek();
        if (token.kind() == Kind.NUMBER) {
            return node(new Expression.Constant(Double.parseDouble(token.text())), next());
        }
        if (token.is("(")) {
            next();
            enter(token);
            Expression inner = sum();
            depth--;
            expect(")", "')' or an operator");
            return inner;
        }
        if (token.name()) {
            Function function = Names.function(token.text());
            return function == null ? variable() : call(function);
        }
        throw text.error(token, "expected a value (a name, a number, a function or a bracket), got " + token.shown());
    }

    private Expression variable() {
        Token token = next();
        String name = token.text();
        if (Names.STATEMENTS.contains(name)) {
            throw text.error(token, "'" + name + "' begins a statement and is no value"
                    + "; a line that ends in an operator goes on in the next");
        }
        boolean prime = peek().is("'");
        if (prime) {
            next();
            if (!states.contains(name)) {
                throw text.error(token,
                        name.equals(Cell.INPUT) ? "x is the input and has no new value; write x without '"
                                : "only a state has a new value, and " + name + " is none; write " + name
                                        + " without ', or declare 'state " + name + "'");
            }
        }
        Moment moment = states.contains(name) && !prime ? Moment.BEFORE : Moment.NOW;
        return node(new Expression.Variable(name, moment), token);
    }

    private Expression call(Function function) {
        Token token = next();
        if (!peek().is("(")) {
            throw text.error(peek(), "expected '(' after the function " + function.text() + ", got " + peek().shown());
        }
        Token open = next();
        enter(open);
        List<Expression> arguments = new ArrayList<>();
        if (!peek().is(")")) {
            arguments.add(sum());
            while (peek().is(",")) {
                next();
                arguments.add(sum());
            }
        }
        depth--;
        Token close = peek();
        expect(")", function.arity() > arguments.size() ? "',' or ')'" : "')' or an operator");
        if (arguments.size() != function.arity()) {
            throw text.error(close, function.text() + " takes " + function.arity()
                    + (function.arity() == 1 ? " argument" : " arguments") + ", got " + arguments.size());
        }
        return node(new Expression.Application(function, arguments), token);
    }

    private void enter(Token open) {
        depth++;
        if (depth > CellChecker.DEEPEST) {
            throw text.error(open, tooDeep());
        }
    }

    private static String tooDeep() {
        return "expressions nest at most " + CellChecker.DEEPEST + " deep; name a part by an equation of its own";
    }

    private void expect(String sign, String wanted) {
        if (!peek().is(sign)) {
            Token got = peek();
            boolean value = got.name() || got.kind() == Kind.NUMBER || got.is("(");
            throw text.error(got, "expected " + wanted + ", got " + got.shown()
                    + (value ? "; the elementwise product is written *" : ""));
        }
        next();
    }

    private Expression node(Expression expression, Token place) {
        int height = 0;
        for (Expression operand : expression.operands()) {
            height = Math.max(height, heights.getOrDefault(operand, 0));
        }
        if (height >= CellChecker.DEEPEST) {
            throw text.error(place, tooDeep());
        }
        heights.put(expression, height + 1);
        places.put(expression, place);
        return expression;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        return tokens.get(at++);
    }
}
