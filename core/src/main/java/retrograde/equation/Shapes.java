package retrograde.equation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Variable;

/**
 * Finds the shape of every matrix by its place, and refuses shapes that clash.
 *
 * <p>
 * States and vector parameters have H entries, {@code x} has I, a gate has what its equation yields. An undeclared
 * matrix has H rows and as many columns as the operand of its first use has entries. A number fits any shape.
 */
final class Shapes {
    private static final String INPUT_HINT = "x has I entries and comes to H through a matrix, as W x";

    private final Draft draft;
    private final Map<String, Parameter> declared;
    private final Blame blame;
    private final Map<String, Parameter> matrices = new LinkedHashMap<>();
    private final Map<String, Object> shapedAt = new HashMap<>();
    private final Map<String, String> gates = new HashMap<>();

    Shapes(Draft draft, Map<String, Parameter> declared, Blame blame) {
        this.draft = draft;
        this.declared = declared;
        this.blame = blame;
    }

    /**
     * The matrices with their shapes.
     *
     * @param ordered the equations in the order of evaluation
     */
    Map<String, Parameter> parameters(List<Equation> ordered) {
        for (Parameter parameter : declared.values()) {
            if (parameter.matrix()) {
                matrices.put(parameter.name(), parameter);
                shapedAt.put(parameter.name(), "matrix " + parameter.name());
            }
        }
        for (Equation equation : ordered) {
            String dimension = dimension(equation.right());
            if (draft.states().contains(equation.name()) && dimension != null && !dimension.equals(Cell.HIDDEN)) {
                throw blame.at(equation, "the state " + equation.name() + " has H entries, its equation yields "
                        + dimension + (dimension.equals(Cell.INPUTS) ? "; " + INPUT_HINT : ""));
            }
            gates.put(equation.name(), dimension == null ? Cell.HIDDEN : dimension);
        }
        return matrices;
    }

    private @Nullable String dimension(Expression expression) {
        return switch (expression) {
            case Variable v -> v.name().equals(Cell.INPUT) ? Cell.INPUTS
                    : draft.states().contains(v.name()) ? Cell.HIDDEN : gates.getOrDefault(v.name(), Cell.HIDDEN);
            case MatrixProduct p -> product(p);
            default -> common(expression);
        };
    }

    private @Nullable String common(Expression expression) {
        String dimension = null;
        for (Expression operand : expression.operands()) {
            String other = dimension(operand);
            if (dimension != null && other != null && !dimension.equals(other)) {
                boolean input = dimension.equals(Cell.INPUTS) || other.equals(Cell.INPUTS);
                throw blame.at(expression, "shapes clash: " + dimension + " entries on the left, " + other
                        + " on the right" + (input ? "; " + INPUT_HINT : ""));
            }
            dimension = dimension == null ? other : dimension;
        }
        return dimension;
    }

    private String product(MatrixProduct product) {
        String name = product.matrix();
        String operand = dimension(product.operand());
        Parameter known = matrices.get(name);
        if (known == null) {
            known = new Parameter(name, List.of(Cell.HIDDEN, operand == null ? Cell.HIDDEN : operand));
            matrices.put(name, known);
            shapedAt.put(name, product);
        }
        String rows = known.shape().get(0);
        String columns = known.shape().get(1);
        if (operand != null && !operand.equals(columns)) {
            throw blame.at(product,
                    "shapes clash: " + name + " is [" + rows + "," + columns + "]"
                            + blame.line(shapedAt.getOrDefault(name, product)) + ", what it multiplies here has "
                            + operand + " entries; expected " + columns + hint(product, columns));
        }
        return rows;
    }

    private String hint(MatrixProduct product, String columns) {
        if (product.operand() instanceof MatrixProduct inner && !declared.containsKey(inner.matrix())) {
            Parameter shape = matrices.get(inner.matrix());
            String from = shape == null ? Cell.HIDDEN : shape.shape().get(1);
            return ", by 'matrix " + inner.matrix() + " [" + columns + "," + from + "]'";
        }
        return declared.containsKey(product.matrix()) ? ""
                : "; use two matrices, or declare 'matrix " + product.matrix() + " [H,…]'";
    }
}
