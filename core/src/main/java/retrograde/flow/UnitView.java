package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import retrograde.engine.Activations;
import retrograde.engine.LayerJacobian;
import retrograde.engine.LayerShape;
import retrograde.equation.Equation;
import retrograde.equation.Expression;
import retrograde.equation.Function;
import retrograde.equation.Path;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;

/**
 * Unit by unit: how long each remembers along its main term, which gates are saturated, which ReLUs are dead.
 *
 * <p>
 * {@code τ = −1/⟨ln |a|⟩} steps, {@code a} the unit's diagonal coefficient of the main path from a state to itself. The
 * mean of logarithms, because the arithmetic mean overstates what survives a product.
 *
 * @param timeConstants every unit that has a main path to itself
 * @param aboveWindow those with {@code ⟨ln |a|⟩ > −1/T}: they forget less than a factor e over the window
 * @param saturation gates by sigmoid and tanh
 * @param deadRelus units whose ReLU was zero at every step of every sequence
 */
public record UnitView(List<Unit> timeConstants, List<Unit> aboveWindow, List<Saturation> saturation,
        List<Unit> deadRelus) {
    /** What it costs. */
    public static final String COST = "O(T·S·H): reads gates along the sequences";

    /**
     * One unit.
     *
     * @param layer from 1
     * @param variable the state or gate
     * @param unit from 0
     * @param timeConstant {@code τ} in steps; ∞ for {@code ⟨ln |a|⟩ ≥ 0}; NaN where it has no meaning (dead ReLUs)
     */
    public record Unit(int layer, String variable, int unit, double timeConstant) {}

    /**
     * How often a gate sits at an end of its range.
     *
     * @param layer from 1
     * @param gate the variable
     * @param low fraction of values in the lowest tenth of the range: sigmoid below 0.1, tanh below −0.9
     * @param high fraction in the highest tenth: above 0.9
     */
    public record Saturation(int layer, String gate, double low, double high) {}

    /** Measures all layers. */
    public static UnitView measure(Trajectories run) {
        List<Unit> constants = new ArrayList<>();
        List<Unit> above = new ArrayList<>();
        List<Saturation> saturation = new ArrayList<>();
        List<Unit> dead = new ArrayList<>();
        for (int l = 0; l < run.stack().depth(); l++) {
            timeConstants(run, l, constants, above);
            ends(run, l, saturation, dead);
        }
        return new UnitView(constants, above, saturation, dead);
    }

    private static void timeConstants(Trajectories run, int l, List<Unit> constants, List<Unit> above) {
        var engine = run.stack().layer(l);
        LayerShape shape = engine.shape();
        SymbolicJacobian symbolic = SymbolicJacobian.of(shape.cell(), View.FULL);
        Term main = symbolic.term("main");
        if (main == null) {
            return;
        }
        LayerJacobian jacobian = new LayerJacobian(engine, run.stack().weights(l), run.activations().get(l), symbolic);
        List<Path> own = main.paths().stream().filter(p -> p.links().isEmpty() && p.to().equals(p.from())).toList();
        double[][] logs = new double[own.size()][shape.hidden()];
        for (int t = 0; t < run.steps(); t++) {
            jacobian.at(t);
            for (int s = 0; s < run.sequences(); s++) {
                for (int p = 0; p < own.size(); p++) {
                    double[] a = new double[shape.hidden()];
                    jacobian.addDiagonal(own.get(p), s, a);
                    for (int i = 0; i < a.length; i++) {
                        logs[p][i] += StrictMath.log(Math.abs(a[i]));
                    }
                }
            }
        }
        for (int p = 0; p < own.size(); p++) {
            for (int i = 0; i < shape.hidden(); i++) {
                double mean = logs[p][i] / run.steps() / run.sequences();
                Unit unit = new Unit(run.stack().number(l), own.get(p).to(), i,
                        mean >= 0 ? Double.POSITIVE_INFINITY : -1 / mean);
                constants.add(unit);
                if (mean > -1.0 / run.steps()) {
                    above.add(unit);
                }
            }
        }
    }

    private static void ends(Trajectories run, int l, List<Saturation> saturation, List<Unit> dead) {
        LayerShape shape = run.stack().layer(l).shape();
        Activations activations = run.activations().get(l);
        for (Equation equation : shape.cell().equations()) {
            if (!(equation.right() instanceof Expression.Application a)) {
                continue;
            }
            double[] values = activations.named(equation.name());
            boolean sigmoid = a.function() == Function.SIGMOID;
            if (sigmoid || a.function() == Function.TANH) {
                int low = 0;
                int high = 0;
                for (double v : values) {
                    low += v < (sigmoid ? 0.1 : -0.9) ? 1 : 0;
                    high += v > 0.9 ? 1 : 0;
                }
                saturation.add(new Saturation(run.stack().number(l), equation.name(), (double) low / values.length,
                        (double) high / values.length));
            } else if (a.function() == Function.RELU) {
                int width = values.length / run.steps() / run.sequences();
                for (int i = 0; i < width; i++) {
                    boolean alive = false;
                    for (int k = i; k < values.length && !alive; k += width) {
                        alive = values[k] > 0;
                    }
                    if (!alive) {
                        dead.add(new Unit(run.stack().number(l), equation.name(), i, Double.NaN));
                    }
                }
            }
        }
    }
}
