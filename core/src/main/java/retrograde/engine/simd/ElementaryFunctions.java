package retrograde.engine.simd;

/**
 * exp, log, tanh, sigmoid and softplus as straight-line arithmetic of {@link Lanes}, at most one division each.
 *
 * <p>
 * Largest errors in units of the last place of the exact value, over the whole range, float32 then float64: exp 2 and
 * 2, log 3 and 4, tanh 4 and 4, sigmoid 4 and 4, softplus 4 and 5. Where the exact value is a denormal number the unit
 * is the smallest one. The bounds come from trial, not proof: float32 on every eleventh number, and for all but exp on
 * every one where the errors are largest (1.6, 2.9, 3.4, 3.6, 3.3 found), float64 on three million numbers (1.5, 2.9,
 * 3.2, 2.4, 3.6 found).
 *
 * <p>
 * NaN gives NaN. No function needs a branch: arguments are clamped where the result has reached its limit.
 *
 * <p>
 * Every polynomial and rational below was fitted to the smallest largest relative error by the exchange algorithm of
 * Remez in 60 digits, on the interval named (widened by 0.05 % where it is that of a reduced argument), with the
 * coefficients written 1 held fixed; the errors named are those before the coefficients are rounded to the format.
 */
final class ElementaryFunctions {
    private static final double LN2 = 0x1.62e42fefa39efp-1;
    /** ln 2 less its float64 value. */
    private static final double LN2_REST = 0x1.abc9e3b39803fp-56;
    private static final double LOG2_E = 0x1.71547652b82fep0;

    /** e⁻ʳ for |r| ≤ ½ ln 2: 1.1e-7. */
    private static final double[] EXP_MINUS = {-0.008312474140460543, 0.04189032580728469, -0.16667115719887812,
            0.4999923038330085, -1, 1};
    /** eʳ for |r| ≤ ln 2: 1.5e-8. */
    private static final double[] EXP_32 = {0.00019610476984372686, 0.0014104447547210954, 0.008336113216328142,
            0.04166127094802994, 0.16666613928537422, 0.5000003457189418, 1, 1};
    /** eʳ for |r| ≤ ln 2: 1.1e-17. */
    private static final double[] EXP_64 = {1.5935536792555327e-10, 2.106245108729525e-9, 2.5055036408018437e-8,
            2.7556156564744236e-7, 2.7557300621165485e-6, 2.480159083655557e-5, 0.00019841269892891217,
            0.001388888888356418, 0.00833333333326974, 0.041666666666702185, 0.16666666666666938, 0.4999999999999993, 1,
            1};

    // tanh y = y·N(y²)/D(y²) for |y| ≤ ¼ ln 2; N stands in the first row, D in the second.
    /** 6.6e-10. */
    private static final double[][] TANH_32 = {{0.06658709880814977, 1}, {0.3999201861566493, 1}};
    /** 5.5e-18. */
    private static final double[][] TANH_64 = {{0.0010574189654967772, 0.11109937126148998, 1},
            {0.015868320498970866, 0.44443270459481754, 1}};

    // atanh(s)/s as a polynomial in s².
    /** |s| ≤ (√2−1)/(√2+1): 8.1e-10. */
    private static final double[] ATANH_32 = {0.1493587527017261, 0.19988772731843543, 0.33333388159233796, 1};
    /** |s| ≤ (√2−1)/(√2+1): 1.3e-18. */
    private static final double[] ATANH_64 = {0.07398126163453349, 0.07657012709181751, 0.09091782550236797,
            0.1111109928122945, 0.14285714371224856, 0.199999999997073, 0.3333333333333367, 1};
    /** |s| ≤ 1/3: 1.4e-18. */
    private static final double[] ATANH_64_WIDER = {0.0850745992287737, 0.04171130908889254, 0.06052773369818603,
            0.06650523876026518, 0.07693276900364866, 0.09090872117668401, 0.11111111980125524, 0.14285714274008643,
            0.20000000000077933, 0.33333333333333154, 1};
    /** ln(1+e)/e for 0 ≤ e ≤ 1: 5.2e-9. */
    private static final double[] LOG1P_32 = {-0.0033184560447242434, 0.020204535686595596, -0.05766440834337753,
            0.1068055886125121, -0.1535540337170513, 0.19695405181666473, -0.24958588836128023, 0.33330511506413135,
            -0.4999993277042396, 1};

    private ElementaryFunctions() {}

    /** {@code eˣ}; +∞ from the first x whose result rounds beyond the format, +0 likewise, denormal numbers between. */
    static <V, N, M> V exp(Lanes<V, N, M> l, V x) {
        boolean wide = l.wide();
        V c = most(l, least(l, x, wide ? -746 : -105), wide ? 710 : 89);
        // eˣ = 2ᵐ·2ᵐ·eʳ: a single power 2²ᵐ would leave the exponents of the format on both sides.
        V rounder = l.constant(rounder(wide));
        V t = l.fma(c, l.constant(LOG2_E / 2), rounder);
        V r = addLogarithms(l, l.subtract(t, rounder), -2, c);
        V root = power(l, t);
        return l.multiply(l.multiply(polynomial(l, r, wide ? EXP_64 : EXP_32), root), root);
    }

    /** {@code ln x}; −∞ at ±0, NaN below. */
    static <V, N, M> V log(Lanes<V, N, M> l, V x) {
        boolean wide = l.wide();
        int digits = digits(wide);
        double integers = Math.scalb(1.0, digits);
        M denormal = l.less(x, l.constant(wide ? Double.MIN_NORMAL : Float.MIN_NORMAL));
        V scaled = l.select(denormal, l.multiply(x, l.constant(integers)), x);
        // x = 2ᵏ·m with √½ ≤ m < √2: with the bits of √½ counted as those of 1, the exponent's bits are k + bias.
        long one = bitsOf(wide, 1);
        long root = bitsOf(wide, Math.sqrt(0.5));
        N shifted = l.addIntegers(l.bits(scaled), l.integer(one - root));
        V m = l.fromBits(l.addIntegers(l.and(shifted, l.integer((1L << digits) - 1)), l.integer(root)));
        V biased = l.fromBits(l.or(l.shiftRight(shifted, digits), l.integer(bitsOf(wide, integers))));
        double bias = integers + bias(wide);
        V k = l.subtract(biased, l.select(denormal, l.constant(bias + digits), l.constant(bias)));
        // ln m = 2 atanh((m − 1)/(m + 1)); m − 1 is exact.
        V s = l.divide(l.subtract(m, l.constant(1)), l.add(m, l.constant(1)));
        V series = polynomial(l, l.multiply(s, s), scaled(2, 1, wide ? ATANH_64 : ATANH_32));
        V y = l.fma(k, l.constant(LN2), l.multiply(s, series));
        V zero = l.constant(0);
        V edge = l.select(l.equal(x, zero), l.constant(Double.NEGATIVE_INFINITY), l.constant(Double.NaN));
        V above = l.select(l.less(x, l.constant(Double.POSITIVE_INFINITY)), y, x);
        return l.select(l.lessOrEqual(x, zero), edge, above);
    }

    /** {@code tanh x}, in [−1,1]; odd to the bit, −0 included; ±1 at ±∞. */
    static <V, N, M> V tanh(Lanes<V, N, M> l, V x) {
        boolean wide = l.wide();
        V c = most(l, least(l, x, -20), 20);
        // With 2x = n ln 2 + 2y and tanh y = P/Q: tanh x = ((2ⁿ−1)Q + (2ⁿ+1)P)/((2ⁿ+1)Q + (2ⁿ−1)P), which is P/Q for n = 0.
        // Power, P and Q are all negative here, the power by adding its sign bit to the rounder: for n = 0 the product
        // a·Q is then −0, to which a P of either zero can be added without losing its sign.
        V rounder = l.constant(rounder(wide) + signBit(wide));
        V t = l.fma(c, l.constant(2 * LOG2_E), rounder);
        // One product suffices: where n is large, the slope of tanh is as small as 2⁻ⁿ.
        V y = l.fma(l.subtract(t, rounder), l.constant(-LN2 / 2), c);
        V power = power(l, t);
        V a = l.add(power, l.constant(1));
        V b = l.subtract(power, l.constant(1));
        double[][] fit = wide ? TANH_64 : TANH_32;
        V z = l.multiply(y, y);
        V p = l.multiply(y, polynomial(l, z, scaled(-1, 1, fit[0])));
        V q = polynomial(l, z, scaled(-1, 1, fit[1]));
        // The large products inside the fused operations: so the quotient cannot pass 1.
        return l.divide(l.fma(a, q, l.multiply(b, p)), l.fma(b, q, l.multiply(a, p)));
    }

    /** {@code σ(x) = 1/(1 + e⁻ˣ)}, in [0,1]; relatively exact in the lower tail too, where it is eˣ. */
    static <V, N, M> V sigmoid(Lanes<V, N, M> l, V x) {
        boolean wide = l.wide();
        V c = most(l, least(l, x, wide ? -746 : -105), wide ? 300 : 40);
        // σ = u/(u + u·e⁻ˣ): with u = 2⁻ᵏ the denominator is finite even where σ is a denormal number.
        int k = wide ? 512 : 64;
        V u = l.constant(Math.scalb(1.0, -k));
        V rounder = l.constant(rounder(wide) - k);
        V t = l.fma(c, l.constant(-LOG2_E), rounder);
        V r = addLogarithms(l, l.subtract(t, rounder), 1, c);
        V power = power(l, t);
        if (!wide) {
            return l.divide(u, l.fma(polynomial(l, r, EXP_MINUS), power, u));
        }
        // e⁻ʳ = (Q − P)/(Q + P) with P/Q = tanh(r/2): shorter than a polynomial, and the division is there anyway.
        V z = l.multiply(r, r);
        V p = halfNumerator(l, r, z);
        V q = halfDenominator(l, z);
        V top = l.multiply(u, l.add(q, p));
        return l.divide(top, l.fma(power, l.subtract(q, p), top));
    }

    /** {@code softplus(x) = max(x, 0) + ln(1 + e^−|x|)}; relatively exact in the lower tail too, where it is eˣ. */
    static <V, N, M> V softplus(Lanes<V, N, M> l, V x) {
        boolean wide = l.wide();
        V zero = l.constant(0);
        V c = most(l, l.abs(x), wide ? 746 : 105);
        V positive = l.select(l.less(zero, x), x, zero);
        // The power carries a factor 2ᵏ, taken out by the last operation that may give a denormal number.
        int k = wide ? 512 : 64;
        V rounder = l.constant(rounder(wide) + k);
        V t = l.fma(c, l.constant(-LOG2_E), rounder);
        V r = addLogarithms(l, l.subtract(t, rounder), 1, c);
        V power = power(l, t);
        if (!wide) {
            V scaled = l.multiply(polynomial(l, r, EXP_MINUS), power);
            V e = l.multiply(scaled, l.constant(Math.scalb(1.0, -k)));
            return l.fma(e, polynomial(l, e, LOG1P_32), positive);
        }
        // With w = e/(1 + e/2) and e = (Q − P)/(Q + P): ln(1 + e) = 2 atanh(w/2).
        V z = l.multiply(r, r);
        V p = halfNumerator(l, r, z);
        V q = halfDenominator(l, z);
        V e = l.multiply(power, l.subtract(q, p));
        V below = l.multiply(l.constant(Math.scalb(1.0, k)), l.add(q, p));
        V w = l.divide(e, l.fma(e, l.constant(0.5), below));
        return l.fma(w, polynomial(l, l.multiply(w, w), scaled(1, 0.25, ATANH_64_WIDER)), positive);
    }

    /** {@code P(r)}, where {@code tanh(r/2) = P/Q} and {@code z = r²}; float64 only. */
    private static <V, N, M> V halfNumerator(Lanes<V, N, M> l, V r, V z) {
        return l.multiply(r, polynomial(l, z, scaled(0.5, 0.25, TANH_64[0])));
    }

    /** {@code Q(r)}, where {@code tanh(r/2) = P/Q} and {@code z = r²}; float64 only. */
    private static <V, N, M> V halfDenominator(Lanes<V, N, M> l, V z) {
        return polynomial(l, z, scaled(1, 0.25, TANH_64[1]));
    }

    /** {@code c + factor·n·ln 2}, the leading part without rounding. */
    private static <V, N, M> V addLogarithms(Lanes<V, N, M> l, V n, int factor, V c) {
        double high = l.wide() ? LN2 : (float) LN2;
        double low = l.wide() ? LN2_REST : LN2 - (float) LN2;
        return l.fma(n, l.constant(factor * low), l.fma(n, l.constant(factor * high), c));
    }

    /** Added to a number, rounds it to a whole one and leaves that plus the exponent's bias in the lowest bits. */
    private static double rounder(boolean wide) {
        return 1.5 * Math.scalb(1.0, digits(wide)) + bias(wide);
    }

    /** {@code 2ⁿ}, from the sum of n and the rounder. */
    private static <V, N, M> V power(Lanes<V, N, M> l, V sum) {
        return l.fromBits(l.shiftLeft(l.bits(sum), digits(l.wide())));
    }

    /** {@code max(x, bound)}; NaN stays. */
    private static <V, N, M> V least(Lanes<V, N, M> l, V x, double bound) {
        V b = l.constant(bound);
        return l.select(l.less(x, b), b, x);
    }

    /** {@code min(x, bound)}; NaN stays. */
    private static <V, N, M> V most(Lanes<V, N, M> l, V x, double bound) {
        V b = l.constant(bound);
        return l.select(l.less(b, x), b, x);
    }

    /** Horner's rule; the coefficient of the highest power first. */
    private static <V, N, M> V polynomial(Lanes<V, N, M> l, V x, double[] coefficients) {
        V y = l.constant(coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            y = l.fma(y, x, l.constant(coefficients[i]));
        }
        return y;
    }

    /** The coefficients of {@code factor·p(inner·x)}. */
    private static double[] scaled(double factor, double inner, double[] coefficients) {
        double[] result = new double[coefficients.length];
        double f = factor;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            result[i] = f * coefficients[i];
            f *= inner;
        }
        return result;
    }

    private static int digits(boolean wide) {
        return wide ? 52 : 23;
    }

    private static int bias(boolean wide) {
        return wide ? 1023 : 127;
    }

    private static int signBit(boolean wide) {
        return wide ? 1 << 11 : 1 << 8;
    }

    private static long bitsOf(boolean wide, double value) {
        return wide ? Double.doubleToRawLongBits(value) : Float.floatToRawIntBits((float) value);
    }
}
