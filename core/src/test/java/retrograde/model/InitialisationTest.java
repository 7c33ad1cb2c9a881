// Long because every scheme is drawn from the same few models.
// Long because every distribution is tried by the same few ways of looking at what was drawn.
package retrograde.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.DistributionParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class InitialisationTest {
    private static final int HIDDEN = 40;
    private static final int INPUTS = 30;

    private static Architecture of(Cell cell, int hidden, int inputs, int depth) {
        List<LayerShape> layers = java.util.stream.IntStream.range(0, depth)
                .mapToObj(l -> new LayerShape(cell, hidden, l == 0 ? inputs : hidden))
                .toList();
        return new Architecture(layers, true, 6,
                new Objective(Objective.Kind.CROSS_ENTROPY, 6, Objective.LossSteps.LAST));
    }

    /** {@code name=distribution} settings as on the command line. */
    private static Initialisation with(String... settings) {
        Map<String, retrograde.equation.Distribution> parsed = new LinkedHashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            parsed.put(parts[0], DistributionParser.parse(parts[1]));
        }
        return new Initialisation(parsed, 7, path -> switch (path) {
            case "two.csv" -> new double[][] {{1, 2}, {3, 4}};
            case "ragged.csv" -> new double[][] {{1}, {2, 3}};
            case "column.csv" -> new double[][] {{5}, {6}};
            default -> throw new InputException(path + " is not there");
        });
    }

    private static Model lstm(String... settings) {
        return with(settings).model(of(Zoo.cell("lstm"), HIDDEN, INPUTS, 2));
    }

    private static double[] array(Model model, String name) {
        return Objects.requireNonNull(model.parameters().named().get(name), name);
    }

    private static void assertAll(Model model, String name, double value) {
        assertThat(array(model, name)).as(name).isNotEmpty().containsOnly(value);
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        Architecture a = of(Zoo.cell("lstm"), HIDDEN, INPUTS, 2);
        Map<String, double[]> first = Initialisation.of(3).model(a).parameters().named();
        Map<String, double[]> again = Initialisation.of(3).model(a).parameters().named();
        Map<String, double[]> other = Initialisation.of(4).model(a).parameters().named();
        assertThat(again.keySet()).containsExactlyElementsOf(first.keySet());
        first.forEach((name, values) -> {
            assertThat(again.get(name)).as(name).isEqualTo(values);
            if (!name.endsWith("b_f")) {
                assertThat(other.get(name)).as(name).isNotEqualTo(values);
            }
        });
    }

    @Test
    void aSettingForOneArrayLeavesTheOthersAsTheyWere() {
        Map<String, double[]> plain = lstm().parameters().named();
        Map<String, double[]> set = lstm("1/U_i=normal:0,2").parameters().named();
        plain.forEach((name, values) -> assertThat(Arrays.equals(set.get(name), values)).as(name)
                .isEqualTo(!name.equals("1/U_i")));
    }

    @Test
    void layersAndArraysAreDrawnIndependently() {
        Model model = lstm();
        assertThat(array(model, "1/U_f")).isNotEqualTo(array(model, "2/U_f")).isNotEqualTo(array(model, "1/U_i"));
    }

    @Test
    void whatNothingNamesIsUniformWithinOneOverRootH() {
        Model model = lstm();
        double bound = 1 / Math.sqrt(HIDDEN);
        for (String name : List.of("1/W_f", "1/U_o", "2/U_c", "2/b_i", "readout_W", "readout_b")) {
            assertUniform(array(model, name), -bound, bound);
        }
        assertMoments(array(model, "embedding"), 0, 1, 3);
        for (double[][] states : List.of(model.stack().initial(0), model.stack().initial(1))) {
            for (double[] state : states) {
                assertThat(state).hasSize(HIDDEN).containsOnly(0.0);
            }
        }
    }

    @Test
    void theFileBeatsTheDefaultAndTheCommandLineBeatsTheFile() {
        assertAll(lstm(), "2/b_f", 1);
        assertAll(lstm("b_f=3"), "1/b_f", 3);
        assertAll(lstm("b=4"), "1/b_f", 4);
        assertAll(lstm("*=.25"), "1/b_f", 0.25);
        assertAll(lstm("2/b_f=5"), "1/b_f", 1);
        assertAll(lstm("2/b_f=5"), "2/b_f", 5);
    }

    @Test
    void exactBeatsFamilyBeatsStarInAnyOrder() {
        for (String[] order : List.of(new String[] {"U_f=1", "U=2", "*=3"}, new String[] {"*=3", "U=2", "U_f=1"})) {
            Model model = lstm(order);
            assertAll(model, "1/U_f", 1);
            assertAll(model, "2/U_i", 2);
            assertAll(model, "2/W_f", 3);
            assertAll(model, "1/b_o", 3);
        }
        Model plain = with("U=2").model(of(Zoo.cell("rnn_tanh"), HIDDEN, INPUTS, 1));
        assertAll(plain, "1/U", 2);
    }

    @Test
    void aPrefixRestrictsToOneLayerAndBeatsTheSameNameWithout() {
        Model model = lstm("2/U=1", "U=2", "1/*=3", "U_o=4", "*=5");
        assertAll(model, "2/U_f", 1);
        assertAll(model, "1/U_f", 2);
        assertAll(model, "1/U_o", 4);
        assertAll(model, "2/U_o", 4);
        assertAll(model, "1/W_c", 3);
        assertAll(model, "2/W_c", 5);
    }

    @Test
    void starDoesNotReachStatesEmbeddingAndReadOut() {
        Model model = lstm("*=9");
        assertThat(model.stack().initial(0)[0]).containsOnly(0.0);
        assertMoments(array(model, "embedding"), 0, 1, 3);
        assertThat(Arrays.stream(array(model, "readout_W")).map(Math::abs).max().orElseThrow()).isLessThan(0.2);
    }

    @Test
    void statesEmbeddingAndReadOutAreSetByName() {
        Model model = lstm("c=.5", "2/h=-1", "embedding=2", "readout=3", "readout_b=4");
        assertThat(model.stack().initial(0)[0]).containsOnly(0.0);
        assertThat(model.stack().initial(0)[1]).containsOnly(0.5);
        assertThat(model.stack().initial(1)[0]).containsOnly(-1.0);
        assertThat(model.stack().initial(1)[1]).containsOnly(0.5);
        assertAll(model, "embedding", 2);
        assertAll(model, "readout_W", 3);
        assertAll(model, "readout_b", 4);
    }

    @Test
    void aCellsFileSetsStatesToo() {
        Cell cell = CellParser.parse("cell a\nstate h\nh' = tanh(W x + U h)\ninit h = .5\ninit * = 2\ninit U = 3\n",
                "a");
        Model model = Initialisation.of(1).model(of(cell, 3, 2, 1));
        assertThat(model.stack().initial(0)[0]).containsOnly(0.5);
        assertAll(model, "1/W", 2);
        assertAll(model, "1/U", 3);
    }

    @Test
    void normalUniformAndConstantAreWhatTheyAreCalled() {
        Model model = lstm("U_f=normal:2,.5", "U_i=uniform:-1,3", "U_o=const:7", "U_c=-.5");
        assertMoments(array(model, "1/U_f"), 2, 0.25, 3);
        assertUniform(array(model, "2/U_i"), -1, 3);
        assertAll(model, "1/U_o", 7);
        assertAll(model, "1/U_c", -0.5);
    }

    @ParameterizedTest
    @CsvSource({"40,40,1", "40,40,1.7", "40,9,1", "9,40,2"})
    void orthogonalMatricesAreOrthogonal(int rows, int columns, double gain) {
        Cell cell = CellParser.parse("cell a\nstate h\nh' = tanh(W x)\n", "a");
        Model model = with("W=orthogonal:" + gain).model(of(cell, rows, columns, 1));
        double[] w = array(model, "1/W");
        int n = Math.min(rows, columns);
        // Householder's Q is orthogonal to a few n roundings.
        double tolerance = 1e-14 * Math.max(rows, columns) * gain * gain;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double dot = 0;
                for (int k = 0; k < Math.max(rows, columns); k++) {
                    dot += rows >= columns ? w[k * columns + i] * w[k * columns + j]
                            : w[i * columns + k] * w[j * columns + k];
                }
                assertThat(dot).isCloseTo(i == j ? gain * gain : 0, within(tolerance));
            }
        }
        if (rows == columns) {
            // Uniform over orthogonal matrices: entries of mean 0 and variance gain²/n, not those of a fixed sign.
            assertMoments(w, 0, gain * gain / n, 3);
        }
    }

    @Test
    void identityHasItsScaleOnTheDiagonal() {
        double[] w = array(lstm("W=identity:.5"), "1/W_f");
        for (int k = 0; k < w.length; k++) {
            assertThat(w[k]).isEqualTo(k / INPUTS == k % INPUTS ? 0.5 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"xavier,U_f,80", "xavier,W_f,70", "keras,W_f,190"}) // Keras: I + 4H
    void glorotsBoundIsRootSixOverRowsAndColumns(String scheme, String name, int rowsAndColumns) {
        Model model = lstm("*=" + scheme);
        double bound = Math.sqrt(6.0 / rowsAndColumns);
        assertUniform(array(model, "1/" + name), -bound, bound);
        assertAll(model, "1/b_o", 0);
    }

    /** Keras's recurrent kernel {@code [H,4H]} has orthonormal rows; ours, one a gate, are its blocks transposed. */
    @Test
    void kerasDrawsTheRecurrentMatricesOfAllGatesAsOneOrthogonalMatrix() {
        Model model = lstm("*=keras");
        List<double[]> blocks = List.of(array(model, "2/U_f"), array(model, "2/U_i"), array(model, "2/U_o"),
                array(model, "2/U_c"));
        for (int i = 0; i < HIDDEN; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (double[] u : blocks) {
                    for (int k = 0; k < HIDDEN; k++) {
                        sum += u[k * HIDDEN + i] * u[k * HIDDEN + j];
                    }
                }
                assertThat(sum).isCloseTo(i == j ? 1 : 0, within(1e-14 * HIDDEN));
            }
        }
        blocks.forEach(u -> assertMoments(u, 0, 1.0 / (4 * HIDDEN), 3));
        // One gate alone is the same block.
        assertThat(array(lstm("U_o=keras"), "2/U_o")).containsExactly(array(model, "2/U_o"));
        double[] alone = array(with("U=keras").model(of(Zoo.cell("rnn_tanh"), HIDDEN, INPUTS, 1)), "1/U");
        assertThat(Arrays.stream(alone, 0, HIDDEN).map(v -> v * v).sum()).isCloseTo(1, within(1e-14 * HIDDEN));
    }

    @Test
    void kerasForgetsNothingAtFirstAndHasSmallEmbeddings() {
        Model model = lstm("*=keras", "embedding=keras", "readout=keras");
        assertAll(model, "1/b_f", 1);
        assertAll(model, "2/b_i", 0);
        assertAll(model, "readout_b", 0);
        assertUniform(array(model, "embedding"), -0.05, 0.05);
        double bound = Math.sqrt(6.0 / (HIDDEN + 6));
        assertUniform(array(model, "readout_W"), -bound, bound);
    }

    @Test
    void theOtherFormsOfXavierAndHe() {
        assertMoments(array(lstm("*=xavier-normal"), "1/W_f"), 0, 2.0 / (INPUTS + HIDDEN), 3);
        double bound = Math.sqrt(6.0 / HIDDEN);
        assertUniform(array(lstm("*=he-uniform"), "1/U_f"), -bound, bound);
        assertAll(lstm("*=he-uniform"), "1/b_c", 0);
    }

    @Test
    void heHasVarianceTwoOverColumns() {
        assertMoments(array(lstm("*=he"), "1/W_i"), 0, 2.0 / INPUTS, 3);
        assertMoments(array(lstm("*=he"), "1/U_i"), 0, 2.0 / HIDDEN, 3);
        assertAll(lstm("*=he"), "2/b_c", 0);
        assertUniform(array(lstm("U=pytorch"), "1/U_f"), -1 / Math.sqrt(HIDDEN), 1 / Math.sqrt(HIDDEN));
    }

    @Test
    void chronoGivesTheInputBiasTheNegativeOfTheForgetBias() {
        for (Model model : List.of(lstm("b_f=chrono:50"), lstm("b_f=chrono:50", "b_i=chrono:50"))) {
            double[] forget = array(model, "1/b_f");
            double[] input = array(model, "1/b_i");
            for (int j = 0; j < HIDDEN; j++) {
                assertThat(forget[j]).isBetween(0.0, StrictMath.log(49));
                assertThat(input[j]).isEqualTo(-forget[j]);
            }
            assertThat(array(model, "2/b_f")).isNotEqualTo(forget);
            assertUniform(Arrays.stream(forget).map(StrictMath::exp).toArray(), 1, 49);
        }
        assertAll(lstm("b_f=chrono:50", "b_i=3"), "1/b_i", 3);
    }

    @Test
    void chronoHasTheSignByWhichTheGateCarries() {
        for (String cell : List.of("gru", "gru_reset_last")) {
            double[] bias = array(with("b_z=chrono:50").model(of(Zoo.cell(cell), HIDDEN, INPUTS, 1)), "1/b_z");
            assertThat(Arrays.stream(bias).max().orElseThrow()).as(cell).isNegative();
        }
        double[] keeps = array(with("b_z=chrono:50").model(of(Zoo.cell("gru_reset_after"), HIDDEN, INPUTS, 1)),
                "1/b_z");
        assertThat(Arrays.stream(keeps).min().orElseThrow()).isPositive();
        // Named as an input gate, but what it lets in it takes from the state.
        for (String carries : List.of("i", "(1 - i)")) {
            Cell cell = CellParser.parse("cell a\nstate h\ni = sigmoid(W_i x + b_i)\nh' = " + carries + " * h + W x\n",
                    "a");
            double[] bias = array(with("b_i=chrono:50").model(of(cell, HIDDEN, INPUTS, 1)), "1/b_i");
            for (double b : bias) {
                assertThat(carries.equals("i") ? b : -b).isBetween(0.0, StrictMath.log(49));
            }
        }
    }

    /** Oracle O7: E f^T_max at T_max = 200, f the constant forget gate. */
    @Test
    void chronoRemembersForTheTimeItIsGiven() {
        Cell cell = CellParser.parse("cell a\nstate h\nf = sigmoid(b_f)\nh' = f * h + W x\n", "a");
        int units = 100_000;
        double[] bias = array(with("b_f=chrono:200").model(of(cell, units, 1, 1)), "1/b_f");
        double[] kept = Arrays.stream(bias).map(b -> StrictMath.pow(1 / (1 + StrictMath.exp(-b)), 200)).toArray();
        double mean = Arrays.stream(kept).sum() / units;
        double variance = Arrays.stream(kept).map(v -> (v - mean) * (v - mean)).sum() / (units - 1);
        assertThat(mean).isCloseTo(0.14906609, within(4 * Math.sqrt(variance / units)));
        assertThat(Math.sqrt(variance / units)).isLessThan(1e-3);
    }

    @Test
    void valuesAndFilesAreTakenRowByRow() {
        Cell cell = CellParser.parse("cell a\nstate h\nh' = tanh(W x + U h + b)\n", "a");
        Model model = with("U=values:.9,10;0,.8", "W=file:two.csv", "b=file:column.csv", "h=values:7,8")
                .model(of(cell, 2, 2, 1));
        assertThat(array(model, "1/U")).containsExactly(.9, 10, 0, .8);
        assertThat(array(model, "1/W")).containsExactly(1, 2, 3, 4);
        assertThat(array(model, "1/b")).containsExactly(5, 6);
        assertThat(model.stack().initial(0)[0]).containsExactly(7, 8);
    }

    @Test
    void wrongShapesSayWhatIsGivenAndWhatIsExpected() {
        Architecture small = of(CellParser.parse("cell a\nstate h\nh' = tanh(W x + U h + b)\n", "a"), 2, 3, 1);
        assertThatThrownBy(() -> with("U=values:1,2,3").model(small)).isInstanceOf(InputException.class)
                .hasMessage("--init U=values gives 1 row(s) of 3, but U is [2,2]; separate entries by commas and rows "
                        + "by semicolons");
        assertThatThrownBy(() -> with("b=values:1,2,3").model(small)).isInstanceOf(InputException.class)
                .hasMessageContaining("gives 1 row(s) of 3, but b is a vector of 2");
        assertThatThrownBy(() -> with("W=file:two.csv").model(small)).isInstanceOf(InputException.class)
                .hasMessageContaining("--init W=file two.csv gives 2 row(s) of 2, but W is [2,3]");
        assertThatThrownBy(() -> with("b=file:ragged.csv").model(small)).isInstanceOf(InputException.class)
                .hasMessageContaining("but b is a vector of 2");
        assertThatThrownBy(() -> with("b=file:nowhere.csv").model(small)).isInstanceOf(InputException.class)
                .hasMessage("nowhere.csv is not there");
    }

    @ParameterizedTest
    @CsvSource({"b=orthogonal,orthogonal", "h=identity,identity", "readout_b=orthogonal,orthogonal"})
    void whatIsForMatricesIsRefusedForVectors(String setting, String what) {
        Architecture small = of(Zoo.cell("rnn_tanh"), 2, 3, 1);
        String name = setting.substring(0, setting.indexOf('='));
        assertThatThrownBy(() -> with(setting).model(small)).isInstanceOf(InputException.class)
                .hasMessage("--init " + name + "=" + what + ": " + name + " is a vector, and " + what
                        + " is for matrices; use a number, normal:mean,std or uniform:lo,hi");
    }

    @Test
    void chronoIsForBiases() {
        for (String setting : List.of("U_f=chrono:9", "h=chrono:9")) {
            assertThatThrownBy(() -> lstm(setting)).isInstanceOf(InputException.class)
                    .hasMessageContaining("chrono is for gate biases such as b_f");
        }
    }

    @ParameterizedTest
    @CsvSource({"V", "U_g", "3/U", "2/x", "0/U", "readout_V", "2/embedding", "H"})
    void aNameThatMatchesNothingIsRefusedWithTheNamesThereAre(String name) {
        assertThatThrownBy(() -> lstm(name + "=1")).isInstanceOf(InputException.class)
                .hasMessage("--init " + name + " names no parameter and no state; there are W_f, U_f, b_f, W_i, U_i, "
                        + "b_i, W_o, U_o, b_o, W_c, U_c, b_c, h, c, embedding, readout_W, readout_b, families such as "
                        + "W, * for all, and 2/NAME for one layer of 2");
    }

    @Test
    void withoutSymbolsOrReadOutTheirNamesMatchNothing() {
        Architecture bare = new Architecture(List.of(new LayerShape(Zoo.cell("rnn_tanh"), 3, 2)), false, 2,
                new Objective(Objective.Kind.PROJECTION, 0, Objective.LossSteps.LAST));
        for (String name : List.of("embedding", "readout", "readout_W")) {
            assertThatThrownBy(() -> with(name + "=1").model(bare)).isInstanceOf(InputException.class)
                    .hasMessageContaining("--init " + name + " names no parameter and no state; there are W, U, b, h,");
        }
    }

    @Test
    void filesNeedAReader() {
        Initialisation plain = new Initialisation(Map.of("U", DistributionParser.parse("file:a.csv")), 1,
                Initialisation.of(1).files());
        assertThatThrownBy(() -> plain.model(of(Zoo.cell("rnn_tanh"), 2, 3, 1))).isInstanceOf(InputException.class)
                .hasMessageContaining("file:a.csv");
    }

    /** Oracle O21: RNN H²+HI+H, GRU three and LSTM four of them, reset after the matrix H more. */
    @ParameterizedTest
    @CsvSource({"rnn_tanh,1,0", "rnn_relu,1,0", "rnn_sigmoid,1,0", "lstm,4,0", "gru,3,0", "gru_merged,2,0",
            "gru_reset_last,3,0", "gru_reset_after,3,1"})
    void parametersAreAsManyAsTheFormulasSay(String name, int blocks, int further) {
        long h = 7;
        long i = 5;
        long count = blocks * (h * h + h * i + h) + further * h;
        Architecture one = of(Zoo.cell(name), (int) h, (int) i, 1);
        assertThat(one.layers().get(0).parameterCount()).isEqualTo(count);
        assertThat(one.parameterCount()).isEqualTo(count + 6 * i + 6 * h + 6);
        long entries = Initialisation.of(1)
                .model(one)
                .parameters()
                .named()
                .values()
                .stream()
                .mapToLong(a -> a.length)
                .sum();
        assertThat(entries).isEqualTo(one.parameterCount());
    }

    /** Within the bounds, and mean and variance as a uniform draw's. */
    private static void assertUniform(double[] values, double low, double high) {
        assertThat(Arrays.stream(values).allMatch(v -> v >= low && v < high)).isTrue();
        assertMoments(values, (low + high) / 2, (high - low) * (high - low) / 12, 1.8);
    }

    /** Mean and variance within 4 standard errors of their estimates. */
    private static void assertMoments(double[] values, double mean, double variance, double kurtosis) {
        int n = values.length;
        double m = Arrays.stream(values).sum() / n;
        double v = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / n;
        assertThat(m).isCloseTo(mean, within(4 * Math.sqrt(variance / n)));
        assertThat(v).isCloseTo(variance, within(4 * variance * Math.sqrt((kurtosis - 1) / n)));
    }
}
