package retrograde.equation.bound;

import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

import retrograde.equation.bound.Base.Symbol;
import retrograde.equation.bound.Evaluation.Slope;

/**
 * The largest magnitude, or the largest value, of a product over the ranges of its symbols: branch and bound.
 *
 * <p>
 * A box of ranges is bounded by the natural interval extension and by the mean value form
 * {@code F(m) + F′(X)(X − m)}, whose excess shrinks with the square of the box. A coordinate in which the derivative, or
 * the logarithmic derivative {@code Σ n·u′/u}, keeps its sign is reduced to an end; this closes infinite tails, as
 * {@code 1/c − 2 tanh c < 0} does for {@code c(1 − tanh² c)}. A coordinate in which the product is affine is reduced to
 * its two ends. The box with the largest bound is split until that bound is attained, up to 2⁻⁵⁰ of it and the
 * rounding of one evaluation, or until the permitted work is done; the bound holds in either case.
 *
 * <p>
 * Moore, Kearfott and Cloud, <i>Introduction to Interval Analysis</i>, SIAM 2009.
 */
final class Supremum {

    private static final double TOLERANCE = 0x1p-50;

    /** Boxes split before the search stops with the bound it has, fewer where one costs much. */
    static final int WORK = 1500;

    /** Symbols times bases evaluated before the search stops. */
    private static final int EVALUATIONS = 60_000;

    /** What is attained above this, or has no bound beyond it, is called unbounded. */
    private static final double HUGE = 1e100;

    private final Product product;
    private final boolean magnitude;
    private final List<Symbol> symbols;
    private final boolean[] affine;
    private final PriorityQueue<Box> open = new PriorityQueue<>((a, b) -> Double.compare(b.upper, a.upper));
    private double scale;
    private double attained;
    private double attainedHigh;
    private double settled;

    /** A part of the search space, the bound on it, and the coordinate to split next. */
    private record Box(Interval[] ranges, double upper, int split) {}

    private Supremum(Product product, boolean magnitude) {
        this.product = product;
        this.magnitude = magnitude;
        symbols = List.copyOf(product.symbols().keySet());
        affine = new boolean[symbols.size()];
        for (int v = 0; v < affine.length; v++) {
            affine[v] = product.affineIn(symbols.get(v));
        }
        attained = magnitude ? 0 : -Double.MAX_VALUE;
        attainedHigh = attained;
        settled = attained;
    }

    /**
     * An enclosure of {@code sup |product|}: an attained value and a bound. The bound is {@code +∞} where the product is
     * unbounded or could not be shown to be bounded.
     */
    static Interval ofMagnitude(Product product, Function<Symbol, Interval> ranges, int work) {
        Interval result = product.coefficient().abs();
        for (Product group : product.independentGroups()) {
            Merging merged = Merging.of(group, ranges);
            result = result.multiply(new Supremum(merged.product(), true).search(merged, work));
        }
        return result;
    }

    /** The range of the product: an interval that contains all its values and little else. */
    static Interval range(Product product, Function<Symbol, Interval> ranges, int work) {
        Interval result = product.coefficient();
        for (Product group : product.independentGroups()) {
            boolean exact = group.symbols().values().stream().allMatch(n -> n == 1);
            result = result.multiply(
                    exact ? Evaluation.natural(group, ranges) : rangeOfGroup(Merging.of(group, ranges), work));
        }
        return result;
    }

    private static Interval rangeOfGroup(Merging merged, int work) {
        Interval natural = Evaluation.natural(merged.product(), merged::range);
        if (natural.isPoint() || merged.product().symbols().values().stream().allMatch(n -> n == 1)) {
            return natural;
        }
        // The bound of a search may exceed the attained value by its tolerance; natural ends are often exact.
        double high = new Supremum(merged.product(), false).search(merged, work).high();
        double low = -new Supremum(merged.product().negate(), false).search(merged, work).high();
        return natural.intersect(new Interval(low, high));
    }

    private Interval search(Merging merged, int permitted) {
        scale = Double.MIN_NORMAL;
        look(symbols.stream().map(merged::range).toArray(Interval[]::new));
        int most = Math.min(permitted, Math.max(100, EVALUATIONS / (symbols.size() * product.size())));
        int work = 0;
        while (!open.isEmpty()) {
            Box box = open.poll();
            if (box.upper <= enough() || work >= most) {
                settled = Math.max(settled, box.upper);
                break;
            }
            if (attained > HUGE || settled > HUGE || (Double.isInfinite(box.upper) && remote(box.ranges))) {
                settled = Double.POSITIVE_INFINITY;
                break;
            }
            work++;
            Interval range = box.ranges[box.split];
            if (affine[box.split] && range.bounded()) {
                look(with(box.ranges, box.split, Interval.point(range.low())));
                look(with(box.ranges, box.split, Interval.point(range.high())));
                continue;
            }
            double at = cut(range);
            if (at <= range.low() || at >= range.high()) {
                settled = Math.max(settled, box.upper);
                continue;
            }
            look(with(box.ranges, box.split, new Interval(range.low(), at)));
            look(with(box.ranges, box.split, new Interval(at, range.high())));
        }
        double upper = Math.max(attained, settled);
        return new Interval(attained, upper > HUGE ? Double.POSITIVE_INFINITY : upper);
    }

    /** Bounds the product on a box, reduces the box where signs allow, and keeps what may hold the supremum. */
    private void look(Interval[] start) {
        Interval[] box = start;
        while (true) {
            Evaluation evaluation = new Evaluation(symbols, box);
            Slope slope = evaluation.of(product);
            Interval[] logarithmic = evaluation.logarithmic(product);
            Interval value = slope.value().intersect(meanValueForm(box, slope));
            double upper = size(value);
            attain(box);
            if (upper <= enough()) {
                settled = Math.max(settled, upper);
                return;
            }
            int both = -1;
            boolean reduced = false;
            box = box.clone();
            for (int v = 0; v < box.length && !reduced; v++) {
                if (box[v].isPoint()) {
                    continue;
                }
                if (slope.gradient()[v].is(0)) {
                    box[v] = Interval.point(box[v].middle());
                    reduced = true;
                    continue;
                }
                int direction = direction(value, slope.gradient()[v], logarithmic[v]);
                double end = direction > 0 ? box[v].high() : box[v].low();
                if (direction != 0 && !Double.isInfinite(end)) {
                    box[v] = Interval.point(end);
                    reduced = true;
                } else if (direction == 0 && box[v].bounded() && sign(slope.gradient()[v]) != 0) {
                    both = v;
                }
            }
            if (reduced) {
                continue;
            }
            if (both >= 0) {
                look(with(box, both, Interval.point(box[both].low())));
                look(with(box, both, Interval.point(box[both].high())));
                return;
            }
            int split = widest(box, slope.gradient());
            if (split < 0) {
                settled = Math.max(settled, upper);
            } else {
                open.add(new Box(box, upper, split));
            }
            return;
        }
    }

    /** Whether what is maximised grows (1), falls (−1) or may do either (0) with a coordinate. */
    private int direction(Interval value, Interval derivative, Interval logarithmic) {
        int valueSign = value.low() >= 0 ? 1 : value.high() <= 0 ? -1 : 0;
        if (magnitude) {
            int direct = sign(logarithmic);
            return direct != 0 ? direct : valueSign * sign(derivative);
        }
        int direct = sign(derivative);
        return direct != 0 ? direct : valueSign * sign(logarithmic);
    }

    private static int sign(Interval derivative) {
        return derivative.low() >= 0 ? 1 : derivative.high() <= 0 ? -1 : 0;
    }

    private Interval meanValueForm(Interval[] box, Slope slope) {
        Interval[] middle = new Interval[box.length];
        for (int v = 0; v < box.length; v++) {
            if (!box[v].bounded() || !slope.gradient()[v].bounded()) {
                return Interval.WHOLE;
            }
            middle[v] = Interval.point(box[v].middle());
        }
        Interval form = new Evaluation(symbols, middle).of(product).value();
        for (int v = 0; v < box.length; v++) {
            form = form.add(slope.gradient()[v].multiply(box[v].subtract(middle[v])));
        }
        return form;
    }

    private void attain(Interval[] box) {
        Interval[] middle = new Interval[box.length];
        for (int v = 0; v < box.length; v++) {
            middle[v] = Interval.point(box[v].middle());
        }
        Interval value = new Evaluation(symbols, middle).of(product).value();
        double low = magnitude ? value.mignitude() : value.low();
        if (low > attained) {
            attained = low;
            attainedHigh = size(value);
        }
        if (!magnitude && value.bounded()) {
            scale = Math.max(scale, value.magnitude());
        }
    }

    private double size(Interval value) {
        return magnitude ? value.magnitude() : value.high();
    }

    private double enough() {
        // Splitting cannot get below the rounding of the evaluation at one point.
        return Math.max(attained, attainedHigh) + TOLERANCE * Math.max(Math.abs(attained), scale);
    }

    private static int widest(Interval[] box, Interval[] gradient) {
        int widest = -1;
        double most = -1;
        for (int v = 0; v < box.length; v++) {
            if (!box[v].isPoint()) {
                double effect = box[v].bounded() ? Rounding.multiplyUp(box[v].width(), gradient[v].magnitude())
                        : Double.POSITIVE_INFINITY;
                // Among unbounded effects the widest range, so that every coordinate has its turn.
                double score = Double.isInfinite(effect) ? 1e200 + Math.min(box[v].width(), 1e300) : effect;
                if (score > most) {
                    most = score;
                    widest = v;
                }
            }
        }
        return widest;
    }

    /** Zero first, then powers where the ends differ in size, then the middle. */
    private static double cut(Interval range) {
        if (range.low() < 0 && range.high() > 0) {
            return 0;
        }
        double near = range.mignitude();
        double far = range.magnitude();
        double at;
        if (Double.isInfinite(far)) {
            at = near < 2 ? 2 : Math.min(near * near, Double.MAX_VALUE);
        } else if (far > 16 && far > 16 * near) {
            at = near == 0 ? 1 : Math.sqrt(near) * Math.sqrt(far);
        } else {
            at = near / 2 + far / 2;
        }
        return range.high() > 0 ? at : -at;
    }

    private static boolean remote(Interval[] box) {
        for (Interval range : box) {
            if (!range.bounded() && range.mignitude() > HUGE) {
                return true;
            }
        }
        return false;
    }

    private static Interval[] with(Interval[] box, int coordinate, Interval range) {
        Interval[] changed = box.clone();
        changed[coordinate] = range;
        return changed;
    }
}
