package retrograde.cli;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FlowCommandTest {

    @Test
    void documentHoldsEveryQuantityUnderItsName() {
        JsonNode document = CommandRun.json("flow", "--cell", "lstm", "--hidden", "3", "--task", "adding", "--steps",
                "20", "--window", "120", "--json");
        assertThat(document.propertyNames()).contains("cell", "hidden", "steps", "dtype", "window", "quantities",
                "nonFinite", "verdict");
        assertThat(document.get("cell").asString()).isEqualTo("lstm");
        assertThat(document.get("hidden").asInt()).isEqualTo(3);
        assertThat(document.get("steps").asInt()).isEqualTo(20);
        assertThat(document.get("dtype").asString()).isEqualTo("float64");
        assertThat(document.get("window").asInt()).isEqualTo(120);
        assertThat(document.get("nonFinite")).isEmpty();
        assertThat(document.get("verdict").propertyNames()).containsExactly("state", "why");
        JsonNode quantities = document.get("quantities");
        assertThat(quantities.propertyNames()).contains("lyapunov", "gradientByLag", "reach", "horizon", "terms",
                "ablation", "viewGap", "productSpectrum", "units");

        JsonNode lyapunov = quantities.get("lyapunov");
        assertThat(lyapunov.get("values")).hasSize(6);
        assertThat(lyapunov.get("errors")).hasSize(6);
        assertThat(lyapunov.has("dKY")).isTrue();
        assertThat(lyapunov.get("sumRule").propertyNames()).contains("sum", "logDet", "holds");

        JsonNode byLag = quantities.get("gradientByLag");
        assertThat(byLag.propertyNames()).contains("lag", "logNorm", "logError", "share", "cosine", "rest");
        for (String array : List.of("logNorm", "logError", "share", "cosine", "rest")) {
            assertThat(byLag.get(array)).as(array).hasSameSizeAs(byLag.get("lag"));
        }
        assertThat(byLag.get("share").valueStream().mapToDouble(JsonNode::asDouble).sum()).isCloseTo(1, within(1e-12));
        assertThat(byLag.at("/logNorm/0").isNull()).as("nothing is carried over lag 0").isTrue();

        assertThat(quantities.get("reach").propertyNames()).contains("k50", "k90", "k99", "error", "censored",
                "window");
        assertThat(quantities.get("terms").valueStream().map(t -> t.get("name").asString())).containsExactly("main",
                "via f", "via i", "via o", "via g");
        for (JsonNode term : quantities.get("terms")) {
            assertThat(term.propertyNames()).contains("layer", "view", "name", "share", "shareError", "norm",
                    "gateFactors", "bound", "unitBound");
            assertThat(term.get("view").asString()).isEqualTo("full");
        }
        assertThat(quantities.at("/terms/1/bound").isNull()).as("via f is unbounded in c").isTrue();
        JsonNode spectrum = quantities.get("productSpectrum");
        assertThat(spectrum.get("lag").valueStream().map(JsonNode::asInt)).containsExactly(1, 2, 5, 10, 20, 50, 100,
                120);
        assertThat(spectrum.get("logSingularValues")).hasSize(8).allSatisfy(v -> assertThat(v).hasSize(6));
        assertThat(spectrum.get("effectiveRank")).hasSize(8)
                .allSatisfy(rank -> assertThat(rank.asDouble()).isBetween(1 - 1e-12, 6 + 1e-12));
    }

    @Test
    void numbersAreNotRounded() {
        CommandRun run = CommandRun.of("flow", "--hidden", "2", "--data", "noise:1", "--quantities", "lyapunov",
                "--json");
        double value = run.document().at("/quantities/lyapunov/values/0").asDouble();
        assertThat(run.out()).contains(Double.toString(value));
        assertThat(Double.toString(value)).hasSizeGreaterThan(15);
    }

    @Test
    void onlyTheQuantitiesAskedForAreMeasured() {
        JsonNode document = CommandRun.json("flow", "--hidden", "2", "--data", "zero", "--quantities", "terms, units",
                "--json");
        assertThat(Set.copyOf(document.get("quantities").propertyNames())).contains("terms", "units")
                .doesNotContain("lyapunov", "reach", "horizon", "gradientByLag", "productSpectrum", "viewGap");
        assertThat(document.at("/verdict/state").isNull()).as("nothing to judge by").isTrue();
        assertThat(document.at("/verdict/why").asString()).contains("not measured");
    }

    @Test
    void articlesViewIsMeasuredWhereThereIsOneAndSaidToBeTheFullOneElsewhere() {
        CommandRun lstm = CommandRun.of("flow", "--hidden", "2", "--data", "noise:1", "--view", "article",
                "--quantities", "terms", "--json");
        assertThat(lstm.err()).isEmpty();
        assertThat(lstm.document().at("/quantities/terms").valueStream().map(t -> t.get("name").asString()))
                .containsExactly("main", "via f", "via i", "via g");
        CommandRun gru = CommandRun.of("flow", "--cell", "gru", "--hidden", "2", "--data", "noise:1", "--view",
                "article", "--quantities", "terms", "--json");
        assertThat(gru.status()).isZero();
        assertThat(gru.err()).isEqualTo("retrograde: no state of gru is a function of others and gates only: the "
                + "article's view is the full one" + System.lineSeparator());
        assertThat(gru.document().at("/quantities/terms")).hasSize(4);
    }

    @Test
    void windowTooShortForALyapunovSpectrumIsSaid() {
        CommandRun.of("flow", "--hidden", "2", "--data", "zero", "--steps", "50", "--quantities", "lyapunov")
                .assertRefused(
                        "a Lyapunov spectrum needs more than 101 steps, and there are 50; choose a longer --steps");
        CommandRun left = CommandRun.of("flow", "--hidden", "2", "--data", "zero", "--steps", "50", "--json");
        assertThat(left.status()).isZero();
        assertThat(left.err()).contains("a Lyapunov spectrum needs more than 101 steps");
        assertThat(left.document().get("quantities").has("lyapunov")).isFalse();
    }

    @Test
    void seedsRepeatAMeasurement() {
        String[] arguments = {"flow", "--cell", "gru", "--hidden", "3", "--data", "noise:1", "--json", "--seed", "7"};
        assertThat(CommandRun.of(arguments).out()).isEqualTo(CommandRun.of(arguments).out());
        arguments[arguments.length - 1] = "8";
        assertThat(CommandRun.of(arguments).out()).isNotEqualTo(
                CommandRun.of("flow", "--cell", "gru", "--hidden", "3", "--data", "noise:1", "--json", "--seed", "7")
                        .out());
    }

    @Test
    void soManyPairsAreFollowedAsAreAskedFor() {
        String[] small = {"flow", "--cell", "gru", "--hidden", "3", "--task", "adding", "--steps", "12", "--quantities",
                "reach", "--pairs"};
        assertThat(CommandRun.json(with(small, "37", "--json")).at("/quantities/reach/pairs").asInt()).isEqualTo(32);
        CommandRun few = CommandRun.of(with(small, "8"));
        assertThat(few.status()).isEqualTo(2);
        assertThat(few.err()).contains("--pairs is 8: errors are estimated from at least 16");
    }

    private static String[] with(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    @Test
    void threadsDoNotChangeAFigure() {
        String[] arguments = {"flow", "--hidden", "3", "--task", "adding", "--steps", "30", "--json", "--threads", "1"};
        String one = CommandRun.of(arguments).out();
        for (String threads : new String[] {"2", "3"}) {
            arguments[arguments.length - 1] = threads;
            assertThat(CommandRun.of(arguments).out()).as("%s threads", threads).isEqualTo(one);
        }
    }

    @Test
    void exponentsOfManyStepsAreThoseOfTheSameStepsAmongOtherQuantities() {
        String[] arguments = {"flow", "--hidden", "2", "--data", "noise:1", "--window", "20000", "--batch", "2",
                "--exponents", "2", "--json", "--quantities", "lyapunov"};
        JsonNode alone = CommandRun.json(arguments).at("/quantities/lyapunov");
        arguments[arguments.length - 1] = "lyapunov,units";
        assertThat(alone.get("values")).hasSize(2);
        assertThat(CommandRun.json(arguments).at("/quantities/lyapunov")).isEqualTo(alone);
    }

    @Test
    void textBeginsWithTheModelAndTheVerdict() {
        CommandRun run = CommandRun.of("flow", "--cell", "gru", "--hidden", "4", "--task", "adding", "--steps", "20",
                "--window", "150");
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().toList()).satisfies(lines -> {
            assertThat(lines.get(0)).isEqualTo("gru, 4 hidden units, 1 layer, on adding (steps 20, window 150)");
            assertThat(lines.get(1)).startsWith("verdict    vanishing: λ₁ = -");
        })
                .anySatisfy(l -> assertThat(l).startsWith("reach      K_50 "))
                .anySatisfy(l -> assertThat(l).contains("sum rule holds: Σλ = "));
        assertThat(run.out()).doesNotContain("NaN");
    }

    @Test
    void valuesThatAreNotFiniteAreListedWithStepLayerAndVariable() {
        JsonNode document = CommandRun.json("flow", "--cell", "rnn_relu", "--hidden", "2", "--data", "zero", "--steps",
                "2000", "--init", "U=identity:3", "--init", "h=1", "--json");
        assertThat(document.at("/verdict/state").asString()).isEqualTo("exploding");
        JsonNode first = document.at("/nonFinite/0");
        // 3^k overflows a double at k = 647; steps count from 0.
        assertThat(first.get("step").asInt()).isBetween(645, 647);
        assertThat(first.get("layer").asInt()).isEqualTo(1);
        assertThat(first.get("variable").asString()).isEqualTo("h");
        assertThat(first.get("value").asString()).isEqualTo("Infinity");
    }

    @Test
    void theTextNamesTheEffectiveRankAtRoundLagsAndTheLast() {
        CommandRun run = CommandRun.of("flow", "--cell", "rnn_tanh", "--hidden", "3", "--data", "zero", "--steps",
                "120", "--init", "U=identity:0.9", "--init", "b=0", "--quantities", "productSpectrum");
        assertThat(run.out()).contains("rank       effective, of ∂s_t/∂s_{t−k}: 3.0 at lag 1, 3.0 at lag 10, "
                + "3.0 at lag 100, 3.0 at lag 120, of 3");
    }
}
