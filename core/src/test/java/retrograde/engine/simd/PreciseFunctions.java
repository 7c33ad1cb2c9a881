package retrograde.engine.simd;

import java.math.BigDecimal;
import java.math.MathContext;

/** The elementary functions to some 30 digits, from series and identities of their own; for finite arguments. */
final class PreciseFunctions {
    private static final MathContext DIGITS = new MathContext(50);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;

    private PreciseFunctions() {}

    static BigDecimal exp(double x) {
        return exp(new BigDecimal(x));
    }

    private static BigDecimal exp(BigDecimal x) {
        // |r| ≤ 6e-5 for |x| < 2¹⁰: thirteen terms reach 1e-60, and the squarings cost 8 of the digits.
        int halvings = x.precision() > x.scale() ? 24 : 14;
        BigDecimal r = x.divide(TWO.pow(halvings), DIGITS);
        BigDecimal sum = ONE;
        BigDecimal term = ONE;
        for (int i = 1; i <= 12; i++) {
            term = term.multiply(r).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    static BigDecimal log(double x) {
        return log(new BigDecimal(x), StrictMath.log(x));
    }

    /** One step of Halley's iteration on {@code e^y = x}, which cubes the relative error 1e-16 of the start. */
    private static BigDecimal log(BigDecimal x, double start) {
        BigDecimal y = new BigDecimal(start);
        BigDecimal e = exp(y);
        return y.add(TWO.multiply(x.subtract(e)).divide(x.add(e), DIGITS), DIGITS);
    }

    static BigDecimal sigmoid(double x) {
        return ONE.divide(ONE.add(exp(-x), DIGITS), DIGITS);
    }

    static BigDecimal tanh(double x) {
        if (Math.abs(x) < 1e-8) { // x − x³/3 + 2x⁵/15: the next term is 1e-49 of x
            BigDecimal y = new BigDecimal(x);
            BigDecimal z = y.multiply(y, DIGITS);
            BigDecimal third = z.divide(BigDecimal.valueOf(3), DIGITS);
            BigDecimal fifth = z.multiply(z, DIGITS).multiply(TWO).divide(BigDecimal.valueOf(15), DIGITS);
            return y.multiply(ONE.subtract(third).add(fifth), DIGITS);
        }
        BigDecimal square = exp(new BigDecimal(x).multiply(TWO));
        return square.subtract(ONE).divide(square.add(ONE), DIGITS);
    }

    static BigDecimal softplus(double x) {
        BigDecimal e = exp(-Math.abs(x));
        double small = e.doubleValue();
        BigDecimal log = small < 1e-20 ? e.multiply(ONE.subtract(e.divide(TWO, DIGITS)), DIGITS)
                : log(ONE.add(e), StrictMath.log1p(small));
        return x > 0 ? log.add(new BigDecimal(x)) : log;
    }
}
