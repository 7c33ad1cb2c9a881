package retrograde.report.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

import tools.jackson.databind.JsonNode;

/** Numbers as a reader wants them: rounded to what can be compared by eye; the unrounded ones are in the document. */
final class Digits {

    private static final String[] RAISED = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

    /** Stands where there is no number. */
    static final String NONE = "–";

    private Digits() {}

    /** Four significant digits; powers of ten outside 1e-3 … 1e6; {@link #NONE} for null, missing and non-finite. */
    static String of(JsonNode number) {
        return number.isNumber() ? of(number.doubleValue()) : NONE;
    }

    /** As {@link #of(JsonNode)}. */
    static String of(double number) {
        return of(number, 4);
    }

    /** A given number of significant digits, zeros kept, so that a column of numbers lines up. */
    static String significant(JsonNode number, int digits) {
        double value = number.asDouble(Double.NaN);
        double size = Math.abs(value);
        return size >= 1e-3 && size < 1e6
                ? new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN))
                        .toPlainString()
                        .replace('-', '−')
                : of(value, digits);
    }

    /** With a given number of significant digits. */
    static String of(double number, int significant) {
        if (!Double.isFinite(number)) {
            return NONE;
        }
        if (number == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(significant, RoundingMode.HALF_EVEN));
        double size = Math.abs(number);
        if (size >= 1e-3 && size < 1e6) {
            return rounded.stripTrailingZeros().toPlainString().replace('-', '−');
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros().toPlainString().replace('-', '−') + "·10"
                + raised(exponent);
    }

    /** A value with its standard error: as many decimals as the error's leading digit asks for. */
    static String measured(JsonNode value, JsonNode error, int mostDecimals) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            return NONE;
        }
        double size = error.isNumber() && Double.isFinite(error.doubleValue()) ? Math.abs(error.doubleValue()) : 0;
        if (size == 0) {
            return decimal(value.doubleValue(), 3);
        }
        int decimals = Math.clamp((int) Math.ceil(-Math.log10(size)), 0, mostDecimals);
        String shown = decimal(value.doubleValue(), decimals) + " ± ";
        // An error below the last decimal is not 0.0000.
        return shown
                + (size < 0.5 * Math.pow(10, -mostDecimals) ? "<10" + raised(-mostDecimals) : decimal(size, decimals));
    }

    /** A value with its standard error, both to the error's second digit; four digits where there is no error. */
    static String withError(double value, double error) {
        if (!Double.isFinite(value) || !Double.isFinite(error) || error == 0) {
            return of(value);
        }
        double size = Math.max(Math.abs(value), error);
        int exponent = size >= 1e-3 && size < 1e6 ? 0 : (int) Math.floor(Math.log10(size));
        double unit = Math.pow(10, exponent);
        // A value of 1e5 with an error of 30 has no decimals, not negative ones.
        int decimals = Math.clamp(1 - (int) Math.floor(Math.log10(error / unit)), 0, 9);
        String both = decimal(value / unit, decimals) + " ± " + decimal(error / unit, decimals);
        return exponent == 0 ? both : "(" + both + ")·10" + raised(exponent);
    }

    /** A fixed number of decimals. */
    static String decimal(double number, int decimals) {
        return Double.isFinite(number)
                ? new BigDecimal(number).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString().replace('-', '−')
                : NONE;
    }

    /** e to a natural logarithm, however large or small; null is the logarithm of zero. */
    static String exponential(JsonNode log) {
        return log.isNull() ? "0" : exponential(log.asDouble(Double.NaN));
    }

    /** As {@link #exponential(JsonNode)}. */
    static String exponential(double log) {
        if (!Double.isFinite(log)) {
            return log == Double.NEGATIVE_INFINITY ? "0" : NONE;
        }
        double tens = log / Math.log(10);
        int exponent = (int) Math.floor(tens);
        if (exponent >= -3 && exponent < 6) {
            return of(Math.pow(10, tens), 3);
        }
        String mantissa = decimal(Math.pow(10, tens - exponent), 2);
        return mantissa.equals("10.00") ? "1.00·10" + raised(exponent + 1) : mantissa + "·10" + raised(exponent);
    }

    /** A share of one in per cent. */
    static String percent(JsonNode share) {
        return share.isNumber() && Double.isFinite(share.doubleValue()) ? Math.round(100 * share.doubleValue()) + " %"
                : NONE;
    }

    /** A count with thin spaces between groups of three from five digits on. */
    static String count(JsonNode number) {
        if (!number.isNumber()) {
            return NONE;
        }
        String digits = number.asString();
        return digits.matches("\\d{5,}") ? digits.replaceAll("(?<=\\d)(?=(\\d{3})+$)", "\u202f") : digits;
    }

    private static String raised(int n) {
        StringBuilder out = new StringBuilder(n < 0 ? "⁻" : "");
        for (char digit : Integer.toString(Math.abs(n)).toCharArray()) {
            out.append(RAISED[digit - '0']);
        }
        return out.toString();
    }
}
