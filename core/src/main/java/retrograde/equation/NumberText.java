package retrograde.equation;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Numbers as people write them, without loss: reading the text gives the same double back. */
public final class NumberText {
    // Double.parseDouble alone would take "1f", "0x1p3" and "NaN".
    private static final Pattern DECIMAL = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private NumberText() {}

    /** {@code 1}, {@code 0.5}, {@code -2.5e-7}, {@code 1e300}; {@code -0} for the negative zero. */
    public static String of(double value) {
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

    /** The number that a decimal text stands for, infinity where it is larger than a double; empty for any other text. */
    public static OptionalDouble read(String text) {
        return DECIMAL.matcher(text).matches() ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
    }
}
