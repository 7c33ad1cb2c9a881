package retrograde.flow;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import retrograde.equation.Cell;
import retrograde.equation.bound.Interval;
import retrograde.equation.bound.Ranges;
import retrograde.sequence.Stack;

/** The ranges of a layer's states and gates, proved from its equations and the values its states start from. */
final class StateRanges {
    private StateRanges() {}

    /** What is proved, whatever the parameters. */
    static Ranges proved(Stack stack, int layer) {
        return ranges(stack, layer, Map.of());
    }

    /**
     * The same with the states taken to stay within the largest values seen: what bounds mean on the data at hand.
     *
     * @param largest the largest absolute value of each state; states left out keep their proved range
     */
    static Ranges seen(Stack stack, int layer, Map<String, Double> largest) {
        Map<String, Interval> measured = new LinkedHashMap<>();
        largest.forEach((state, magnitude) -> measured.put(state, Interval.symmetric(magnitude)));
        return ranges(stack, layer, measured);
    }

    private static Ranges ranges(Stack stack, int layer, Map<String, Interval> measured) {
        Cell cell = stack.layer(layer).shape().cell();
        Map<String, Interval> initial = new LinkedHashMap<>();
        for (int s = 0; s < cell.states().size(); s++) {
            double[] values = stack.initial(layer)[s];
            initial.put(cell.states().get(s),
                    new Interval(Arrays.stream(values).min().orElse(0), Arrays.stream(values).max().orElse(0)));
        }
        return Ranges.of(cell, initial, measured);
    }
}
