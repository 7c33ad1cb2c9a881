package retrograde.equation;

import java.util.List;

/**
 * One way from an old value to a new state: {@code D(a₀) M₁ D(a₁) … M_m D(a_m)}, read from the new state back.
 *
 * @param to the new state it ends in: the block's row
 * @param from the old state (or, for the input Jacobian, {@code x}) it starts from: the block's column
 * @param gates the gates passed, in the order of the equations that define them; empty for the main path
 * @param coefficients {@code a₀ … a_m}: elementwise expressions in named variables (where an equation multiplies by an unnamed
 *        matrix product, that product too)
 * @param links {@code M₁ … M_m}: between coefficient {@code j−1} and {@code j}
 */
public record Path(String to, String from, List<String> gates, List<Expression> coefficients, List<Link> links) {
    /** Checks that coefficients and links alternate. */
    public Path {
        gates = List.copyOf(gates);
        coefficients = List.copyOf(coefficients);
        links = List.copyOf(links);
        if (coefficients.size() != links.size() + 1) {
            throw new IllegalArgumentException(
                    "a path has one coefficient more than links: " + coefficients.size() + ", " + links.size());
        }
    }

    /** A dense factor of a path. */
    public sealed interface Link {}

    /** A parameter matrix. */
    public record Matrix(String name) implements Link {}

    /** The (symmetric) Jacobian of {@code layernorm} at an operand. */
    public record Normalisation(Expression operand) implements Link {}
}
