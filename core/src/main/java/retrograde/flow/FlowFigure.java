package retrograde.flow;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
            new FlowFigure("horizon", "horizon", flow -> flow.horizon().map(FlowFigure::horizon)),
            new FlowFigure("lambda1", "lyapunov",
                    flow -> flow.lyapunov().map(l -> l.values()[0]).filter(v -> !Double.isNaN(v)).map(Range::of)),
            new FlowFigure("mainShare", "terms", flow -> flow.terms().map(FlowFigure::mainShare)));

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
