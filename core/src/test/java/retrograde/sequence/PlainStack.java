package retrograde.sequence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import retrograde.engine.NaiveCell;

import static retrograde.sequence.Specimen.HIDDEN;

/** One step of a stack's joint state by the plain evaluator. */
final class PlainStack {
    private PlainStack() {}

    /** The new joint state, layers from the bottom, each layer's states in the cell's order. */
    static double[] step(Specimen specimen, double[] input, double[] old) {
        double[] out = new double[old.length];
        double[] x = input;
        int at = 0;
        for (int l = 0; l < specimen.shapes.size(); l++) {
            List<String> names = specimen.shapes.get(l).cell().states();
            Map<String, double[]> states = new HashMap<>();
            for (int s = 0; s < names.size(); s++) {
                states.put(names.get(s), Specimen.row(old, at / HIDDEN + s, HIDDEN));
            }
            Map<String, double[]> now = new NaiveCell(specimen.weights.get(l)).step(x, states, Map.of());
            for (String name : names) {
                System.arraycopy(now.get(name), 0, out, at, HIDDEN);
                at += HIDDEN;
            }
            x = now.get(specimen.shapes.get(l).cell().output());
        }
        return out;
    }
}
