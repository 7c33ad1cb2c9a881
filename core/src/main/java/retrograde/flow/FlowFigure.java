package retrograde.flow;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * A single number that sums up a quantity of the flow, to be held against a bound or averaged over seeds.
 *
 * @param name as it is written: {@code k90}
 * @param quantity the quantity that has it, out of {@link FlowOptions#QUANTITIES}
 * @param value where it lies; empty where it was not measured
 */
public record FlowFigure(String name, String quantity, Function<Flow, Optional<Range>> value) {
    /** All of them. */
    public static final List<FlowFigure> ALL = List.of(
            new FlowFigure("k50", "reach", flow -> flow.reach().map(r -> reached(r.k50(), r))),
            new FlowFigure("k90", "reach", flow -> flow.reach().map(r -> reached(r.k90(), r))),
            new FlowFigure("k99", "reach", flow -> flow.reach().map(r -> reached(r.k99(), r))),
            new FlowFigure("horizon", "horizon",
                    flow -> ofParts(flow, Flow::horizon, FlowFigure::horizon, FlowFigure::larger)),
            new FlowFigure("lambda1", "lyapunov",
                    flow -> ofParts(flow, Flow::lyapunov, l -> Range.of(l.values()[0]), FlowFigure::larger)
                            .filter(r -> !Double.isNaN(r.low()))),
            new FlowFigure("mainShare", "terms",
                    flow -> ofParts(flow, Flow::terms, FlowFigure::mainShare, FlowFigure::smaller)));

    /**
     * Where a figure lies: a point, or all beyond what was measured.
     *
     * @param low NaN where the model has no such figure
     * @param high infinity for all beyond
     */
    public record Range(double low, double high) {
        /** A point. */
        public static Range of(double value) {
            return new Range(value, value);
        }

        /** In words. */
        public String text() {
            return low == high ? number(low) : "at least " + number(low);
        }

        private static String number(double value) {
            return Double.isInfinite(value) ? "beyond every lag" : String.format(Locale.ROOT, "%.4g", value);
        }
    }

    /**
     * Of a model with layers of both directions the layer's that fades last, and the smallest share of a main path: what
     * its joint Jacobian would have if all layers read forward.
     */
    private static <T> Optional<Range> ofParts(Flow flow, Function<Flow, Optional<T>> quantity,
            Function<T, Range> range, BinaryOperator<Range> fold) {
        List<Range> all = flow.parts().stream().flatMap(part -> quantity.apply(part).stream()).map(range).toList();
        return all.size() < flow.parts().size() ? Optional.empty() : all.stream().reduce(fold);
    }

    private static Range larger(Range a, Range b) {
        return new Range(Math.max(a.low(), b.low()), Math.max(a.high(), b.high()));
    }

    private static Range smaller(Range a, Range b) {
        return new Range(Math.min(a.low(), b.low()), Math.min(a.high(), b.high()));
    }

    /** The one of that name. */
    public static FlowFigure named(String name) {
        return ALL.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    /** A reach beyond half of the window cannot be told from a longer one. */
    public static Range reached(int steps, Reach reach) {
        int half = reach.window() / 2;
        return steps > half ? new Range(half, Double.POSITIVE_INFINITY) : Range.of(steps);
    }

    /** A gradient that grew has no horizon: it is felt beyond every lag. */
    private static Range horizon(Horizon horizon) {
        return switch (horizon.state()) {
            case REACHED -> Range.of(horizon.lag());
            case GROWN -> Range.of(Double.POSITIVE_INFINITY);
            case BEYOND -> new Range(horizon.measured(), Double.POSITIVE_INFINITY);
        };
    }

    /** The smallest of the layers'. */
    private static Range mainShare(TermShares terms) {
        return Range.of(terms.layers().stream().mapToDouble(TermShares.Layer::mainShare).min().orElse(Double.NaN));
    }
}
