package retrograde.equation;

import java.util.List;

import retrograde.equation.Expression.Operator;

import static retrograde.equation.Algebra.ONE;
import static retrograde.equation.Algebra.difference;
import static retrograde.equation.Algebra.negative;
import static retrograde.equation.Algebra.product;
import static retrograde.equation.Algebra.quotient;
import static retrograde.equation.Expression.apply;
import static retrograde.equation.Expression.constant;

/**
 * The table of derivatives: one rule a line, shared by the symbolic Jacobian, reverse mode and tangents.
 *
 * <p>
 * A rule may use the arguments and the value of the operation itself ({@code output}), which is how
 * {@code tanh' = 1 − tanh²} is written. Kinks: {@code relu'(0) = abs'(0) = 0}; at a tie {@code min} and {@code max} pass
 * everything to the first argument. {@code layernorm} is dense and has no rule here: its Jacobian
 * {@code (I − 11ᵀ/H − y yᵀ/H)/√(var + ε)} is symmetric and is treated where it is applied.
 */
public final class Derivatives {
    private Derivatives() {}

    /** {@code ∂ function(arguments) / ∂ arguments[argument]}, entry by entry. */
    public static Expression partial(Function function, int argument, List<Expression> arguments, Expression output) {
        Expression u = arguments.get(0);
        return switch (function) {
            case SIGMOID -> product(output, difference(ONE, output));
            case TANH -> difference(ONE, product(output, output));
            case RELU -> apply(Function.STEP, u);
            case EXP -> output;
            case LOG -> quotient(ONE, u);
            case SOFTPLUS -> apply(Function.SIGMOID, u);
            case ABS -> apply(Function.SIGN, u);
            case SQRT -> quotient(constant(0.5), output);
            case MIN -> tie(argument, apply(Function.STEP, difference(u, arguments.get(1))));
            case MAX -> tie(argument, apply(Function.STEP, difference(arguments.get(1), u)));
            case STEP, SIGN -> Algebra.ZERO;
            case LAYERNORM, MEAN, INVERSE_DEVIATION -> throw new IllegalArgumentException(
                    function.text() + " acts on whole vectors and has no elementwise derivative");
        };
    }

    /** {@code ∂ (left ∘ right) / ∂ left} for argument 0, {@code / ∂ right} for 1. */
    public static Expression partial(Operator operator, int argument, Expression left, Expression right,
            Expression output) {
        boolean first = argument == 0;
        return switch (operator) {
            case ADD -> ONE;
            case SUBTRACT -> first ? ONE : constant(-1);
            case MULTIPLY -> first ? right : left;
            case DIVIDE -> first ? quotient(ONE, right) : negative(quotient(output, right));
        };
    }

    private static Expression tie(int argument, Expression secondWins) {
        return argument == 0 ? difference(ONE, secondWins) : secondWins;
    }
}
