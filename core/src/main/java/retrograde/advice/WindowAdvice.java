package retrograde.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import retrograde.flow.Flow;
import retrograde.flow.Reach;
import retrograde.flow.Summands;

/**
 * How long the windows of truncated backpropagation must be to keep 90 and 99 % of the gradient.
 *
 * <p>
 * Following the gradient of each loss K_q steps back leaves out {@code rest_K ≤ 1−q} of it ({@link Reach}). With the loss at the
 * last step a window of {@code W = K_q + 1} steps does just that. With a loss at every step windows are laid end to end, and a
 * loss early in a window is followed back less far than a late one: over all places the error is
 * {@code ‖(1/W) Σ_{j<W} R_j‖ ≤ (1/W) Σ_{j<W} rest_j·‖G‖}, {@code R_j = Σ_{k>j} G_k}, and W is the smallest length at which this
 * bound is {@code 1−q}. The error is measured, too: gradients of fresh batches by backpropagation so truncated against whole
 * ones.
 *
 * @param recommendation what to do
 * @param length the steps of the sequences trained on
 * @param window the steps of those that the reach was measured on; 0 where it was not measured
 * @param rows for 90 and 99 %
 * @param bounds on the relative error of the gradient with windows of W = 1, 2, …, half of the lags measured
 */
public record WindowAdvice(Recommendation recommendation, int length, int window, List<Row> rows, List<Double> bounds) {
    private static final List<Double> KEPT = List.of(0.9, 0.99);

    /**
     * One length.
     *
     * @param kept q
     * @param lag K_q; −1 where it cannot be told from longer ones
     * @param rest {@code rest_K} at it
     * @param restError its jackknife standard error
     * @param cosine of what is left to the whole gradient
     * @param steps W; −1 where it cannot be told
     * @param bound on the relative error of the gradient with windows of W
     * @param measured that error on fresh batches, of the length trained on; NaN where not measured, or W is not shorter
     * @param measuredError its jackknife standard error
     * @param measuredCosine of the truncated gradient to the whole one
     */
    public record Row(double kept, int lag, double rest, double restError, double cosine, int steps, double bound,
            double measured, double measuredError, double measuredCosine) {
        Row with(GradientSample.Bias bias) {
            return new Row(kept, lag, rest, restError, cosine, steps, bound, bias.relative(), bias.error(),
                    bias.cosine());
        }
    }

    /** Copies the lists. */
    public WindowAdvice {
        rows = List.copyOf(rows);
        bounds = List.copyOf(bounds);
    }

    static List<Row> rows(Summands summands, boolean everyStep) {
        List<Row> rows = new ArrayList<>();
        double[] rest = summands.rest();
        List<Double> bounds = bounds(rest, everyStep);
        for (double q : KEPT) {
            int lag = Reach.smallest(rest, q);
            boolean known = lag <= rest.length / 2;
            int steps = everyStep ? shortest(bounds, 1 - q) : known ? lag + 1 : -1;
            rows.add(new Row(q, known ? lag : -1, known ? rest[lag] : Double.NaN,
                    known ? summands.restError()[lag] : Double.NaN, known ? summands.keptCosine()[lag] : Double.NaN,
                    steps, steps < 0 ? Double.NaN : everyStep ? bounds.get(steps - 1) : rest[lag], Double.NaN,
                    Double.NaN, Double.NaN));
        }
        return rows;
    }

    /** The first W whose bound is at most so much; −1 where there is none. */
    private static int shortest(List<Double> bounds, double most) {
        for (int w = 1; w <= bounds.size(); w++) {
            if (bounds.get(w - 1) <= most) {
                return w;
            }
        }
        return -1;
    }

    /** For W = 1, 2, … up to half of the lags {@code rest_{W−1}}, or {@code (1/W) Σ_{j<W} rest_j} with a loss at every step. */
    private static List<Double> bounds(double[] rest, boolean everyStep) {
        List<Double> bounds = new ArrayList<>();
        double sum = 0;
        for (int w = 1; w <= rest.length / 2; w++) {
            sum += rest[w - 1];
            bounds.add(everyStep ? sum / w : rest[w - 1]);
        }
        return bounds;
    }

    /** The windows whose effect can be measured. */
    static List<Integer> measurable(List<Row> rows, int length) {
        return rows.stream().map(Row::steps).filter(w -> w > 0 && w < length).toList();
    }

    static WindowAdvice of(Flow flow, int length, Learnt learnt, List<Row> rows, List<GradientSample.Bias> bias) {
        List<Row> all = new ArrayList<>();
        int next = 0;
        for (Row row : rows) {
            boolean there = row.steps() > 0 && row.steps() < length && next < bias.size();
            all.add(there ? row.with(bias.get(next++)) : row);
        }
        return new WindowAdvice(recommend(flow, length, learnt, all), length,
                rows.isEmpty() ? 0 : flow.options().window(), all,
                flow.summands().map(s -> bounds(s.rest(), flow.options().everyStep())).orElse(List.of()));
    }

    private static Recommendation recommend(Flow flow, int length, Learnt learnt, List<Row> rows) {
        if (rows.isEmpty()) {
            return Recommendation.none(flow.nonFinite().isEmpty() ? "the gradient by lag was not measured"
                    : "a value is not finite, so there is no gradient by lag");
        }
        if (!learnt.yes()) {
            return Recommendation.none(String.format(Locale.ROOT,
                    "not trained on this (held out %.4g ± %.2g, %s %.4g): what it has not learnt it need not remember, and"
                            + " with a window from that it never would; ask again after training",
                    learnt.loss(), learnt.error(), learnt.baseline().name(), learnt.baseline().value()));
        }
        Row row = rows.getFirst();
        int window = flow.options().window();
        if (row.steps() < 0 && window / 2 >= length) {
            return Recommendation.none(String.format(Locale.ROOT,
                    "90 %% of the gradient needs windows of more than %d steps, and the sequences have %d: nothing to gain,"
                            + " train on them whole",
                    window / 2, length));
        }
        if (row.steps() < 0) {
            return Recommendation.none(String.format(Locale.ROOT,
                    "%s beyond %d steps, half of the window measured on; measure with --window %d, and train on whole"
                            + " sequences until then",
                    row.lag() < 0 ? "K_90 lies" : "K_90 is " + row.lag() + ", but windows end to end would have to go",
                    window / 2, 2 * window));
        }
        if (row.steps() >= length) {
            return Recommendation.none(String.format(Locale.ROOT,
                    "K_90 is %d, so a window must have %d steps, and the sequences have %d: nothing to gain, train on them"
                            + " whole",
                    row.lag(), row.steps(), length));
        }
        Row longer = rows.getLast();
        String also = longer.steps() > 0 && longer.steps() < length
                ? String.format(Locale.ROOT, "; to within 1 %%: %d steps, measured %.2g ± %.1g %%", longer.steps(),
                        100 * longer.measured(), 100 * longer.measuredError())
                : "; nothing shorter than the sequences keeps 99 %";
        return new Recommendation(List.of("--tbptt", Integer.toString(row.steps())), String.format(Locale.ROOT,
                "the gradient to within 10 %% from windows of %d of %d steps: error at most %.2g %%, measured %.2g ±"
                        + " %.1g %%, cosine %.4f%s",
                row.steps(), length, 100 * row.bound(), 100 * row.measured(), 100 * row.measuredError(),
                row.measuredCosine(), also));
    }
}
