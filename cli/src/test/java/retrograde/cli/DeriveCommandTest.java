package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DeriveCommandTest {

    @TempDir
    private Path folder = Path.of("");

    /** ¼ · sup|c(1 − tanh²c)|, ¼ · sup|c σ′(c)|, and the first again: the scale of c cancels. */
    @ParameterizedTest
    @CsvSource({"tanh(c'),0.111935801173576", "sigmoid(c'),0.055967900586788", "tanh(2*c'),0.111935801173576"})
    void theArticlesConstantComesOutOfTheEquations(String squashed, double unitBound) throws IOException {
        Path file = Files.writeString(folder.resolve("自己 own.cell"), Zoo.text("lstm").replace("tanh(c')", squashed));
        JsonNode document = json(CommandRun.of("derive", file.toString(), "--view", "article", "--json"));
        JsonNode viaF = document.get("terms").get(1);
        assertThat(viaF.get("name").asString()).isEqualTo("via f");
        assertThat(viaF.get("layer").asInt()).isEqualTo(1);
        assertThat(viaF.get("view").asString()).isEqualTo("article");
        assertThat(viaF.get("gateFactors").asInt()).isEqualTo(4);
        assertThat(viaF.get("unitBound").asDouble()).isCloseTo(unitBound, within(1e-15));
    }

    @Test
    void articleViewOfTheLstmAsText() {
        CommandRun run = CommandRun.of("derive", "lstm", "--view", "article");
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("  W_f [H,I]   U_f [H,H]   b_f [H]   W_i [H,I]   ", "  init b_f = 1\n",
                "  hₜ = oₜ ⊙ tanh(cₜ)\n", "c in (−∞, ∞)   f in [0, 1]",
                "  The old h is written through the other states, its gates held at their previous values:\n", """
                          ∂cₜ/∂cₜ₋₁ = D(fₜ)
                                    + D(cₜ₋₁ fₜ (1 − fₜ)) U_f D(oₜ₋₁ (1 − tanh(cₜ₋₁)²))
                        """, """
                          via f  (gate factors 4, bound ∞, unit bound 0.111936)
                              D(cₜ₋₁ fₜ (1 − fₜ)) U_f D(oₜ₋₁ (1 − tanh(cₜ₋₁)²))
                        """);
    }

    @Test
    void fullViewNamesTheBlocks() {
        CommandRun run = CommandRun.of("derive", "lstm");
        assertThat(run.out()).contains("  (--view article writes h through the other states.)\n", """
                  via i  (gate factors 3, bound 0.353553, unit bound 0.25)
                      ∂hₜ/∂hₜ₋₁: D(oₜ (1 − tanh(cₜ)²) gₜ iₜ (1 − iₜ)) U_i
                      ∂cₜ/∂hₜ₋₁: D(gₜ iₜ (1 − iₜ)) U_i
                """);
    }

    @Test
    void jsonHoldsEquationsShapesBlocksTermsAndWhatIsNotFinite() {
        JsonNode document = json(CommandRun.of("derive", "lstm", "--json"));
        assertThat(document.get("cell").asString()).isEqualTo("lstm");
        assertThat(document.get("view").asString()).isEqualTo("full");
        assertThat(document.get("parameters").get(1).get("shape").toString()).isEqualTo("[\"H\",\"H\"]");
        assertThat(document.get("jacobian")).hasSize(4);
        assertThat(document.get("equations").get(5).get("text").asString()).isEqualTo("h' = o * tanh(c')");
        assertThat(document.get("equations").get(5).get("mathml").asString()).startsWith("<math>");
        assertThat(document.get("terms").valueStream().map(t -> t.get("name").asString())).containsExactly("main",
                "via f", "via i", "via o", "via g");
        JsonNode viaF = document.get("terms").get(1);
        assertThat(viaF.get("bound").isNull()).isTrue();
        assertThat(viaF.get("note").asString()).startsWith("null means unbounded");
        assertThat(viaF.get("paths")).hasSize(2);
        assertThat(document.get("nonFinite").valueStream().map(n -> n.get("at").asString())).contains("/ranges/c/0",
                "/terms/1/bound", "/terms/1/paths/0/unitBound");
        assertThat(document.get("text").asString()).isEqualTo(Zoo.text("lstm"));
    }

    @Test
    void rangeOfTheGruIsProved() {
        JsonNode document = json(CommandRun.of("derive", "gru", "--json"));
        assertThat(document.get("ranges").get("h").toString()).isEqualTo("[-1.0,1.0]");
        assertThat(document.get("nonFinite")).isEmpty();
        assertThat(CommandRun.of("derive", "gru", "--view", "article").out())
                .contains("No state of this cell is a function of others and gates only: both views are the same.");
    }

    @Test
    void latexHasEquationsJacobianAndTerms() {
        CommandRun run = CommandRun.of("derive", "rnn_tanh", "--latex");
        assertThat(run.out()).isEqualTo("""
                % rnn_tanh, step Jacobian in the full view; needs the package amsmath
                \\[
                \\begin{aligned}
                h_{t} &= \\tanh\\left(W x_{t} + U h_{t-1} + b\\right)
                \\end{aligned}
                \\]
                \\[
                \\begin{aligned}
                \\frac{\\partial h_{t}}{\\partial h_{t-1}} &= D\\left(1 - h_{t}^{2}\\right) U
                \\end{aligned}
                \\]
                % main: gate factors 1, bound 1, unit bound 1
                \\[ D\\left(1 - h_{t}^{2}\\right) U \\]
                """);
    }

    @Test
    void planIsPrintedInTheCellsNames() throws IOException {
        CommandRun gru = CommandRun.of("derive", "gru", "--plan");
        assertThat(gru.status()).as(gru.err()).isZero();
        assertThat(gru.err()).isEmpty();
        assertThat(gru.out()).startsWith("How compiled engines run gru\n")
                .contains("stage 2  product\n", "Σ_g += U_h t1\n");
        JsonNode document = json(CommandRun.of("derive", "gru", "--plan", "--json"));
        assertThat(document.get("terms")).isNotEmpty();
        assertThat(document.at("/plan/recurrence/productInLoop").asBoolean()).isTrue();
        assertThat(document.at("/plan/phases").valueStream().map(p -> p.get("phase").asString()))
                .containsExactly("before", "forward", "backward", "after");
        assertThat(document.at("/plan/phases/0/stages/0/products/0/columns").asInt()).isEqualTo(3);
        assertThat(document.at("/plan/phases/1/stages/1/programs/0/statements/1").toString())
                .isEqualTo("{\"name\":\"h'\",\"formula\":\"(1 - z) * h + z * g\",\"kept\":\"every step\"}");
        assertThat(json(CommandRun.of("derive", "gru", "--json")).has("plan")).isFalse();
        String own = Files
                .writeString(folder.resolve("最小.cell"),
                        "cell mingru\nstate h\nz  = sigmoid(W_z x)\nh' = (1 - z) * h + z * (W_h x)\n")
                .toString();
        assertThat(CommandRun.of("derive", own, "--plan").out())
                .contains("No matrix product inside the loop over time");
    }

    @Test
    void dimensionsTakeTheirSizes() throws IOException {
        String file = Files
                .writeString(folder.resolve("low.cell"),
                        "cell low\nstate h\nmatrix A [H,R]\nmatrix B [R,H]\nh' = tanh(W x + A B h)\n")
                .toString();
        assertThat(CommandRun.of("derive", file).out()).contains("Parameters: HI + 2HR values\n", "A [H,R]   B [R,H]");
        assertThat(CommandRun.of("derive", file, "--dim", "R=8", "--dim", "H=10").out())
                .contains("Parameters: 10I + 160 values\n", "W [10,I]   A [10,8]   B [8,10]");
        assertThat(json(CommandRun.of("derive", file, "--dim", "R=8", "--json")).get("parameters")
                .get(1)
                .get("shape")
                .toString()).isEqualTo("[\"H\",8]");
        assertRefused("--dim Q=8: cell low has no dimension Q; it has H, I, R", file, "--dim", "Q=8");
        assertRefused("--dim R=0: a size is at least 1", file, "--dim", "R=0");
    }

    @Test
    void badInputGivesTheWholeMessageAndStatusTwo() throws IOException {
        assertRefused("unknown cell 'ltsm'; did you mean lstm? expected one of rnn_tanh, ", "ltsm");
        assertRefused(folder + "/ is a directory; expected a cell file, as ", folder + "/");
        assertRefused("there is no file missing.cell (looked for ", "missing.cell");
        String file = Files.writeString(folder.resolve("bad.cell"), "cell bad\nstate h\nh' = ff * h\nf = U h\n")
                .toString();
        assertRefused(file + ", line 3: unknown name ff; did you mean f?\n    h' = ff * h\n         ^", file);
        assertRefused("--latex and --json exclude each other", "lstm", "--latex", "--json");
        assertRefused("--latex and --plan exclude each other", "lstm", "--latex", "--plan");
        assertRefused("unknown cell 'ltsm'", "ltsm", "--plan");
        assertRefused("Missing required parameter: 'CELL'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rnn_tanh", "rnn_relu", "rnn_sigmoid", "lstm", "gru", "gru_merged", "gru_reset_last",
                    "gru_reset_after"})
    void everyCellIsDerivedInBothViews(String cell) {
        for (String view : new String[] {"full", "article"}) {
            JsonNode document = json(CommandRun.of("derive", cell, "--view", view, "--json"));
            assertThat(document.get("terms")).isNotEmpty();
            assertThat(CommandRun.of("derive", cell, "--view", view).status()).isZero();
        }
    }

    private static void assertRefused(String message, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "derive";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("retrograde: " + message);
    }

    private static JsonNode json(CommandRun run) {
        assertThat(run.status()).as(run.err()).isZero();
        return JsonMapper.builder().build().readTree(run.out());
    }
}
