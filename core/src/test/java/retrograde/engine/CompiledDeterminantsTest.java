package retrograde.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.engine.CompiledOraclesTest.Network;
import retrograde.engine.Execution.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static retrograde.engine.CompiledOraclesTest.filled;

/**
 * O11 to O13 of the mathematics at every engine: step Jacobians of two units in matrix form, and the determinants whose
 * mean logarithm the exponents sum to, over 20 steps.
 *
 * <p>
 * A row of a Jacobian is the adjoint of the state before, for each state as the output; each step starts from what the
 * engine itself reached, so that no error is handed on.
 *
 * <p>
 * Tolerances: an entry is a sum of products, and wrong by {@link #ROUNDINGS} u times the sum of their sizes. In units of u,
 * with arguments {@code U h + b} of size 4 at most, gates from 0.05 to 0.95, |tanh| ≤ 0.95 and |c| ≤ 1.25, all of which the
 * test checks: an argument is wrong by 4 · 5 = 20. A gate s feels it at most onefold and has 8 of its own: 28; 1 − s feels
 * the 8 at most 19-fold: s(1 − s) is wrong by 20 + 8 + 152 = 180. 1 − g² feels the argument twofold and g's 8 as
 * {@code 17g²/(1 − g²)} ≤ 157: 200. c' is wrong by 100, so 1 − tanh² c' by 2 · 100 + 157 = 357. The longest product is that by
 * g and c' to h': 28 + 357 + 28 + 200 and some products. Where a factor can cancel, as g and c', its largest size counts. An
 * error E moves {@code ln|det J|} by {@code Σ |J⁻¹|ᵀ⊙|E|}, to first order; twice that is allowed.
 */
class CompiledDeterminantsTest {
    private static final double ROUNDINGS = 640;
    private static final int STEPS = 20;

    private final double[] first = {.4, -1, .8, .1};
    private final double[] second = {1, .3, -.5, .7};
    private final double[] turning = {2, -3, 2.5, 1};
    private final double[] candidate = {1.5, -2, 3, .5};

    /** A matrix by the formula and, entry by entry, the sum of the sizes of its products. */
    private static final class Formula {
        final int n;
        final double[] value;
        final double[] size;

        Formula(int n) {
            this.n = n;
            value = new double[n * n];
            size = new double[n * n];
        }

        /** Adds products to an entry of which parts cancel: {@code size ≥ |product|}. */
        void add(int row, int column, double product, double largest) {
            value[row * n + column] += product;
            size[row * n + column] += largest;
        }

        void add(int row, int column, double product) {
            add(row, column, product, Math.abs(product));
        }
    }

    /** The Jacobian's matrix form and its determinant's logarithm at old states {@code [states][2]}. */
    private interface Step {
        double write(double[][] old, Formula to);
    }

    private static double gate(double x) {
        double gate = 1 / (1 + Math.exp(-x));
        assertThat(gate).isBetween(.05, .95);
        return gate;
    }

    private static double apply(double[] matrix, double[] v, int row, double bias) {
        double sum = matrix[2 * row] * v[0] + matrix[2 * row + 1] * v[1] + bias;
        assertThat(Math.abs(sum)).isLessThan(4);
        return sum;
    }

    private static double logDet(double[] matrix, int n) {
        return Math.log(Math.abs(CommonOps_DDRM.det(new DMatrixRMaj(n, n, true, matrix.clone()))));
    }

    /** What the engine finds of a step: new states and Jacobian. */
    private static double[][] step(Kind kind, String[] states, String equations, Map<String, double[]> weights,
            double[][] old, double[] jacobian) {
        int n = 2 * states.length;
        double[][] reached = new double[states.length][];
        for (int s = 0; s < states.length; s++) {
            String cell = "cell step\nstate " + String.join(", ", states) + "\noutput " + states[s] + "\n" + equations;
            var found = new Network(cell, 2, weights, old).run(kind, 1, 2, new double[] {1, 0, 0, 1});
            reached[s] = Arrays.copyOf(found.outputs(), 2);
            for (int from = 0; from < states.length; from++) {
                for (int i = 0; i < 4; i++) {
                    jacobian[(2 * s + i / 2) * n + 2 * from + i % 2] = found.initial()[from][i];
                }
            }
        }
        return reached;
    }

    private static void check(Kind kind, String[] states, String equations, Map<String, double[]> weights,
            double[][] start, Step step) {
        int n = 2 * states.length;
        double[][] old = start;
        double sum = 0;
        double exact = 0;
        double error = 0;
        double u = CompiledOraclesTest.unit(kind);
        for (int t = 0; t < STEPS; t++) {
            for (double[] state : old) {
                // As the engine takes them; what it reached it takes as it is.
                Arrays.setAll(state, i -> kind == Kind.FLOAT32 ? (float) state[i] : state[i]);
            }
            Formula formula = new Formula(n);
            exact += step.write(old, formula);
            double[] found = new double[n * n];
            old = step(kind, states, equations, weights, old, found);
            assertThat(Arrays.stream(old).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow())
                    .isLessThan(1.25);
            for (int i = 0; i < n * n; i++) {
                assertThat(found[i]).as("step %d entry %d", t, i)
                        .isCloseTo(formula.value[i], within(ROUNDINGS * u * formula.size[i]));
            }
            sum += logDet(found, n);
            DMatrixRMaj inverse = new DMatrixRMaj(n, n, true, formula.value.clone());
            assertThat(CommonOps_DDRM.invert(inverse)).isTrue();
            double moved = 0;
            for (int i = 0; i < n * n; i++) {
                moved += Math.abs(inverse.get(i % n, i / n)) * ROUNDINGS * u * formula.size[i];
            }
            // To first order: the error must be small enough for its square not to count.
            assertThat(moved).isLessThan(.1);
            error += 2 * moved;
        }
        assertThat(sum / STEPS).isCloseTo(exact / STEPS, within(error / STEPS));
    }

    @ParameterizedTest
    @EnumSource
    void o11TheTanhNetwork(Kind kind) {
        double[] u = {1.2, -2.1, 1.9, .7};
        double[] b = {.3, -.1};
        check(kind, new String[] {"h"}, "h' = tanh(U h + b)\n", Map.of("U", scaled(u, .5), "b", b),
                new double[][] {{.3, -.2}}, (old, to) -> {
                    double logs = logDet(scaled(u, .5), 2);
                    for (int i = 0; i < 2; i++) {
                        double left = slope(Math.tanh(apply(scaled(u, .5), old[0], i, b[i])));
                        logs += Math.log(left);
                        for (int j = 0; j < 2; j++) {
                            to.add(i, j, left * u[2 * i + j] * .5);
                        }
                    }
                    return logs;
                });
    }

    @ParameterizedTest
    @EnumSource
    void o12TheLstm(Kind kind) {
        String equations = """
                f = sigmoid(U_f h + b_f)
                i = sigmoid(U_i h)
                o = sigmoid(U_o h)
                g = tanh(U_c h)
                c' = f * c + i * g
                h' = o * tanh(c')
                """;
        Map<String, double[]> weights = weights("U_f", first, "U_i", second, "U_o", turning, "U_c", candidate, "b_f",
                filled(2, 1));
        check(kind, new String[] {"h", "c"}, equations, weights, new double[][] {{.3, -.2}, {.1, .4}}, (old, to) -> {
            double logs = logDet(turning, 2);
            for (int i = 0; i < 2; i++) {
                double c = old[1][i];
                double f = gate(apply(first, old[0], i, 1));
                double in = gate(apply(second, old[0], i, 0));
                double o = gate(apply(turning, old[0], i, 0));
                double g = Math.tanh(apply(candidate, old[0], i, 0));
                double tanh = Math.tanh(f * c + in * g);
                double tanhSize = Math.abs(f * c) + in;
                double a = o * slope(tanh);
                logs += Math.log(f) + Math.log(Math.abs(tanh * o * (1 - o)));
                to.add(2 + i, 2 + i, f);
                to.add(i, 2 + i, a * f);
                for (int j = 0; j < 2; j++) {
                    int k = 2 * i + j;
                    double viaI = in * (1 - in) * second[k];
                    double rest = c * f * (1 - f) * first[k];
                    double viaG = in * slope(g) * candidate[k];
                    double size = Math.abs(rest) + Math.abs(viaI) + Math.abs(viaG);
                    double sum = rest + g * viaI + viaG;
                    to.add(2 + i, j, sum, size);
                    to.add(i, j, a * sum, a * size);
                    double viaO = o * (1 - o) * turning[k];
                    to.add(i, j, tanh * viaO, tanhSize * Math.abs(viaO));
                }
            }
            return logs;
        });
    }

    @ParameterizedTest
    @EnumSource
    void o13TheUnitWithTheResetLast(Kind kind) {
        String equations = """
                z = sigmoid(U_z h)
                r = sigmoid(U_r h)
                g = tanh(U_h h + b_h)
                c' = (1 - z) * c + z * g
                h' = r * c'
                """;
        // The bias keeps c away from 0, where the determinant is 0, too.
        double[] mild = scaled(candidate, .3);
        double[] bias = {.8, .6};
        check(kind, new String[] {"c", "h"}, equations, weights("U_z", first, "U_r", turning, "U_h", mild, "b_h", bias),
                new double[][] {{.2, .4}, {.3, -.2}}, (old, to) -> {
                    double logs = logDet(turning, 2);
                    for (int i = 0; i < 2; i++) {
                        double c = old[0][i];
                        double z = gate(apply(first, old[1], i, 0));
                        double r = gate(apply(turning, old[1], i, 0));
                        double g = Math.tanh(apply(mild, old[1], i, bias[i]));
                        double next = (1 - z) * c + z * g;
                        double nextSize = Math.abs((1 - z) * c) + z;
                        logs += Math.log(1 - z) + Math.log(Math.abs(next * r * (1 - r)));
                        to.add(i, i, 1 - z);
                        to.add(2 + i, i, r * (1 - z));
                        for (int j = 0; j < 2; j++) {
                            int k = 2 * i + j;
                            double viaZ = z * (1 - z) * first[k];
                            double viaG = z * slope(g) * mild[k];
                            double size = (1 + Math.abs(c)) * Math.abs(viaZ);
                            to.add(i, 2 + j, (g - c) * viaZ, size);
                            to.add(i, 2 + j, viaG);
                            to.add(2 + i, 2 + j, r * (g - c) * viaZ, r * size);
                            to.add(2 + i, 2 + j, r * viaG);
                            double viaR = r * (1 - r) * turning[k];
                            to.add(2 + i, 2 + j, next * viaR, nextSize * Math.abs(viaR));
                        }
                    }
                    return logs;
                });
    }

    /** 1 − v², of a tanh whose rounding it does not magnify too much. */
    private static double slope(double tanh) {
        assertThat(Math.abs(tanh)).isLessThan(.95);
        return 1 - tanh * tanh;
    }

    private static double[] scaled(double[] matrix, double by) {
        return Arrays.stream(matrix).map(v -> v * by).toArray();
    }

    private static Map<String, double[]> weights(Object... namesAndValues) {
        Map<String, double[]> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], (double[]) namesAndValues[i + 1]);
        }
        return map;
    }
}
