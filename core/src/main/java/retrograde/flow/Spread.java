package retrograde.flow;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * A figure over several seeds: its mean with one standard error.
 *
 * <p>
 * A value known only to lie beyond what was measured counts as far as that goes, so the mean is then at least so large; a
 * value beyond every lag (a gradient that grew) cannot be averaged and is counted apart.
 *
 * @param mean of the values that can be averaged; NaN if there is none
 * @param error its standard error; NaN with fewer than two
 * @param values how many were averaged
 * @param beyond how many of these are known only to be at least so large
 * @param unbounded how many could not be averaged
 */
public record Spread(double mean, double error, int values, int beyond, int unbounded) {

    /** Of what seeds gave; figures that a model does not have are left out. */
    public static Spread of(List<FlowFigure.Range> ranges) {
        double[] finite = ranges.stream().mapToDouble(FlowFigure.Range::low).filter(Double::isFinite).toArray();
        int beyond = (int) ranges.stream().filter(r -> Double.isFinite(r.low()) && r.high() > r.low()).count();
        int unbounded = (int) ranges.stream().filter(r -> Double.isInfinite(r.low())).count();
        return new Spread(finite.length == 0 ? Double.NaN : Statistics.mean(finite),
                finite.length < 2 ? Double.NaN : Statistics.standardError(finite), finite.length, beyond, unbounded);
    }

    /** Of numbers, all of them points. */
    public static Spread of(double... points) {
        return of(java.util.Arrays.stream(points).mapToObj(FlowFigure.Range::of).toList());
    }

    /** {@code 12.3 ± 0.4}, {@code ≥ 200 ± 0}, {@code 31 ± 2 (1 grown)}; – where there is nothing. */
    public String text(DoubleFunction<String> number) {
        String grown = unbounded == 0 ? "" : String.format(Locale.ROOT, "%d grown", unbounded);
        if (values == 0) {
            return grown.isEmpty() ? "–" : grown;
        }
        return (beyond > 0 ? "≥ " : "") + number.apply(mean) + (Double.isNaN(error) ? "" : " ± " + number.apply(error))
                + (grown.isEmpty() ? "" : " (" + grown + ")");
    }
}
