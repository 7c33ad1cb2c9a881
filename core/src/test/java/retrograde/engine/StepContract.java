package retrograde.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import retrograde.equation.Cell;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import retrograde.sequence.Specimen;

import static org.assertj.core.api.Assertions.assertThat;
import static retrograde.engine.Differences.assertDerivative;
import static retrograde.engine.Differences.assertValue;
import static retrograde.engine.Differences.largest;
import static retrograde.sequence.Specimen.row;

/** What holds for one step of any cell, checked on one layer run over a batch. */
public final class StepContract {
    private final Cell cell;
    private final Specimen drawn;
    private final Interpreter engine;
    private final Weights weights;
    private final Activations activations;
    private final NaiveCell plain;
    private final int hidden;
    private final int inputs;
    private final int steps;
    private final int batch;
    private final int size;

    /** Runs the bottom layer of a specimen. */
    public StepContract(Specimen drawn) {
        this.drawn = drawn;
        this.engine = new Interpreter(drawn.shapes.get(0));
        this.cell = engine.shape().cell();
        this.weights = drawn.weights.get(0);
        this.plain = new NaiveCell(weights);
        this.hidden = drawn.sizes().hidden();
        this.inputs = drawn.sizes().inputs();
        this.steps = drawn.sizes().steps();
        this.batch = drawn.sizes().batch();
        this.size = engine.shape().stateSize();
        this.activations = engine.forward(weights, drawn.input, drawn.initial.get(0), steps, batch, null);
    }

    /** Gates and new states are those of the plain evaluator. */
    public void valuesAreRight() {
        for (int t = 0; t < steps; t++) {
            for (int b = 0; b < batch; b++) {
                Map<String, double[]> now = plain.step(input(t, b), split(cell.states(), old(t, b)), Map.of());
                Map<String, double[]> gates = gates(t, b);
                assertThat(gates.keySet()).isEqualTo(new HashSet<>(cell.gates()));
                // One step from the same old state; the engine's sums of products round once a product, these twice.
                double magnitude = magnitude(t, b);
                gates.forEach(
                        (name, value) -> assertValue(name, value, Objects.requireNonNull(now.get(name)), magnitude));
                for (String state : cell.states()) {
                    double[] after = row(activations.state(state), (t + 1) * batch + b, hidden);
                    assertValue(state, after, Objects.requireNonNull(now.get(state)), magnitude);
                    assertThat(row(activations.named(state), t * batch + b, hidden)).isEqualTo(after);
                }
            }
        }
    }

    /** {@code ⟨u, J v⟩ = ⟨Jᵀ u, v⟩}, states and input together, and {@code J v} is the directional derivative. */
    public void tangentsAndAdjointsAreTransposed(int t) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        double[][] u = new double[cell.states().size()][batch * hidden];
        double[][] v = new double[cell.states().size()][batch * hidden];
        double[] vx = new double[batch * inputs];
        for (int s = 0; s < u.length; s++) {
            Specimen.gaussian(u[s], 1, random);
            Specimen.gaussian(v[s], 1, random);
        }
        Specimen.gaussian(vx, 1, random);
        double[][] jv = engine.tangent(weights, activations, t, v, vx);
        double[] back = new double[batch * inputs];
        double[][] ju = engine.adjoint(weights, activations, t, u, back,
                Interpreter.into(new Weights(engine.shape()), batch));
        double left = dot(join(List.of(u)), join(List.of(jv)));
        double right = dot(join(List.of(ju)), join(List.of(v))) + dot(back, vx);
        // Some 50 products on either side, each after at most 20 operations: 1e-14 of the sum of magnitudes.
        double magnitude = dot(absolute(join(List.of(u))), absolute(join(List.of(jv))))
                + dot(absolute(join(List.of(ju))), absolute(join(List.of(v)))) + dot(absolute(back), absolute(vx));
        assertThat(Math.abs(left - right)).isLessThanOrEqualTo(1e-14 * magnitude);

        for (int b = 0; b < batch; b++) {
            int sequence = b;
            double[] along = new double[1];
            double[] differences = jacobian(() -> {
                double[] old = old(t, sequence);
                double[] x = input(t, sequence);
                for (int j = 0; j < old.length; j++) {
                    old[j] += along[0] * v[j / hidden][sequence * hidden + j % hidden];
                }
                for (int j = 0; j < x.length; j++) {
                    x[j] += along[0] * vx[sequence * inputs + j];
                }
                return step(x, old, Map.of());
            }, along);
            assertDerivative("J v", join(Arrays.stream(jv).map(s -> row(s, sequence, hidden)).toList()), differences,
                    magnitude(t, b));
        }
    }

    /**
     * {@code Σ_k J^(k)} is the Jacobian by adjoints of unit vectors, to 1e-14 of {@code Σ_k ‖J^(k)‖_max}, or a few roundings
     * of values of order 1 where products within the terms cancel.
     */
    public void termsSumToTheJacobian() {
        LayerJacobian jacobian = new LayerJacobian(engine, weights, activations, SymbolicJacobian.of(cell, View.FULL));
        for (int t = 0; t < steps; t++) {
            jacobian.at(t);
            for (int b = 0; b < batch; b++) {
                double[] expected = jacobianByAdjoints(t, b);
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
                double bound = Math.max(1e-14 * sizes, 16 * Math.ulp(0.5));
                for (int k = 0; k < sum.length; k++) {
                    assertThat(Math.abs(sum[k] - expected[k])).isLessThanOrEqualTo(bound);
                    assertThat(Math.abs(whole[k] - expected[k])).isLessThanOrEqualTo(bound);
                }
            }
        }
    }

    /** {@code J · q} and J written over another step's are the sum added up, whether few vectors or many. */
    public void productsAreThoseOfTheJacobian() {
        LayerJacobian jacobian = new LayerJacobian(engine, weights, activations, SymbolicJacobian.of(cell, View.FULL));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        double[] replaced = new double[size * size];
        for (int t = steps - 1; t >= 0; t--) {
            jacobian.at(t);
            for (int b = 0; b < batch; b++) {
                double[] whole = new double[size * size];
                jacobian.addTo(b, whole);
                jacobian.replace(b, replaced, size, 0, 0);
                // Added to zero, a product of −0 is 0.
                assertThat(Arrays.stream(replaced).map(v -> v + 0.0))
                        .containsExactlyElementsOf(Arrays.stream(whole).boxed().toList());
                for (int k : new int[] {1, 3, 9}) {
                    double[] q = new double[size * k];
                    Specimen.gaussian(q, 1, random);
                    double[] product = new double[size * k];
                    jacobian.times(b, q, 0, k, product, 0, false);
                    double[] expected = new double[size * k];
                    Gemm.multiply(whole, 0, size, size, size, q, k, expected, 0, false);
                    double[] magnitude = new double[size * k];
                    Gemm.multiply(absolute(whole), 0, size, size, size, absolute(q), k, magnitude, 0, false);
                    // The same products in another order; within a term there may be larger ones that cancel.
                    for (int i = 0; i < product.length; i++) {
                        assertThat(Math.abs(product[i] - expected[i]))
                                .isLessThanOrEqualTo(1e-13 * Math.max(1, largest(magnitude)));
                    }
                }
            }
        }
    }

    /** Each term is what differences give where gates are held. */
    public void termsAreRight(int t) {
        LayerJacobian jacobian = new LayerJacobian(engine, weights, activations, SymbolicJacobian.of(cell, View.FULL));
        jacobian.at(t);
        for (int b = 0; b < batch; b++) {
            double[] x = input(t, b);
            double[] old = old(t, b);
            Map<String, double[]> gates = gates(t, b);
            checkTerms(jacobian, t, b, free -> jacobian(() -> step(x, old, without(gates, free)), old));
        }
    }

    /** The article's view and its terms: an eliminated state is written through the others, gates before held. */
    public void articleTermsAreRight(int t) {
        SymbolicJacobian symbolic = SymbolicJacobian.of(cell, View.ARTICLE);
        Set<String> gone = SymbolicJacobian.eliminated(cell);
        List<String> kept = cell.states().stream().filter(s -> !gone.contains(s)).toList();
        assertThat(symbolic.states()).isEqualTo(kept);
        LayerJacobian jacobian = new LayerJacobian(engine, weights, activations, symbolic);
        jacobian.at(t);
        for (int b = 0; b < batch; b++) {
            double[] x = input(t, b);
            Map<String, double[]> before = gates(t - 1, b);
            Map<String, double[]> gates = gates(t, b);
            Map<String, double[]> old = split(cell.states(), old(t, b));
            double[] point = join(kept.stream().map(old::get).toList());
            checkTerms(jacobian, t, b, free -> jacobian(() -> {
                Map<String, double[]> states = split(kept, point);
                Map<String, double[]> known = new HashMap<>(before);
                known.putAll(states);
                gone.forEach(s -> states.put(s, plain.right(s, x, known)));
                Map<String, double[]> now = plain.step(x, states, without(gates, free));
                return join(kept.stream().map(now::get).toList());
            }, point));
        }
    }

    /** {@code ∂s_t/∂x_t} is that of differences. */
    public void inputJacobianIsRight(int t) {
        LayerJacobian jacobian = new LayerJacobian(engine, weights, activations, SymbolicJacobian.input(cell));
        jacobian.at(t);
        for (int b = 0; b < batch; b++) {
            double[] actual = new double[size * inputs];
            jacobian.addTo(b, actual, inputs, 0, 0);
            double[] x = input(t, b);
            double[] old = old(t, b);
            assertDerivative("∂s/∂x", actual, jacobian(() -> step(x, old, Map.of()), x), magnitude(t, b));
        }
    }

    private interface WithFreeGates {
        /** The Jacobian where these gates vary and the others are held: the sum of all terms through subsets of them. */
        double[] jacobian(Set<String> free);
    }

    /** The term through exactly the gates S is {@code Σ_{R ⊆ S} (−1)^{|S|−|R|} J(R free)}. */
    private void checkTerms(LayerJacobian jacobian, int t, int b, WithFreeGates differences) {
        Map<Set<String>, double[]> known = new HashMap<>();
        double[] whole = new double[jacobian.rows() * jacobian.rows()];
        jacobian.addTo(b, whole);
        assertDerivative("J", whole, differences.jacobian(new HashSet<>(cell.gates())), magnitude(t, b));
        for (Term term : jacobian.symbolic().terms()) {
            double[] actual = new double[whole.length];
            jacobian.addTerm(term, b, actual);
            double[] byDifferences = new double[whole.length];
            List<String> gates = term.gates();
            for (int subset = 0; subset < 1 << gates.size(); subset++) {
                Set<String> free = new HashSet<>();
                for (int g = 0; g < gates.size(); g++) {
                    if ((subset >> g & 1) == 1) {
                        free.add(gates.get(g));
                    }
                }
                double[] part = known.computeIfAbsent(free, differences::jacobian);
                int sign = (gates.size() - free.size()) % 2 == 0 ? 1 : -1;
                for (int k = 0; k < part.length; k++) {
                    byDifferences[k] += sign * part[k];
                }
            }
            assertDerivative(term.name(), actual, byDifferences, (1 << gates.size()) * magnitude(t, b));
        }
    }

    private double[] jacobian(java.util.function.Supplier<double[]> f, double[] point) {
        return Differences.jacobian(() -> {
            plain.forgetKinks();
            return f.get();
        }, plain::sides, point);
    }

    /** Ten times the largest new state, or 10: what it was added up from is not much larger. */
    private double magnitude(int t, int b) {
        double largest = 1;
        for (String state : cell.states()) {
            largest = Math.max(largest, largest(row(activations.state(state), (t + 1) * batch + b, hidden)));
        }
        return 10 * largest;
    }

    private double[] step(double[] x, double[] old, Map<String, double[]> held) {
        Map<String, double[]> now = plain.step(x, split(cell.states(), old), held);
        return join(cell.states().stream().map(now::get).toList());
    }

    private double[] input(int t, int b) {
        return row(drawn.input, t * batch + b, inputs);
    }

    private double[] old(int t, int b) {
        return join(cell.states().stream().map(s -> row(activations.state(s), t * batch + b, hidden)).toList());
    }

    private Map<String, double[]> gates(int t, int b) {
        Map<String, double[]> gates = new LinkedHashMap<>();
        for (String gate : cell.gates()) {
            double[] values = activations.named(gate);
            gates.put(gate, row(values, t * batch + b, values.length / (steps * batch)));
        }
        return gates;
    }

    private double[] jacobianByAdjoints(int t, int b) {
        double[] out = new double[size * size];
        for (int i = 0; i < size; i++) {
            double[][] unit = new double[cell.states().size()][batch * hidden];
            unit[i / hidden][b * hidden + i % hidden] = 1;
            double[][] back = engine.adjoint(weights, activations, t, unit, null,
                    Interpreter.into(new Weights(engine.shape()), batch));
            for (int s = 0; s < back.length; s++) {
                System.arraycopy(back[s], b * hidden, out, i * size + s * hidden, hidden);
            }
        }
        return out;
    }

    private Map<String, double[]> split(List<String> names, double[] joint) {
        Map<String, double[]> parts = new HashMap<>();
        for (int s = 0; s < names.size(); s++) {
            parts.put(names.get(s), row(joint, s, hidden));
        }
        return parts;
    }

    private static Map<String, double[]> without(Map<String, double[]> gates, Set<String> free) {
        Map<String, double[]> held = new HashMap<>(gates);
        held.keySet().removeAll(free);
        return held;
    }

    private static double[] join(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] absolute(double[] a) {
        return Arrays.stream(a).map(Math::abs).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
