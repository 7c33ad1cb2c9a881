package retrograde.equation.bound;

import java.util.List;

import retrograde.equation.Expression;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Variable;
import retrograde.equation.Function;
import retrograde.equation.bound.Base.Call;
import retrograde.equation.bound.Base.Symbol;

/** Writes an expression as a {@link Product}. */
final class NormalForm {

    private NormalForm() {}

    static Product of(Expression expression) {
        return switch (expression) {
            case Constant c -> Product.constant(Interval.point(c.value()));
            case Variable v -> Product.of(new Symbol(v));
            case MatrixProduct p -> Product.of(new Symbol(p));
            case Negation n -> of(n.operand()).negate();
            case Binary b -> binary(b);
            case Application a -> a.function().elementwise()
                    ? call(a.function(), a.arguments().stream().map(NormalForm::of).toList())
                    : Product.of(new Symbol(a));
        };
    }

    private static Product binary(Binary b) {
        Product left = of(b.left());
        Product right = of(b.right());
        return switch (b.operator()) {
            case ADD -> left.plus(right);
            case SUBTRACT -> left.plus(right.negate());
            case MULTIPLY -> left.times(right);
            case DIVIDE -> left.times(right.reciprocal());
        };
    }

    private static Product call(Function function, List<Product> arguments) {
        Product u = arguments.getFirst();
        if (arguments.stream().allMatch(Product::isConstant)) {
            return Product.constant(switch (function) {
                case MIN -> u.coefficient().min(arguments.get(1).coefficient());
                case MAX -> u.coefficient().max(arguments.get(1).coefficient());
                default -> u.coefficient().apply(function);
            });
        }
        boolean negative = u.coefficient().high() <= 0;
        // Odd and even functions take an argument of positive sign, so that tanh(−u) and tanh(u) are one base.
        return switch (function) {
            case TANH, SIGN -> negative ? single(function, u.negate()).negate() : single(function, u);
            case ABS -> negative ? single(function, u.negate()) : single(function, u);
            default -> Product.of(new Call(function, arguments));
        };
    }

    private static Product single(Function function, Product argument) {
        return Product.of(new Call(function, List.of(argument)));
    }
}
