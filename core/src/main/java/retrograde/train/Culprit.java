package retrograde.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import retrograde.data.Batch;
import retrograde.engine.Execution;
import retrograde.flow.GradientPeak;
import retrograde.flow.NonFinite;
import retrograde.flow.Trajectories;
import retrograde.model.Model;

/**
 * What made a loss or its gradient not finite: the first operation that did, found by running the batch once more by the
 * reference engine, which also sees what float32 could not hold.
 */
final class Culprit {
    private static final double LOG_FLOAT = StrictMath.log(Float.MAX_VALUE);
    private static final double LOG_DOUBLE = StrictMath.log(Double.MAX_VALUE);

    private Culprit() {}

    /** A sentence without its full stop. */
    static String name(Model model, Batch batch, Execution.Kind kind) {
        for (Map.Entry<String, double[]> parameter : model.parameters().named().entrySet()) {
            double[] values = parameter.getValue();
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    return "parameter " + parameter.getKey() + " holds " + values[i] + " at entry " + i;
                }
            }
        }
        List<NonFinite> forward = NonFinite.measure(Trajectories.run(model, batch));
        if (!forward.isEmpty()) {
            NonFinite f = forward.get(0);
            return f.variable() + " of layer " + f.layer() + " became " + f.value() + " at step " + f.step() + " (unit "
                    + f.unit() + ", sequence " + f.sequence() + "), though all it reads was finite; passed on by "
                    + f.path();
        }
        boolean single = kind == Execution.Kind.FLOAT32;
        double limit = single ? LOG_FLOAT : LOG_DOUBLE;
        return GradientPeak.past(limit, model, batch)
                .map(p -> String.format(Locale.ROOT,
                        "states are finite, but the gradient grows: carried back from the last step it passes e^%.0f, the "
                                + "largest %s number, at step %d, %d steps before the loss (sequence %d; e^%.0f at most)",
                        limit, single ? "float32" : "float64", p.step(), p.lag(), p.sequence(), p.logLargest()))
                .orElse(single
                        ? "float64 holds all states and the gradient of the last step, so it is float32 that "
                                + "overflows; try --dtype float64"
                        : "states and the gradient of the last step are finite; the loss or its sum over steps is not");
    }
}
