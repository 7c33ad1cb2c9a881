package retrograde.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.AddingProblem;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.equation.Distribution;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.train.ParameterClipping.Bound;
import retrograde.train.ParameterClipping.Interval;
import retrograde.train.ParameterClipping.Orthogonal;
import retrograde.train.ParameterClipping.Spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ParameterClippingTest {
    private static final Architecture TWO_LAYERS = new Architecture(
            List.of(new LayerShape(Zoo.cell("lstm"), 5, 3), new LayerShape(Zoo.cell("rnn_tanh"), 5, 5)), false, 3,
            new Objective(Objective.Kind.SQUARED_ERROR, 2, Objective.LossSteps.LAST));

    private static Parameters drawn(double size) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        Parameters parameters = new Parameters(TWO_LAYERS);
        for (double[] array : parameters.named().values()) {
            for (int i = 0; i < array.length; i++) {
                array[i] = size * random.nextGaussian();
            }
        }
        return parameters;
    }

    private static double[] array(Parameters parameters, String name) {
        return Objects.requireNonNull(parameters.named().get(name));
    }

    private static void apply(Parameters parameters, Bound... bounds) {
        new ParameterClipping(TWO_LAYERS, List.of(bounds)).apply(parameters);
    }

    private static double[] singularValues(double[] m, int rows, int columns) {
        var svd = DecompositionFactory_DDRM.svd(rows, columns, false, false, true);
        assertThat(svd.decompose(new DMatrixRMaj(rows, columns, true, m.clone()))).isTrue();
        double[] values = svd.getSingularValues();
        Arrays.sort(values);
        return values;
    }

    @Test
    void entriesBeyondTheIntervalGoToItsNearerEndAndNothingElseMoves() {
        Parameters before = drawn(2);
        Parameters after = before.copy();
        apply(after, new Interval("U", -1, 0.5));
        before.named().forEach((name, values) -> {
            double[] moved = array(after, name);
            boolean bounded = name.startsWith("1/U_") || name.equals("2/U");
            for (int i = 0; i < values.length; i++) {
                assertThat(moved[i]).as(name).isEqualTo(bounded ? Math.max(-1, Math.min(0.5, values[i])) : values[i]);
            }
        });
    }

    @Test
    void namesMeanAParameterAFamilyOrOneLayers() {
        Parameters before = drawn(2);
        Parameters after = before.copy();
        apply(after, new Interval("b_f", 3, 3), new Interval("2/b", 4, 4), new Interval("readout_W", 5, 5));
        before.named().forEach((name, values) -> {
            switch (name) {
                case "1/b_f" -> assertThat(array(after, name)).containsOnly(3);
                case "2/b" -> assertThat(array(after, name)).containsOnly(4);
                case "readout_W" -> assertThat(array(after, name)).containsOnly(5);
                default -> assertThat(array(after, name)).as(name).isEqualTo(values);
            }
        });
    }

    /** The nearest matrix within the bound has the same singular vectors and the values cut off. */
    @Test
    void singularValuesBeyondTheBoundAreCutOffAndTheOthersStay() {
        for (String name : List.of("2/U", "1/W_f", "readout_W")) {
            int columns = name.equals("1/W_f") ? 3 : 5;
            Parameters parameters = drawn(1);
            double[] m = array(parameters, name);
            double[] before = singularValues(m, m.length / columns, columns);
            double bound = before[before.length - 1] * 0.6;
            apply(parameters, new Spectral(name, bound));
            double[] after = singularValues(m, m.length / columns, columns);
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).as(name).isCloseTo(Math.min(before[i], bound), within(1e-13));
            }
        }
    }

    @Test
    void aMatrixWithinItsBoundKeepsItsBits() {
        Parameters before = drawn(1);
        Parameters after = before.copy();
        double[] values = singularValues(array(before, "2/U"), 5, 5);
        apply(after, new Spectral("2/U", values[values.length - 1] * 1.001), new Interval("W", -1e3, 1e3));
        before.named().forEach((name, v) -> assertThat(array(after, name)).isEqualTo(v));
    }

    private static double distance(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }

    private static double fromOrthogonal(double[] m, int n) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += m[i * n + k] * m[j * n + k];
                }
                largest = Math.max(largest, Math.abs(sum - (i == j ? 1 : 0)));
            }
        }
        return largest;
    }

    /** No orthogonal matrix is nearer: neither one drawn at random nor one beside the one found. */
    @Test
    void theOrthogonalMatrixFoundIsTheNearest() {
        Parameters parameters = drawn(1);
        double[] u = array(parameters, "2/U");
        double[] given = u.clone();
        apply(parameters, new Orthogonal("2/U"));
        // Rounding of a product of 5 by 5 matrices.
        assertThat(fromOrthogonal(u, 5)).isLessThan(1e-14);
        double found = distance(given, u);
        double nearestOther = Double.POSITIVE_INFINITY;
        Architecture one = new Architecture(List.of(new LayerShape(Zoo.cell("rnn_tanh"), 5, 5)), false, 5,
                new Objective(Objective.Kind.SQUARED_ERROR, 2, Objective.LossSteps.LAST));
        var orthogonal = Map.<String, Distribution>of("U", new Distribution.Orthogonal(1));
        for (int seed = 0; seed < 300; seed++) {
            double[] other = new Initialisation(orthogonal, seed, _ -> new double[0][]).model(one)
                    .parameters()
                    .layer(0)
                    .get("U");
            nearestOther = Math.min(nearestOther, distance(given, other));
            // A small turn of the one found, in the plane of two axes.
            double[] turned = u.clone();
            int i = seed % 5;
            int j = (i + 1 + seed / 5 % 4) % 5;
            double angle = 1e-3 * (seed % 2 == 0 ? 1 : -1);
            for (int k = 0; k < 5; k++) {
                turned[i * 5 + k] = StrictMath.cos(angle) * u[i * 5 + k] - StrictMath.sin(angle) * u[j * 5 + k];
                turned[j * 5 + k] = StrictMath.sin(angle) * u[i * 5 + k] + StrictMath.cos(angle) * u[j * 5 + k];
            }
            assertThat(distance(given, turned)).isGreaterThan(found);
        }
        assertThat(nearestOther).isGreaterThan(found);
    }

    @Test
    void whatIsOrthogonalKeepsItsBitsAtAnySize() {
        int n = 120;
        Architecture large = new Architecture(List.of(new LayerShape(Zoo.cell("rnn_tanh"), n, 1)), false, 1,
                new Objective(Objective.Kind.SQUARED_ERROR, 1, Objective.LossSteps.LAST));
        Parameters parameters = Initialisation.of(1).model(large).parameters();
        double[] u = parameters.layer(0).get("U");
        ParameterClipping clipping = new ParameterClipping(large, List.of(new Orthogonal("U")));
        clipping.apply(parameters);
        assertThat(fromOrthogonal(u, n)).isLessThan(1e-13);
        double[] once = u.clone();
        clipping.apply(parameters);
        assertThat(u).containsExactly(once);
    }

    /** So a run that is resumed, and brought within its bounds once more, goes on as if it had not stopped. */
    @Test
    void whatIsWithinItsBoundsKeepsItsBits() {
        Architecture large = new Architecture(List.of(new LayerShape(Zoo.cell("rnn_tanh"), 20, 1)), false, 1,
                new Objective(Objective.Kind.SQUARED_ERROR, 1, Objective.LossSteps.LAST));
        ParameterClipping clipping = new ParameterClipping(large, List.of(new Spectral("U", 0.5)));
        for (int seed = 0; seed < 20; seed++) {
            Parameters parameters = Initialisation.of(seed).model(large).parameters();
            clipping.apply(parameters);
            double[] once = parameters.layer(0).get("U").clone();
            assertThat(singularValues(once, 20, 20)[19]).isCloseTo(0.5, within(1e-14));
            clipping.apply(parameters);
            assertThat(parameters.layer(0).get("U")).containsExactly(once);
        }
    }

    /** A matrix of rank 1 has many nearest orthogonal matrices; one of them is found. */
    @Test
    void aSingularMatrixBecomesOrthogonalToo() {
        Parameters parameters = new Parameters(TWO_LAYERS);
        array(parameters, "2/U")[7] = 3;
        apply(parameters, new Orthogonal("U"));
        assertThat(fromOrthogonal(array(parameters, "2/U"), 5)).isLessThan(1e-14);
        assertThat(array(parameters, "2/U")[7]).isCloseTo(1, within(1e-14));
        assertThat(fromOrthogonal(array(parameters, "1/U_f"), 5)).isLessThan(1e-14);
    }

    @Test
    void onlySquareMatricesCanBeOrthogonal() {
        assertThatThrownBy(() -> apply(drawn(1), new Orthogonal("W_f"))).isInstanceOf(InputException.class)
                .hasMessage("--clip-orthogonal W_f: 1/W_f is [5,3]; only a square matrix can be orthogonal. Name "
                        + "recurrent matrices, for example --clip-orthogonal U");
        assertThatThrownBy(() -> apply(drawn(1), new Orthogonal("b_f"))).isInstanceOf(InputException.class)
                .hasMessageContaining("is [1,5]; only a square matrix");
    }

    @Test
    void whatIsNotFiniteStaysAsItIs() {
        Parameters parameters = drawn(1);
        array(parameters, "2/U")[3] = Double.NaN;
        apply(parameters, new Spectral("U", 0.1), new Orthogonal("U"), new Interval("U", -1, 1));
        assertThat(array(parameters, "2/U")[3]).isNaN();
    }

    @Test
    void trainingStaysWithinTheBoundsFromTheStart() {
        AddingProblem adding = new AddingProblem();
        Model model = Initialisation.of(1).model(Architecture.of(Zoo.cell("rnn_tanh"), adding, 6, 1, 1, Map.of()));
        Trainer trainer = new Trainer(model, adding, new Trainer.TrainingPlan(8, 4, 0.5, Clipping.none(), 1),
                new Adam(model.architecture()));
        trainer.clipParameters(new ParameterClipping(model.architecture(),
                List.of(new Spectral("U", 0.3), new Interval("W", -0.1, 0.1))));
        for (int u = 0; u <= 5; u++) {
            // What counts as rounding, and that of a sum of six products of size 0.3.
            assertThat(singularValues(model.parameters().layer(0).get("U"), 6, 6)[5])
                    .isLessThan(0.3 * (1 + 1e-12) + 1e-14);
            assertThat(Arrays.stream(model.parameters().layer(0).get("W"))).allMatch(v -> Math.abs(v) <= 0.1);
            assertThat(trainer.step().finite()).isTrue();
        }
    }

    @Test
    void wrongBoundsAreRefused() {
        assertThatThrownBy(() -> apply(drawn(1), new Interval("V", -1, 1))).isInstanceOf(InputException.class)
                .hasMessageStartingWith("--clip-params V names no parameter; there are W_f, U_f, b_f")
                .hasMessageEndingWith("readout_W, readout_b, families such as W, and 2/NAME for one layer");
        assertThatThrownBy(() -> apply(drawn(1), new Spectral("3/U", 1))).isInstanceOf(InputException.class)
                .hasMessageStartingWith("--clip-spectral 3/U names no parameter");
        assertThatThrownBy(() -> apply(drawn(1), new Spectral("b_f", 1))).isInstanceOf(InputException.class)
                .hasMessage("--clip-spectral b_f: 1/b_f is a vector; a spectral norm is a matrix's. Bound its entries "
                        + "with --clip-params b_f=-1,1");
        assertThatThrownBy(() -> new Interval("U", 1, -1)).isInstanceOf(InputException.class)
                .hasMessage("--clip-params U=1.0,-1.0 is no interval; write the lower end first, for example "
                        + "--clip-params U=-1,1");
        assertThatThrownBy(() -> new Interval("U", Double.NaN, 1)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Spectral("U", 0)).isInstanceOf(InputException.class)
                .hasMessage("--clip-spectral U=0.0: the largest singular value allowed must be above 0, for example "
                        + "--clip-spectral U=1");
    }
}
