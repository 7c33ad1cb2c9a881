package retrograde.equation.bound;

import java.util.function.DoubleUnaryOperator;

import retrograde.equation.Function;

/**
 * All real numbers from {@code low} to {@code high}; every operation contains the exact results for all members.
 *
 * <p>
 * Sums, products, quotients and roots are rounded outward by at most one representable number, and not at all where
 * they are exact. Elementary functions come from {@link StrictMath}, whose documented error (1 ulp; 2.5 ulps for tanh) is added
 * outward, and are clipped to the function's range. An infinite end stands for arbitrarily large finite values, so
 * {@code 0 · (−∞, ∞) = 0}. Functions are taken on the part of the interval where they are defined.
 *
 * @param low the lower end, {@code −∞} if there is none
 * @param high the upper end, {@code +∞} if there is none
 */
public record Interval(double low, double high) {

    /** {@code (−∞, ∞)}. */
    public static final Interval WHOLE = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** {@code [0, 0]}. */
    public static final Interval ZERO = new Interval(0, 0);

    /** {@code [1, 1]}. */
    public static final Interval ONE = new Interval(1, 1);

    /** {@code [0, 1]}. */
    public static final Interval UNIT = new Interval(0, 1);

    /** {@code [−1, 1]}. */
    public static final Interval SYMMETRIC_UNIT = new Interval(-1, 1);

    /** {@code [0, ∞)}. */
    public static final Interval NON_NEGATIVE = new Interval(0, Double.POSITIVE_INFINITY);

    /** Two representable numbers cover an error of 1 ulp also where the result sits just above a power of two. */
    private static final int ONE_ULP = 2;

    /** The same for 2.5 ulps. */
    private static final int TANH_ULPS = 6;

    /** Checks the order of the ends. */
    public Interval {
        if (!(low <= high) || low == Double.POSITIVE_INFINITY || high == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("an interval needs low ≤ high, got [" + low + ", " + high + "]");
        }
        low = low + 0.0;
        high = high + 0.0;
    }

    /** The interval from {@code low} to {@code high}. */
    public static Interval of(double low, double high) {
        return new Interval(low, high);
    }

    /** {@code [value, value]}. */
    public static Interval point(double value) {
        return new Interval(value, value);
    }

    /** {@code [−radius, radius]}. */
    public static Interval symmetric(double radius) {
        return new Interval(-radius, radius);
    }

    /** Whether both ends are finite. */
    public boolean bounded() {
        return !Double.isInfinite(low) && !Double.isInfinite(high);
    }

    /** Whether it holds one number only. */
    public boolean isPoint() {
        return low == high;
    }

    /** Whether it is exactly that number. */
    public boolean is(double value) {
        return low == value && high == value;
    }

    /** Whether the number lies in it. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /** Whether every member of the other lies in it. */
    public boolean contains(Interval other) {
        return low <= other.low && other.high <= high;
    }

    /** The largest absolute value. */
    public double magnitude() {
        return Math.max(Math.abs(low), Math.abs(high));
    }

    /** The smallest absolute value. */
    public double mignitude() {
        return contains(0) ? 0 : Math.min(Math.abs(low), Math.abs(high));
    }

    /** {@code high − low}, rounded up. */
    public double width() {
        return Rounding.addUp(high, -low);
    }

    /** A member near the middle; some finite member where an end is infinite. */
    public double middle() {
        if (bounded()) {
            double middle = low / 2 + high / 2;
            return Math.min(Math.max(middle, low), high);
        }
        if (contains(0)) {
            return low == 0 ? 1 : high == 0 ? -1 : 0;
        }
        return Math.min(Double.MAX_VALUE, 2 * mignitude()) * (low > 0 ? 1 : -1);
    }

    /** The smallest interval that contains both. */
    public Interval hull(Interval other) {
        return new Interval(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** The members of both; this interval where there are none. */
    public Interval intersect(Interval other) {
        double l = Math.max(low, other.low);
        double h = Math.min(high, other.high);
        return l <= h ? new Interval(l, h) : this;
    }

    /** {@code −u}. */
    public Interval negate() {
        return new Interval(-high, -low);
    }

    /** {@code u + v}. */
    public Interval add(Interval v) {
        return new Interval(Rounding.addDown(low, v.low), Rounding.addUp(high, v.high));
    }

    /** {@code u − v}. */
    public Interval subtract(Interval v) {
        return add(v.negate());
    }

    /** {@code u · v}. */
    public Interval multiply(Interval v) {
        double l = Math.min(Math.min(Rounding.multiplyDown(low, v.low), Rounding.multiplyDown(low, v.high)),
                Math.min(Rounding.multiplyDown(high, v.low), Rounding.multiplyDown(high, v.high)));
        double h = Math.max(Math.max(Rounding.multiplyUp(low, v.low), Rounding.multiplyUp(low, v.high)),
                Math.max(Rounding.multiplyUp(high, v.low), Rounding.multiplyUp(high, v.high)));
        return new Interval(l, h);
    }

    /** {@code u / v}; unbounded where {@code v} comes arbitrarily close to 0. */
    public Interval divide(Interval v) {
        if (is(0) && !v.is(0)) {
            return ZERO;
        }
        if ((v.low < 0 && v.high > 0) || v.is(0)) {
            return WHOLE;
        }
        if (v.low == 0) {
            return multiply(new Interval(Rounding.divideDown(1, v.high), Double.POSITIVE_INFINITY));
        }
        if (v.high == 0) {
            return multiply(new Interval(Double.NEGATIVE_INFINITY, Rounding.divideUp(1, v.low)));
        }
        double l = Math.min(Math.min(Rounding.divideDown(low, v.low), Rounding.divideDown(low, v.high)),
                Math.min(Rounding.divideDown(high, v.low), Rounding.divideDown(high, v.high)));
        double h = Math.max(Math.max(Rounding.divideUp(low, v.low), Rounding.divideUp(low, v.high)),
                Math.max(Rounding.divideUp(high, v.low), Rounding.divideUp(high, v.high)));
        return new Interval(l, h);
    }

    /** {@code uⁿ}. */
    public Interval power(int n) {
        if (n < 0) {
            return ONE.divide(power(-n));
        }
        Interval large = point(1);
        if (n % 2 == 0) {
            Interval size = abs();
            for (int i = 0; i < n; i++) {
                large = large.multiply(size);
            }
            return large;
        }
        // An odd power is increasing: the ends' powers are its ends.
        return new Interval(oddPowerDown(low, n), -oddPowerDown(-high, n));
    }

    private static double oddPowerDown(double end, int n) {
        double size = Math.abs(end);
        double power = size;
        for (int i = 1; i < n; i++) {
            power = end > 0 ? Rounding.multiplyDown(power, size) : Rounding.multiplyUp(power, size);
        }
        return end > 0 ? power : -power;
    }

    /** {@code |u|}. */
    public Interval abs() {
        return new Interval(mignitude(), magnitude());
    }

    /** {@code √u}; continued by 0 below 0. */
    public Interval sqrt() {
        return new Interval(Rounding.rootDown(Math.max(0, low)), Rounding.rootUp(Math.max(0, high)));
    }

    /** {@code eᵘ}. */
    public Interval exp() {
        return increasing(StrictMath::exp, ONE_ULP, NON_NEGATIVE, 0, 1);
    }

    /** {@code ln u}. */
    public Interval log() {
        return high <= 0 ? WHOLE
                : new Interval(Math.max(0, low), high).increasing(StrictMath::log, ONE_ULP, WHOLE, 1, 0);
    }

    /** {@code tanh u}. */
    public Interval tanh() {
        return increasing(StrictMath::tanh, TANH_ULPS, SYMMETRIC_UNIT, 0, 0);
    }

    /** {@code 1 / (1 + e⁻ᵘ)}. */
    public Interval sigmoid() {
        return ONE.divide(ONE.add(negate().exp()));
    }

    /** {@code ln(1 + eᵘ) = max(u, 0) + ln(1 + e^−|u|)}. */
    public Interval softplus() {
        return new Interval(softplus(low).low, softplus(high).high);
    }

    private static Interval softplus(double u) {
        if (Double.isInfinite(u)) {
            return u < 0 ? ZERO : NON_NEGATIVE;
        }
        return point(-Math.abs(u)).exp()
                .increasing(StrictMath::log1p, ONE_ULP, NON_NEGATIVE, 0, 0)
                .add(point(Math.max(u, 0)));
    }

    /**
     * {@code 1 − tanh² u = 4e/(1 + e)²} with {@code e = e^−2|u|}, which keeps its relative accuracy where tanh is almost 1.
     */
    public Interval tanhSlope() {
        return new Interval(tanhSlope(magnitude()).low, tanhSlope(mignitude()).high);
    }

    private static Interval tanhSlope(double size) {
        Interval e = Interval.point(-2 * Math.min(size, 1e300)).exp();
        Interval slope = point(4).multiply(e).divide(ONE.add(e).power(2)).intersect(UNIT);
        return Double.isInfinite(size) ? new Interval(0, slope.high) : slope;
    }

    /** {@code max(u, 0)}. */
    public Interval relu() {
        return max(ZERO);
    }

    /** The smaller of two. */
    public Interval min(Interval v) {
        return new Interval(Math.min(low, v.low), Math.min(high, v.high));
    }

    /** The larger of two. */
    public Interval max(Interval v) {
        return new Interval(Math.max(low, v.low), Math.max(high, v.high));
    }

    /** {@code 1} where {@code u > 0}, else 0. */
    public Interval step() {
        return new Interval(low > 0 ? 1 : 0, high > 0 ? 1 : 0);
    }

    /** {@code −1, 0, 1}. */
    public Interval sign() {
        return new Interval(Math.signum(low), Math.signum(high));
    }

    /**
     * The range of a function of one argument in this interval. For the functions of a vector of unknown length all
     * entries lie in this interval: {@code layernorm} is unbounded (its entries reach {@code √(n − 1)}), the mean stays
     * inside, the inverse deviation lies in {@code (0, 1/√1e-5]}.
     *
     * @throws IllegalArgumentException for a function of two arguments
     */
    public Interval apply(Function function) {
        return switch (function) {
            case SIGMOID -> sigmoid();
            case TANH -> tanh();
            case RELU -> relu();
            case EXP -> exp();
            case LOG -> log();
            case SOFTPLUS -> softplus();
            case ABS -> abs();
            case SQRT -> sqrt();
            case STEP -> step();
            case SIGN -> sign();
            case LAYERNORM -> isPoint() ? ZERO : WHOLE;
            case MEAN -> this;
            case INVERSE_DEVIATION -> {
                Interval largest = ONE.divide(point(Function.LAYERNORM_EPSILON).sqrt());
                yield isPoint() ? largest : new Interval(0, largest.high);
            }
            case MIN, MAX -> throw new IllegalArgumentException(function.text() + " takes two arguments");
        };
    }

    private Interval increasing(DoubleUnaryOperator f, int ulps, Interval range, double exactAt, double exactValue) {
        double l = low == exactAt ? exactValue : Rounding.down(Math.min(f.applyAsDouble(low), Double.MAX_VALUE), ulps);
        double h = high == exactAt ? exactValue : Rounding.up(Math.max(f.applyAsDouble(high), -Double.MAX_VALUE), ulps);
        if (Double.isInfinite(low)) {
            l = range.low;
        }
        if (Double.isInfinite(high)) {
            h = range.high;
        }
        // The function passes (exactAt, exactValue), so that a result cannot cross it by rounding.
        l = low > exactAt ? Math.max(l, exactValue) : l;
        h = high < exactAt ? Math.min(h, exactValue) : h;
        return new Interval(Math.max(l, range.low), Math.min(h, range.high));
    }
}
