package retrograde.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.engine.LayerShape;
import retrograde.engine.NaiveCell;
import retrograde.engine.Weights;
import retrograde.equation.CellParser;
import retrograde.equation.TextPrinter;
import retrograde.sequence.Specimen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ZoneoutTest {
    private static final int STEPS = 7;
    private static final int BATCH = 2;
    private static final int HIDDEN = 3;

    private final RandomGenerator random = Seeds.generator(11, "zoneout");

    @Test
    void theCellAsItIsUsedIsTheMean() {
        assertThat(text(Map.of("h", 0.05, "c", 0.5))).contains("cell lstm_zoneout",
                "c_new = f * c + i * g\nc' = 0.5 * c + 0.5 * c_new\n",
                "h_new = o * tanh(c_new)\nh' = 0.05 * h + 0.95 * h_new\n");
        assertThat(text(Map.of("c", 0.5))).contains("h' = o * tanh(c_new)\n");
    }

    private static String text(Map<String, Double> zoneout) {
        return TextPrinter.print(Zoneout.used(Zoo.cell("lstm"), zoneout)).replaceAll(" +", " ");
    }

    /** What is trained, against one step of the plain cell after the other, of which masks take what they take. */
    @Test
    void whileItIsTrainedUnitsKeepTheirOldValue() {
        Map<String, Double> z = Map.of("h", 0.3, "c", 0.6);
        Architecture a = new ModelBuilder().layer("lstm", HIDDEN)
                .zoneout("h", 0.3)
                .zoneout("c", 0.6)
                .on(DataShape.numbers(2, 2));
        Model model = Initialisation.of(5).model(a);
        double[] x = new double[STEPS * BATCH * 2];
        Specimen.gaussian(x, 1, random);
        double[] y = new double[STEPS * BATCH * 2];
        boolean[] all = new boolean[STEPS * BATCH];
        Arrays.fill(all, true);
        Batch batch = new Batch(new Batch.Vectors(STEPS, BATCH, 2, x), new Batch.Values(STEPS, BATCH, 2, y, all));
        Noise noise = new Noise(3, "update 9");

        Weights plain = new Weights(new LayerShape(Zoo.cell("lstm"), HIDDEN, 2));
        plain.arrays().forEach((name, w) -> System.arraycopy(model.parameters().layer(0).get(name), 0, w, 0, w.length));
        NaiveCell cell = new NaiveCell(plain);
        Map<String, boolean[]> taken = new HashMap<>();
        z.forEach((s, p) -> taken.put(s, Mask.draw(STEPS * BATCH * HIDDEN, p, noise.at("zoneout 1/" + s))));
        double sum = 0;
        for (int b = 0; b < BATCH; b++) {
            Map<String, double[]> states = new HashMap<>(Map.of("h", new double[HIDDEN], "c", new double[HIDDEN]));
            for (int t = 0; t < STEPS; t++) {
                int row = t * BATCH + b;
                Map<String, double[]> next = cell.step(Arrays.copyOfRange(x, row * 2, row * 2 + 2), states, Map.of());
                for (String s : List.of("h", "c")) {
                    double[] to = Objects.requireNonNull(states.get(s)).clone();
                    for (int j = 0; j < HIDDEN; j++) {
                        if (Objects.requireNonNull(taken.get(s))[row * HIDDEN + j]) {
                            to[j] = Objects.requireNonNull(next.get(s))[j];
                        }
                    }
                    states.put(s, to);
                }
                for (int o = 0; o < 2; o++) {
                    double answer = model.parameters().readoutBias()[o];
                    for (int j = 0; j < HIDDEN; j++) {
                        answer += model.parameters().readoutWeights()[o * HIDDEN + j]
                                * Objects.requireNonNull(states.get("h"))[j];
                    }
                    sum += answer * answer;
                }
            }
        }
        // The mean square; some hundred roundings of numbers below 1.
        assertThat(model.gradient(batch, new Parameters(a), null, noise)).isCloseTo(sum / (STEPS * BATCH * 2),
                within(1e-14));
        assertThat(model.loss(batch)).isNotCloseTo(sum / (STEPS * BATCH * 2), within(1e-6));
    }

    @Test
    void whatIsNoStateOrTakesAnothersNameIsRefused() {
        assertThatThrownBy(() -> ModelParser.parse("layer lstm 4 zoneout=q:0.1", "my.model"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("my.model")
                .hasMessageContaining("zoneout q:0.1: q is no state of lstm; its states are h, c");
        var own = CellParser.parse("cell own\nstate h\nh_new = tanh(W x + U h + b)\nh' = h_new", "own");
        assertThatThrownBy(() -> new ModelBuilder().layer(own, 4).zoneout(0.1)).isInstanceOf(InputException.class)
                .hasMessage(
                        "zoneout needs the name h_new for the new value of h, and own has one of its own; give that "
                                + "another name");
        var keeps = CellParser.parse("cell keeps\nstate h\nkeep_h = sigmoid(W x + b)\nh' = keep_h * h", "keeps");
        assertThatThrownBy(() -> new ModelBuilder().layer(keeps, 4).zoneout(0.1)).isInstanceOf(InputException.class)
                .hasMessageContaining("zoneout needs the name keep_h for what is kept of h");
        assertThatThrownBy(() -> ModelParser.parse("layer lstm 4 zoneout=h:0.1,c", "my.model"))
                .hasMessageContaining("expected a probability for each state, as in zoneout=h:0.05,c:0.5");
        assertThatThrownBy(() -> ModelParser.parse("layer lstm 4 zoneout=1", "my.model"))
                .hasMessageContaining("zoneout 1.0: the probability must be at least 0 and below 1");
    }

    @Test
    void theFileAndTheBuilderSayTheSame() {
        Architecture file = ModelParser.parse("layer lstm 4 zoneout=h:0.05,c:0.5\nlayer gru 3 zoneout=0.1", "my.model")
                .on(DataShape.numbers(2, 1));
        assertThat(file).isEqualTo(new ModelBuilder().layer("lstm", 4)
                .zoneout("h", 0.05)
                .zoneout("c", 0.5)
                .layer("gru", 3)
                .zoneout(0.1)
                .on(DataShape.numbers(2, 1)));
        assertThat(file.drops()).isTrue();
        assertThat(file.layers().get(1).cell().name()).isEqualTo("gru_zoneout");
    }
}
