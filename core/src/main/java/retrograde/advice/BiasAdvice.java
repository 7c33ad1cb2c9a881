package retrograde.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import retrograde.InputException;
import retrograde.engine.LayerShape;
import retrograde.equation.CarryGate;
import retrograde.flow.Flow;
import retrograde.flow.UnitView;
import retrograde.model.Model;

/**
 * First biases with which units carry their state for a wished number of steps T: chrono initialisation (Tallec &amp; Ollivier
 * 2018) of the gate on each state's main path, which {@link CarryGate} finds in the equations.
 *
 * <p>
 * A gate at its bias gives what is carried a mean lifetime {@code 1/(1−a)}, which chrono spreads evenly over 2 … T; the time
 * constant {@code τ = −1/ln a} is shorter by half a step. One bias for all units, {@code ±ln(T−1)}, gives T to each of them.
 *
 * @param recommendation what to do
 * @param wish T, steps
 * @param gates of each layer's states that have one
 */
public record BiasAdvice(Recommendation recommendation, double wish, List<Gate> gates) {

    /**
     * One gate as it is now, and the bias it would need.
     *
     * @param layer from 1
     * @param state the state carried
     * @param bias the parameter
     * @param value the bias that gives each unit the lifetime wished
     * @param shortest time constant of a unit now; NaN where units were not measured, as the next ones
     * @param median of the time constants
     * @param longest of them
     */
    public record Gate(int layer, String state, String bias, double value, double shortest, double median,
            double longest) {}

    /** Copies the list. */
    public BiasAdvice {
        gates = List.copyOf(gates);
    }

    static BiasAdvice of(Flow flow, Model model, double wish) {
        if (!(wish > 2 && wish < Double.POSITIVE_INFINITY)) {
            throw new InputException(
                    "--wish is " + wish + ": the steps to be carried over must be more than 2; leave it"
                            + " out for the length of the sequences");
        }
        List<Gate> gates = new ArrayList<>();
        Set<String> settings = new LinkedHashSet<>();
        List<LayerShape> layers = model.architecture().layers();
        for (int l = 0; l < layers.size(); l++) {
            for (CarryGate gate : CarryGate.of(layers.get(l).cell())) {
                double value = gate.biasFor(wish);
                if (!Double.isNaN(value)) {
                    gates.add(gate(flow, l + 1, gate, value));
                    settings.add(gate.bias() + "=" + (gate.plain() ? "chrono:" + number(wish) : number(value)));
                }
            }
        }
        return new BiasAdvice(recommend(flow, wish, gates, settings), wish, gates);
    }

    private static Gate gate(Flow flow, int layer, CarryGate gate, double value) {
        double[] now = flow.units()
                .map(u -> u.timeConstants()
                        .stream()
                        .filter(unit -> unit.layer() == layer && unit.variable().equals(gate.state()))
                        .mapToDouble(UnitView.Unit::timeConstant)
                        .sorted()
                        .toArray())
                .orElse(new double[0]);
        boolean there = now.length > 0;
        return new Gate(layer, gate.state(), gate.bias(), value, there ? now[0] : Double.NaN,
                there ? now[now.length / 2] : Double.NaN, there ? now[now.length - 1] : Double.NaN);
    }

    private static Recommendation recommend(Flow flow, double wish, List<Gate> gates, Set<String> settings) {
        String cells = String.join(", ", new LinkedHashSet<>(flow.cells()));
        if (gates.isEmpty()) {
            return Recommendation.none("no state of " + cells
                    + " is carried along its main path by one gate with a bias, so no bias decides for how long;"
                    + " see retrograde derive for the paths");
        }
        Gate longest = gates.stream()
                .filter(g -> !Double.isNaN(g.longest()))
                .max(Comparator.comparingDouble(Gate::longest))
                .orElse(gates.getFirst());
        if (longest.longest() >= wish / 2) {
            return Recommendation.none(String.format(Locale.ROOT,
                    "units of %s are carried up to %.4g steps already, with a time constant of %.4g in the median: the"
                            + " first values need no change for %s steps",
                    longest.state(), longest.longest(), longest.median(), number(wish)));
        }
        List<String> options = new ArrayList<>();
        settings.forEach(s -> options.addAll(List.of("--init", s)));
        String now = Double.isNaN(longest.longest()) ? "the units now were not measured"
                : String.format(Locale.ROOT, "now %.3g … median %.3g … %.3g", longest.shortest(), longest.median(),
                        longest.longest());
        return new Recommendation(options,
                String.format(Locale.ROOT,
                        "a new run begins with units of %s that are carried for up to %s steps (%s); one value for all:"
                                + " %s=%.4g",
                        longest.state(), number(wish), now, longest.bias(), longest.value()));
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
