package retrograde.equation;

import java.math.BigDecimal;

/** Numbers as people write them, without loss: reading the text gives the same double back. */
final class NumberText {

    private NumberText() {}

    /** {@code 1}, {@code 0.5}, {@code -2.5e-7}, {@code 1e300}; {@code -0} for the negative zero. */
    static String of(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        // Double.toString gives the shortest digits that round-trip; only their layout is changed here.
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -5 && exponent < 16) {
            return digits.toPlainString();
        }
        BigDecimal mantissa = digits.movePointLeft(exponent);
        return mantissa.stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
