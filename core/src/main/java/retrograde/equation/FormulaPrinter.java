package retrograde.equation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Operator;
import retrograde.equation.Expression.Variable;

/**
 * Prints a cell's formulas: one walk that knows where brackets are needed; the notations only know their signs.
 *
 * <p>
 * A path prints as the product {@code D(a₀) M₁ D(a₁) …}, a term as the sum of its paths, by block where the Jacobian
 * has more than one.
 */
public abstract sealed class FormulaPrinter permits TextPrinter, UnicodePrinter, LatexPrinter, MathMlPrinter {
    /** Sums and differences. */
    static final int SUM = 1;
    /** Elementwise products and quotients. */
    static final int PRODUCT = 2;
    /** A minus sign before something. */
    static final int SIGNED = 3;
    /** A matrix before something. */
    static final int MATRIX = 4;
    /** What never needs brackets. */
    static final int PRIMARY = 5;

    private final Cell cell;
    private final boolean reading;

    /**
     * Prints formulas of one cell.
     *
     * @param reading whether the text is for readers: associativity saves brackets, {@code a · a} becomes a square
     */
    FormulaPrinter(Cell cell, boolean reading) {
        this.cell = cell;
        this.reading = reading;
    }

    /** The cell whose formulas are printed. */
    final Cell source() {
        return cell;
    }

    /** An expression. */
    public String expression(Expression expression) {
        return at(expression, SUM);
    }

    /** An equation with its left-hand side. */
    public abstract String equation(Equation equation);

    /** All equations of the cell. */
    public abstract String cell();

    /** The product {@code D(a₀) M₁ D(a₁) …}; factors that are one are left out, numbers come first. */
    public String path(Path path) {
        return sum(List.of(path));
    }

    /**
     * The sum of the term's paths; with more than one state each block is named.
     *
     * @param states the states that the Jacobian is of: rows and columns
     */
    public String term(Term term, List<String> states) {
        return listed(blocks(term, states));
    }

    /** The blocks of a term, each with its name if there is more than one state. */
    public List<String> blocks(Term term, List<String> states) {
        if (states.size() == 1) {
            return List.of(sum(term.paths()));
        }
        Map<String, List<Path>> blocks = new LinkedHashMap<>();
        for (Path path : term.paths()) {
            blocks.computeIfAbsent(block(path.to(), path.from()), b -> new ArrayList<>()).add(path);
        }
        List<String> parts = new ArrayList<>();
        blocks.forEach((block, paths) -> parts.add(labelled(block, sum(paths))));
        return parts;
    }

    /** The sum of paths; zero where there is none. */
    public String sum(List<Path> paths) {
        if (paths.isEmpty()) {
            return number(0);
        }
        StringBuilder sum = new StringBuilder();
        for (Path path : paths) {
            double scalar = scalar(path);
            String size = sized(Math.abs(scalar), factors(path));
            if (sum.isEmpty()) {
                sum.append(scalar < 0 ? negated(size) : size);
            } else {
                String before = sum.toString();
                sum.setLength(0);
                sum.append(added(before, scalar >= 0, size));
            }
        }
        return sum.toString();
    }

    private static double scalar(Path path) {
        double scalar = 1;
        for (Expression coefficient : path.coefficients()) {
            scalar *= coefficient instanceof Constant c ? c.value() : 1;
        }
        return scalar;
    }

    private List<String> factors(Path path) {
        List<String> factors = new ArrayList<>();
        for (int i = 0; i < path.coefficients().size(); i++) {
            if (i > 0) {
                factors.add(switch (path.links().get(i - 1)) {
                    case Path.Matrix m -> matrix(m.name());
                    case Path.Normalisation n -> normalisation(at(n.operand(), SUM));
                });
            }
            Expression coefficient = path.coefficients().get(i);
            if (!(coefficient instanceof Constant)) {
                factors.add(diagonal(
                        reading && !containsProduct(coefficient) ? entries(coefficient) : at(coefficient, SUM)));
            }
        }
        return factors.isEmpty() ? List.of(identity()) : factors;
    }

    private String sized(double scalar, List<String> factors) {
        List<String> all = new ArrayList<>(factors);
        if (scalar != 1) {
            all.addFirst(number(scalar));
        }
        return juxtaposed(all);
    }

    private static boolean containsProduct(Expression expression) {
        return expression instanceof MatrixProduct
                || expression.operands().stream().anyMatch(FormulaPrinter::containsProduct);
    }

    /** The expression, in brackets where it binds looser than its place asks. */
    final String at(Expression expression, int least) {
        String shown = show(expression);
        return binding(expression) < least ? brackets(shown) : shown;
    }

    private String show(Expression expression) {
        return switch (expression) {
            case Constant c -> number(c.value());
            case Variable v -> variable(v);
            case Negation n -> negated(negatedOperand(n.operand()));
            case Binary b -> binary(b);
            case Application a -> call(a.function(), a.arguments());
            case MatrixProduct p -> juxtaposed(List.of(matrix(p.matrix()), at(p.operand(), MATRIX)));
        };
    }

    private String negatedOperand(Expression operand) {
        if (reading) {
            return leadsWithMinus(operand) ? brackets(at(operand, SUM)) : at(operand, PRODUCT);
        }
        // -2 would be read as a number, hence -(2).
        boolean number = operand instanceof Constant && !leadsWithMinus(operand);
        return number ? brackets(at(operand, SUM)) : at(operand, SIGNED);
    }

    private String binary(Binary b) {
        if (square(b)) {
            return squared(at(b.left(), PRIMARY));
        }
        return switch (b.operator()) {
            case ADD -> added(at(b.left(), SUM), true, right(b.right(), reading ? SUM : PRODUCT));
            case SUBTRACT -> added(at(b.left(), SUM), false, right(b.right(), PRODUCT));
            case MULTIPLY -> multiplied(b.left(), at(b.left(), PRODUCT), b.right(),
                    right(b.right(), reading && isProduct(b.right()) ? PRODUCT : SIGNED));
            case DIVIDE -> quotient(b.left(), b.right());
        };
    }

    /** A right operand; for readers in brackets if it begins with a minus sign. */
    final String right(Expression expression, int least) {
        return reading && leadsWithMinus(expression) && binding(expression) >= least ? brackets(at(expression, least))
                : at(expression, least);
    }

    private boolean square(Binary b) {
        return reading && b.operator() == Operator.MULTIPLY && !(b.left() instanceof Constant)
                && b.left().equals(b.right());
    }

    private static boolean isProduct(Expression expression) {
        return expression instanceof Binary b && b.operator() == Operator.MULTIPLY;
    }

    private boolean leadsWithMinus(Expression expression) {
        return switch (expression) {
            case Constant c -> c.value() < 0 || 1 / c.value() < 0;
            case Negation n -> true;
            case Binary b -> !square(b) && leadsWithMinus(b.left()) && binding(b.left()) >= binding(b);
            default -> false;
        };
    }

    /** How tightly the outermost operation binds. */
    int binding(Expression expression) {
        return switch (expression) {
            case Constant c -> leadsWithMinus(c) ? SIGNED : PRIMARY;
            case Variable v -> PRIMARY;
            case Application a -> PRIMARY;
            case MatrixProduct p -> MATRIX;
            case Negation n -> reading ? PRODUCT : SIGNED;
            case Binary b -> square(b) ? MATRIX : switch (b.operator()) {
                case ADD, SUBTRACT -> SUM;
                case MULTIPLY -> PRODUCT;
                case DIVIDE -> quotientBinding();
            };
        };
    }

    /** The left factor of {@code a b}; a quotient on the line goes into brackets, so that nobody reads a / (b c). */
    final String leftFactor(Expression operand, String shown) {
        boolean quotient = operand instanceof Binary b && b.operator() == Operator.DIVIDE;
        return quotient && quotientBinding() == PRODUCT ? brackets(shown) : shown;
    }

    /** How tightly a quotient binds: as a product where it is written on the line. */
    int quotientBinding() {
        return PRODUCT;
    }

    /** A coefficient inside {@code D(…)}, where every product is elementwise. */
    abstract String entries(Expression coefficient);

    abstract String number(double value);

    abstract String variable(Variable variable);

    abstract String matrix(String name);

    abstract String brackets(String inner);

    abstract String negated(String operand);

    abstract String added(String left, boolean plus, String right);

    abstract String multiplied(Expression left, String shownLeft, Expression right, String shownRight);

    abstract String quotient(Expression left, Expression right);

    abstract String squared(String base);

    abstract String call(Function function, List<Expression> arguments);

    /** Factors side by side: a matrix and what it multiplies, the factors of a path. */
    abstract String juxtaposed(List<String> factors);

    abstract String diagonal(String entries);

    abstract String normalisation(String operand);

    abstract String identity();

    /** The name of a block, such as {@code ∂hₜ/∂cₜ₋₁}. */
    public abstract String block(String to, String from);

    abstract String labelled(String block, String sum);

    abstract String listed(List<String> parts);
}
