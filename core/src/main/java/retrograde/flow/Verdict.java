package retrograde.flow;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import retrograde.equation.Cell;
import retrograde.equation.bound.Ranges;
import retrograde.sequence.Stack;

/**
 * The one-word answer and the figures it rests on.
 *
 * <ul>
 * <li>exploding: {@code λ₁ − 2se > 0} and the state does not stay in a bounded set, or a value is not finite;
 * <li>chaotic: {@code λ₁ − 2se > 0} and it does;
 * <li>vanishing: {@code λ₁ + 2se < 0} and the horizon is shorter than the window T;
 * <li>stable otherwise.
 * </ul>
 *
 * The state stays bounded where its range is proved, or where its largest absolute value in the last half of the steps
 * is at most ten times that of the first half. Where λ₁ was not measured, the horizon alone decides: {@code N_k} beyond
 * 1/ε takes the place of a positive λ₁.
 *
 * @param state the word
 * @param why the figures
 */
public record Verdict(State state, String why) {
    /** What it costs. */
    public static final String COST = "O(T·S·H) beside the Lyapunov spectrum and the horizon";

    /** The words. */
    public enum State {
        /** Perturbations grow without bound, or a value is not finite. */
        EXPLODING,
        /** Perturbations grow inside a bounded set. */
        CHAOTIC,
        /** Perturbations die within the window. */
        VANISHING,
        /** Neither. */
        STABLE;

        /** The word in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether every state of every layer has a range that is proved bounded, from its initial value on. */
    public static boolean proved(Stack stack) {
        for (int l = 0; l < stack.depth(); l++) {
            Cell cell = stack.layer(l).shape().cell();
            Ranges ranges = StateRanges.proved(stack, l);
            if (!cell.states().stream().allMatch(state -> ranges.ofState(state).bounded())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Judges.
     *
     * @param proved whether every state's range is proved bounded, see {@link #proved(Stack)}
     */
    public static Verdict of(Course course, Optional<LyapunovSpectrum> measured, Optional<Horizon> reached,
            boolean proved) {
        if (!course.nonFinite().isEmpty()) {
            NonFinite first = course.nonFinite().get(0);
            return new Verdict(State.EXPLODING, first.variable() + " of layer " + first.layer() + " is " + first.value()
                    + " at step " + first.step() + (first.path().isEmpty() ? "" : " (" + first.path() + ")"));
        }
        boolean dies = reached.isPresent() && reached.get().state() == Horizon.State.REACHED
                && reached.get().lag() < course.steps();
        String horizon = reached.map(Verdict::horizonText).orElse("the horizon was not measured");
        boolean bounded = proved || course.growth() <= 10;
        String range = proved ? "the state's range is proved bounded"
                : String.format(Locale.ROOT, "the state's largest value grew by a factor %.3g", course.growth());
        if (measured.isEmpty()) {
            boolean grown = reached.isPresent() && reached.get().state() == Horizon.State.GROWN;
            State state = dies ? State.VANISHING : !grown ? State.STABLE : bounded ? State.CHAOTIC : State.EXPLODING;
            return new Verdict(state, horizon + (grown ? "; " + range : "") + "; λ₁ was not measured");
        }
        LyapunovSpectrum spectrum = measured.get();
        double lambda = spectrum.values()[0];
        double error = Double.isNaN(spectrum.errors()[0]) ? 0 : spectrum.errors()[0];
        String figures = String.format(Locale.ROOT, "λ₁ = %.4g ± %.2g nats per step, %s, window %d steps", lambda,
                error, horizon, course.steps());
        if (Double.isNaN(lambda)) {
            return new Verdict(State.EXPLODING, "the states are finite but a Jacobian or a product is not; " + horizon);
        }
        // An exponent that is zero but for rounding, as that of an orthogonal recurrence, is neither above nor below zero.
        if (lambda - 2 * error > LyapunovSpectrum.ROUNDING) {
            return new Verdict(bounded ? State.CHAOTIC : State.EXPLODING, figures + "; " + range);
        }
        return new Verdict(lambda + 2 * error < -LyapunovSpectrum.ROUNDING && dies ? State.VANISHING : State.STABLE,
                figures);
    }

    /**
     * That of a model whose layers were measured by themselves: of the layers' verdicts the one furthest from dying out, with
     * the layer in front of its reason.
     */
    static Verdict of(List<LayerFlow> layers) {
        List<State> order = List.of(State.EXPLODING, State.CHAOTIC, State.STABLE, State.VANISHING);
        LayerFlow first = layers.stream()
                .filter(layer -> layer.flow().judged() || layers.stream().noneMatch(l -> l.flow().judged()))
                .min(Comparator.comparingInt(layer -> order.indexOf(layer.flow().verdict().state())))
                .orElseThrow();
        return new Verdict(first.flow().verdict().state(), first.name() + ": " + first.flow().verdict().why());
    }

    private static String horizonText(Horizon h) {
        return switch (h.state()) {
            case REACHED -> String.format(Locale.ROOT, "horizon %.4g steps", h.lag());
            case GROWN -> String.format(Locale.ROOT, "grown past 1/ε at lag %.0f", h.lag());
            case BEYOND -> "horizon > " + h.measured() + " steps";
        };
    }
}
