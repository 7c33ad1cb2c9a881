package retrograde.equation.bound;

/**
 * Arithmetic rounded towards −∞, exact results left alone; rounding towards +∞ follows by negation.
 *
 * <p>
 * The error of a rounded sum, product, quotient or root is itself computed (two-sum, fused multiply-add), so that
 * {@code 1 − 0} stays 1: a bound that touches 1 stays provable. Operands may be infinite; {@code 0 · ∞} is 0, because
 * an infinite end stands for arbitrarily large but finite values.
 */
final class Rounding {

    /** Below this magnitude the error of a product may underflow, so that results are always moved. */
    private static final double ERROR_IS_EXACT = 0x1p-900;

    private Rounding() {}

    static double addDown(double a, double b) {
        double sum = a + b;
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
            return sum;
        }
        if (Double.isInfinite(sum)) {
            return overflowDown(sum);
        }
        double back = sum - a;
        double error = (a - (sum - back)) + (b - back);
        return error < 0 ? Math.nextDown(sum) : sum;
    }

    static double addUp(double a, double b) {
        return -addDown(-a, -b);
    }

    static double multiplyDown(double a, double b) {
        if (a == 0 || b == 0) {
            return 0;
        }
        double product = a * b;
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
            return product;
        }
        if (Double.isInfinite(product)) {
            return overflowDown(product);
        }
        if (Math.abs(product) < ERROR_IS_EXACT) {
            return underflowDown(product, (a > 0) == (b > 0));
        }
        return Math.fma(a, b, -product) < 0 ? Math.nextDown(product) : product;
    }

    static double multiplyUp(double a, double b) {
        return -multiplyDown(-a, b);
    }

    /** {@code a / b} for {@code b ≠ 0}; 0 where {@code b} is infinite. */
    static double divideDown(double a, double b) {
        if (a == 0 || Double.isInfinite(b)) {
            return 0;
        }
        double quotient = a / b;
        if (Double.isInfinite(a)) {
            return quotient;
        }
        if (Double.isInfinite(quotient)) {
            return overflowDown(quotient);
        }
        if (Math.abs(quotient) < ERROR_IS_EXACT || Math.abs(a) < ERROR_IS_EXACT) {
            return underflowDown(quotient, (a > 0) == (b > 0));
        }
        double excess = Math.fma(quotient, b, -a);
        return (b > 0 ? excess > 0 : excess < 0) ? Math.nextDown(quotient) : quotient;
    }

    static double divideUp(double a, double b) {
        return -divideDown(-a, b);
    }

    /** {@code √a} for {@code a ≥ 0}. */
    static double rootDown(double a) {
        double root = Math.sqrt(a);
        if (a == 0 || Double.isInfinite(a)) {
            return root;
        }
        return a < ERROR_IS_EXACT || Math.fma(root, root, -a) > 0 ? Math.nextDown(root) : root;
    }

    static double rootUp(double a) {
        double root = Math.sqrt(a);
        if (a == 0 || Double.isInfinite(a)) {
            return root;
        }
        return a < ERROR_IS_EXACT || Math.fma(root, root, -a) < 0 ? Math.nextUp(root) : root;
    }

    /** The value moved down by so many representable numbers. */
    static double down(double value, int steps) {
        double moved = value;
        for (int i = 0; i < steps; i++) {
            moved = Math.nextDown(moved);
        }
        return moved;
    }

    /** The value moved up by so many representable numbers. */
    static double up(double value, int steps) {
        return -down(-value, steps);
    }

    private static double overflowDown(double infinite) {
        return infinite > 0 ? Double.MAX_VALUE : Double.NEGATIVE_INFINITY;
    }

    private static double underflowDown(double tiny, boolean positive) {
        return tiny == 0 && positive ? 0 : Math.nextDown(tiny);
    }
}
