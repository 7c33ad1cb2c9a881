package retrograde.guide.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.flow.Flow;
import retrograde.model.Model;
import retrograde.model.Seeds;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Everything the README shows is there, compiles, runs, and says the same in both languages. */
class ReadmeTest {

    private static final String ENGLISH = "README.md";
    private static final String CHINESE = "README.zh-CN.md";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {ENGLISH, CHINESE})
    void theJavaShownIsTheJavaThatIsCompiled(String name) throws IOException {
        List<String> shown = Document.read(name).blocks("java");
        assertThat(shown).containsExactly(Document.region("GradientFlow.java"), Document.region("OwnCell.java"));
    }

    @Test
    void theJavaMeasuresWhatTheCommandMeasures() throws IOException, InterruptedException {
        Dataset adding = Datasets.task("adding");
        List<Integer> heard = new ArrayList<>();
        Model model = GradientFlow.train(Zoo.cell("lstm"), adding, 6, 3, update -> heard.add(update.update()));
        assertThat(heard).containsExactly(1, 2, 3);
        Flow flow = GradientFlow.gradientFlow(model, adding);
        CommandLines.Result command = new CommandLines(folder).runExactly(
                List.of("compare", "--task", "adding", "--cells", "lstm", "--hidden", "6", "--updates", "3", "--json"));
        assertThat(command.status()).as(command.err()).isZero();
        JsonNode measured = JsonMapper.builder().build().readTree(command.out()).at("/rows/0/after/flow/quantities");
        // Equal bits: one program, one seed, and the README's options are the command's defaults. The tests' virtual machine
        // has no Vector API: its kernels work on single numbers.
        assertThat(measured.at("/reach/k90").intValue()).isEqualTo(flow.reach().orElseThrow().k90());
        double[] logNorm = flow.gradientByLag().orElseThrow().logNorm();
        assertThat(logNorm).hasSize(400);
        for (int k = 1; k <= logNorm.length; k++) {
            // Entry 0 of the document is lag 0, at which nothing was carried.
            assertThat(measured.at("/gradientByLag/logNorm/" + k).doubleValue()).isEqualTo(logNorm[k - 1]);
        }
    }

    @Test
    void theJavaAnswersStepByStepWhatTheWholeSequenceGives() {
        Dataset adding = Datasets.task("adding");
        Model model = GradientFlow.train(Zoo.cell("gru"), adding, 6, 2, update -> {});
        Batch batch = adding.heldOut(Seeds.generator(1, "x"), 20, 1);
        double[] x = ((Batch.Vectors) batch.inputs()).values();
        double[][] sequence = new double[20][];
        for (int t = 0; t < sequence.length; t++) {
            sequence[t] = Arrays.copyOfRange(x, 2 * t, 2 * t + 2);
        }
        model.execute(Execution.reference());
        // The read-out's sum of six may be taken in another order.
        assertThat(GradientFlow.answer(model, sequence)).isCloseTo(model.answers(batch)[0], within(1e-14));
    }

    @Test
    void theOwnCellIsReadAndBoundedAsTheReadmeSays() throws IOException {
        String cell = Document.read(ENGLISH).blocks("text").getFirst();
        assertThat(OwnCell.terms(cell)).isEqualTo("""
                main: 1 gate factors, bound 1.0
                via f: 3 gate factors, bound 0.5
                via g: 2 gate factors, bound 1.0
                """);
    }

    @Test
    void theOwnModelHasAsManyTrainedValuesAsTheReadmeSays() throws IOException, InterruptedException {
        CommandLines.Result result = prepared().runExactly(List.of("inspect", "my.model", "--json"));
        assertThat(result.status()).as(result.err()).isZero();
        long count = JsonMapper.builder().build().readTree(result.out()).get("parameters").longValue();
        assertThat(Document.read(ENGLISH).text()).contains(String.format(Locale.ROOT, "its %,d trained values", count));
        assertThat(Document.read(CHINESE).text()).contains(String.format(Locale.ROOT, "%,d", count));
    }

    @Test
    void bothLanguagesShowTheSameCommandsCodeAndLinks() throws IOException {
        Document english = Document.read(ENGLISH);
        Document chinese = Document.read(CHINESE);
        assertThat(chinese.commands()).isEqualTo(english.commands());
        for (int i = 0; i < 2; i++) {
            assertThat(chinese.blocks("text").get(i).lines().filter(l -> !l.startsWith("#")).toList())
                    .isEqualTo(english.blocks("text").get(i).lines().filter(l -> !l.startsWith("#")).toList());
        }
        assertThat(chinese.blocks("sh")).hasSameSizeAs(english.blocks("sh"));
        assertThat(headings(chinese)).hasSameSizeAs(headings(english));
    }

    @Test
    void everyCommandShownRuns() throws IOException, InterruptedException {
        CommandLines program = prepared();
        Set<String> commands = new LinkedHashSet<>(Document.read(ENGLISH).commands());
        commands.addAll(Document.read(CHINESE).commands());
        assertThat(commands).hasSizeGreaterThan(8);
        for (String command : commands) {
            CommandLines.Result result = program.run(command);
            assertThat(result.status()).as("retrograde %s\n%s", command, result.err()).isZero();
            assertThat(result.out()).as(command).isNotBlank();
        }
        // What the README says these commands leave behind.
        assertThat(folder.resolve("runs/compare/report.html")).isNotEmptyFile();
        assertThat(folder.resolve("runs/gru-adding/model.ckpt")).isNotEmptyFile();
    }

    @Test
    void everyExampleOfTheHelpRuns() throws IOException, InterruptedException {
        CommandLines program = prepared();
        // The checkpoints that examples of flow and compare look at.
        assertThat(program.run("train --cell lstm --task adding --steps 20").status()).isZero();
        for (String name : List.of("before.ckpt", "after.ckpt")) {
            Files.copy(folder.resolve("runs/lstm-adding/model.ckpt"), folder.resolve(name));
        }
        SampleModels.write(program, folder);
        SampleRuns.write(folder);
        List<String> examples = new ArrayList<>();
        for (String command : List.of("", "cells", "derive", "train", "inspect", "flow", "compare", "sample", "predict",
                "article", "bench", "runs", "runs list", "runs show", "runs compare", "runs export", "bench step",
                "bench jacobian", "bench lyapunov", "cite", "doctor")) {
            CommandLines.Result help = program.runExactly(CommandLines.words((command + " --help").strip()));
            assertThat(help.status()).isZero();
            List<String> shown = help.out()
                    .lines()
                    .dropWhile(l -> !l.matches("Examples?:"))
                    .skip(1)
                    .map(String::strip)
                    .filter(l -> l.startsWith("retrograde "))
                    .map(l -> l.substring("retrograde ".length()))
                    .toList();
            assertThat(shown).as("examples in the help of '%s'", command).isNotEmpty();
            examples.addAll(shown);
        }
        for (String example : examples) {
            CommandLines.Result result = program.run(example);
            assertThat(result.status()).as("retrograde %s\n%s", example, result.err()).isZero();
        }
    }

    @Test
    void linksInsideTheRepositoryLeadSomewhere() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(Document.ROOT);
                Stream<Path> docs = Files.walk(Document.ROOT.resolve("docs"))) {
            Stream.concat(top, docs).filter(f -> f.toString().endsWith(".md")).forEach(documents::add);
        }
        assertThat(documents).hasSizeGreaterThan(10);
        for (Path file : documents) {
            Document document = new Document(file, Files.readString(file));
            for (String link : document.localLinks()) {
                assertThat(document.leadsSomewhere(link)).as("%s links to %s", file, link).isTrue();
            }
        }
    }

    /** The files that commands name: the README's own cell, and a text. */
    private CommandLines prepared() throws IOException {
        Files.writeString(folder.resolve("my.cell"), Document.read(ENGLISH).blocks("text").getFirst());
        Files.writeString(folder.resolve("my.model"), Document.read(ENGLISH).blocks("text").get(1));
        Files.writeString(folder.resolve("my.txt"), "It is not down in any map; true places never are.\n".repeat(200));
        return new CommandLines(folder);
    }

    private static List<String> headings(Document document) {
        return Arrays.stream(document.text().split("\\R", -1)).filter(l -> l.startsWith("## ")).toList();
    }
}
