package retrograde.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import retrograde.sequence.Specimen;

import static org.assertj.core.api.Assertions.assertThat;
import static retrograde.engine.Differences.assertClose;
import static retrograde.engine.Differences.assertDerivative;
import static retrograde.engine.Differences.jacobian;
import static retrograde.engine.Differences.largest;
import static retrograde.sequence.Specimen.BATCH;
import static retrograde.sequence.Specimen.HIDDEN;
import static retrograde.sequence.Specimen.INPUTS;
import static retrograde.sequence.Specimen.STEPS;
import static retrograde.sequence.Specimen.row;

/** What holds for one step of every cell: tangents, adjoints, the Jacobian and each of its terms. */
class StepContractTest {

    static Stream<Named<Cell>> cells() {
        return SampleCells.all().stream().map(c -> Named.of(c.name(), c));
    }

    /** One layer run over a batch. */
    private record Run(Cell cell, Specimen drawn, Interpreter engine, Weights weights, Activations activations) {
        static Run of(Cell cell, long seed) {
            Specimen s = Specimen.of(cell, 1, seed);
            Interpreter engine = new Interpreter(s.shapes.get(0));
            Weights w = s.weights.get(0);
            return new Run(cell, s, engine, w, engine.forward(w, s.input, s.initial.get(0), STEPS, BATCH, null));
        }

        int size() {
            return cell.states().size() * HIDDEN;
        }

        double[] input(int t, int b) {
            return row(drawn.input, t * BATCH + b, INPUTS);
        }

        double[] old(int t, int b) {
            return join(cell.states().stream().map(s -> row(activations.state(s), t * BATCH + b, HIDDEN)).toList());
        }

        Map<String, double[]> gates(int t, int b) {
            Map<String, double[]> gates = new LinkedHashMap<>();
            for (String gate : cell.gates()) {
                double[] values = activations.named(gate);
                gates.put(gate, row(values, t * BATCH + b, values.length / (STEPS * BATCH)));
            }
            return gates;
        }

        /** {@code ∂s_t/∂s_{t−1}} by the adjoints of all unit vectors, {@code [n,n]}. */
        double[] jacobianByAdjoints(int t, int b) {
            double[] out = new double[size() * size()];
            for (int i = 0; i < size(); i++) {
                double[][] unit = new double[cell.states().size()][BATCH * HIDDEN];
                unit[i / HIDDEN][b * HIDDEN + i % HIDDEN] = 1;
                double[][] back = engine.adjoint(weights, activations, t, unit, null,
                        Interpreter.into(new Weights(engine.shape()), BATCH));
                for (int s = 0; s < back.length; s++) {
                    System.arraycopy(back[s], b * HIDDEN, out, i * size() + s * HIDDEN, HIDDEN);
                }
            }
            return out;
        }
    }

    private static double[] join(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static Map<String, double[]> split(List<String> names, double[] joint) {
        Map<String, double[]> parts = new HashMap<>();
        for (int s = 0; s < names.size(); s++) {
            parts.put(names.get(s), row(joint, s, HIDDEN));
        }
        return parts;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyNamedValueIsThatOfThePlainEvaluator(Cell cell) {
        Run run = Run.of(cell, 1);
        for (int t = 0; t < STEPS; t++) {
            for (int b = 0; b < BATCH; b++) {
                Map<String, double[]> now = new NaiveCell(run.weights).step(run.input(t, b),
                        split(cell.states(), run.old(t, b)), Map.of());
                Map<String, double[]> gates = run.gates(t, b);
                assertThat(gates.keySet()).isEqualTo(new HashSet<>(cell.gates()));
                // One step from the same old state: sums of at most 5 products in another order.
                gates.forEach((name, value) -> assertClose(name, value, now.get(name), 1e-14));
                for (String state : cell.states()) {
                    assertClose(state, row(run.activations.state(state), (t + 1) * BATCH + b, HIDDEN), now.get(state),
                            1e-14);
                    assertThat(row(run.activations.named(state), t * BATCH + b, HIDDEN))
                            .isEqualTo(row(run.activations.state(state), (t + 1) * BATCH + b, HIDDEN));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void tangentsAndAdjointsAreTransposesOfEachOther(Cell cell) {
        Run run = Run.of(cell, 2);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        int states = cell.states().size();
        int t = 3;
        double[][] u = new double[states][BATCH * HIDDEN];
        double[][] v = new double[states][BATCH * HIDDEN];
        double[] vx = new double[BATCH * INPUTS];
        for (int s = 0; s < states; s++) {
            Specimen.gaussian(u[s], 1, random);
            Specimen.gaussian(v[s], 1, random);
        }
        Specimen.gaussian(vx, 1, random);
        double[][] jv = run.engine.tangent(run.weights, run.activations, t, v, vx);
        double[] back = new double[BATCH * INPUTS];
        double[][] ju = run.engine.adjoint(run.weights, run.activations, t, u, back,
                Interpreter.into(new Weights(run.engine.shape()), BATCH));
        double left = dot(join(List.of(u)), join(List.of(jv)));
        double right = dot(join(List.of(ju)), join(List.of(v))) + dot(back, vx);
        // Both sum some 15 products per state after at most 20 operations each: 1e-14 of the sum of magnitudes.
        double magnitude = dot(absolute(join(List.of(u))), absolute(join(List.of(jv))))
                + dot(absolute(join(List.of(ju))), absolute(join(List.of(v)))) + dot(absolute(back), absolute(vx));
        assertThat(Math.abs(left - right)).isLessThanOrEqualTo(1e-14 * magnitude);

        for (int b = 0; b < BATCH; b++) {
            int sequence = b;
            double[] point = new double[1];
            double[] differences = jacobian(() -> {
                double[] old = run.old(t, sequence);
                double[] x = run.input(t, sequence);
                for (int j = 0; j < old.length; j++) {
                    old[j] += point[0] * v[j / HIDDEN][sequence * HIDDEN + j % HIDDEN];
                }
                for (int j = 0; j < x.length; j++) {
                    x[j] += point[0] * vx[sequence * INPUTS + j];
                }
                return step(run, x, old, Map.of());
            }, point);
            assertDerivative("J v", join(Arrays.stream(jv).map(s -> row(s, sequence, HIDDEN)).toList()), differences);
        }
    }

    private static double[] absolute(double[] a) {
        return Arrays.stream(a).map(Math::abs).toArray();
    }

    private static double[] step(Run run, double[] x, double[] old, Map<String, double[]> held) {
        Map<String, double[]> now = new NaiveCell(run.weights).step(x, split(run.cell.states(), old), held);
        return join(run.cell.states().stream().map(now::get).toList());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void termsSumToTheJacobian(Cell cell) {
        Run run = Run.of(cell, 3);
        LayerJacobian jacobian = new LayerJacobian(run.engine, run.weights, run.activations,
                SymbolicJacobian.of(cell, View.FULL));
        for (int t = 0; t < STEPS; t++) {
            jacobian.at(t);
            for (int b = 0; b < BATCH; b++) {
                double[] expected = run.jacobianByAdjoints(t, b);
                double[] sum = new double[expected.length];
                double sizes = 0;
                for (Term term : jacobian.symbolic().terms()) {
                    double[] one = new double[expected.length];
                    jacobian.addTerm(term, b, one);
                    sizes += largest(one);
                    jacobian.addTerm(term, b, sum);
                }
                double[] whole = new double[expected.length];
                jacobian.addTo(b, whole);
                for (int k = 0; k < sum.length; k++) {
                    assertThat(Math.abs(sum[k] - expected[k])).isLessThanOrEqualTo(1e-14 * sizes);
                    assertThat(Math.abs(whole[k] - expected[k])).isLessThanOrEqualTo(1e-14 * sizes);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyTermIsThatOfDifferencesWithGatesHeld(Cell cell) {
        Run run = Run.of(cell, 4);
        LayerJacobian jacobian = new LayerJacobian(run.engine, run.weights, run.activations,
                SymbolicJacobian.of(cell, View.FULL));
        for (int t : new int[] {0, STEPS - 1}) {
            jacobian.at(t);
            for (int b = 0; b < BATCH; b++) {
                double[] x = run.input(t, b);
                double[] old = run.old(t, b);
                Map<String, double[]> gates = run.gates(t, b);
                checkTerms(jacobian, b, free -> jacobian(() -> step(run, x, old, without(gates, free)), old));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theArticlesViewIsThatOfDifferencesWithTheGatesBeforeHeld(Cell cell) {
        Run run = Run.of(cell, 5);
        SymbolicJacobian symbolic = SymbolicJacobian.of(cell, View.ARTICLE);
        Set<String> gone = SymbolicJacobian.eliminated(cell);
        List<String> kept = cell.states().stream().filter(s -> !gone.contains(s)).toList();
        assertThat(symbolic.states()).isEqualTo(kept);
        LayerJacobian jacobian = new LayerJacobian(run.engine, run.weights, run.activations, symbolic);
        for (int t : new int[] {1, STEPS - 1}) {
            jacobian.at(t);
            for (int b = 0; b < BATCH; b++) {
                double[] x = run.input(t, b);
                Map<String, double[]> before = run.gates(t - 1, b);
                Map<String, double[]> gates = run.gates(t, b);
                Map<String, double[]> old = split(cell.states(), run.old(t, b));
                double[] point = join(kept.stream().map(old::get).toList());
                checkTerms(jacobian, b, free -> jacobian(() -> {
                    Map<String, double[]> states = split(kept, point);
                    Map<String, double[]> known = new HashMap<>(before);
                    known.putAll(states);
                    NaiveCell plain = new NaiveCell(run.weights);
                    gone.forEach(s -> states.put(s, plain.right(s, x, known)));
                    Map<String, double[]> now = plain.step(x, states, without(gates, free));
                    return join(kept.stream().map(now::get).toList());
                }, point));
            }
        }
    }

    @Test
    void beforeTheStartOfASequenceGatesReadZero() {
        Cell cell = Zoo.cell("lstm");
        Specimen s = Specimen.of(cell, 1, 8);
        Interpreter engine = new Interpreter(s.shapes.get(0));
        Weights w = s.weights.get(0);
        int start = 4;
        Activations later = engine.forward(w, s.input, s.initial.get(0), STEPS, BATCH, new int[] {0, start, 6});
        double[] x = Arrays.copyOfRange(s.input, start * BATCH * INPUTS, s.input.length);
        Activations alone = engine.forward(w, x, s.initial.get(0), STEPS - start, BATCH, null);
        SymbolicJacobian symbolic = SymbolicJacobian.of(cell, View.ARTICLE);
        LayerJacobian jacobian = new LayerJacobian(engine, w, later, symbolic);
        LayerJacobian expected = new LayerJacobian(engine, w, alone, symbolic);
        for (int t = start; t < STEPS; t++) {
            double[] actual = new double[HIDDEN * HIDDEN];
            double[] shorter = new double[HIDDEN * HIDDEN];
            jacobian.at(t);
            jacobian.addTo(1, actual);
            expected.at(t - start);
            expected.addTo(1, shorter);
            assertThat(actual).isEqualTo(shorter);
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theInputJacobianIsThatOfDifferences(Cell cell) {
        Run run = Run.of(cell, 6);
        LayerJacobian jacobian = new LayerJacobian(run.engine, run.weights, run.activations,
                SymbolicJacobian.input(cell));
        jacobian.at(2);
        for (int b = 0; b < BATCH; b++) {
            double[] actual = new double[run.size() * INPUTS];
            jacobian.addTo(b, actual);
            double[] x = run.input(2, b);
            double[] old = run.old(2, b);
            assertDerivative("∂s/∂x", actual, jacobian(() -> step(run, x, old, Map.of()), x));
        }
    }

    private interface WithFreeGates {
        /** The Jacobian where these gates vary and the others are held: the sum of all terms through subsets of them. */
        double[] jacobian(Set<String> free);
    }

    /** The term through exactly the gates S is {@code Σ_{R ⊆ S} (−1)^{|S|−|R|} J(R free)}. */
    private static void checkTerms(LayerJacobian jacobian, int b, WithFreeGates differences) {
        Map<Set<String>, double[]> known = new HashMap<>();
        Set<String> all = new HashSet<>(jacobian.symbolic().cell().gates());
        double[] whole = new double[jacobian.rows() * jacobian.columns()];
        jacobian.addTo(b, whole);
        double[] expected = differences.jacobian(all);
        assertDerivative("J", whole, expected);
        for (Term term : jacobian.symbolic().terms()) {
            double[] actual = new double[whole.length];
            jacobian.addTerm(term, b, actual);
            double[] byDifferences = new double[whole.length];
            List<String> gates = term.gates();
            double size = 0; // the differences' errors add
            for (int subset = 0; subset < 1 << gates.size(); subset++) {
                Set<String> free = new HashSet<>();
                for (int g = 0; g < gates.size(); g++) {
                    if ((subset >> g & 1) == 1) {
                        free.add(gates.get(g));
                    }
                }
                double[] part = known.computeIfAbsent(free, differences::jacobian);
                size += Math.max(1, largest(part));
                int sign = (gates.size() - free.size()) % 2 == 0 ? 1 : -1;
                for (int k = 0; k < part.length; k++) {
                    byDifferences[k] += sign * part[k];
                }
            }
            assertDerivative(term.name(), actual, byDifferences, size);
        }
    }

    private static Map<String, double[]> without(Map<String, double[]> gates, Set<String> free) {
        Map<String, double[]> held = new HashMap<>(gates);
        held.keySet().removeAll(free);
        return held;
    }
}
