package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrograde.data.Encoding;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;

import static org.assertj.core.api.Assertions.assertThat;

/** Other data than a model was trained on are shown to it as those were. */
class OtherDataTest {
    private static final int ROWS = 200;

    @TempDir
    private Path folder = Path.of("");

    private String train(Path data, String name, String... more) {
        List<String> command = new ArrayList<>(List.of("train", "--data", data.toString(), "--cell", "gru", "--hidden",
                "6", "--steps", "8", "--updates", "3", "--out", folder.resolve(name).toString()));
        command.addAll(List.of(more));
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        return folder.resolve(name + "/model.ckpt").toString();
    }

    /** Rows of a rising wave. */
    private Path series(String name, int from, String head) throws IOException {
        StringBuilder csv = new StringBuilder(head + "\n");
        for (int t = from; t < ROWS; t++) {
            double a = 5 * Math.sin(t / 3.0) + t;
            csv.append(head.startsWith("a") ? a + "," + Math.cos(t) : -t + "," + Math.cos(t) + "," + a).append('\n');
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    @Test
    void aSeriesIsPredictedInItsUnitsWhateverItsOwnMean() throws IOException {
        String model = train(series("whole.csv", 0, "a,b"), "series");
        List<String> whole = CommandRun.of("predict", model).out().lines().toList();
        // The last 120 rows have another mean; the test part begins in the same row as what was held out. The same network
        // sees the same numbers, to the last bit.
        Path part = series("part.csv", 80, "z,b,a");
        CommandRun predicted = CommandRun.of("predict", model, "--data", part.toString(), "--test", "0.1667");
        assertThat(predicted.status()).as(predicted.err()).isZero();
        assertThat(predicted.err()).contains("part.csv are not the data that " + model + " was trained on\n");
        assertThat(predicted.out().lines().map(OtherDataTest::values))
                .containsExactlyElementsOf(whole.stream().map(OtherDataTest::values).toList());
        assertThat(CommandRun.of("inspect", model).out()).containsPattern("sees: a \\(mean [89]\\d\\.\\d+, deviation ")
                .contains("predicts: a (mean ");
        Path other = series("other.csv", 0, "b,c,A");
        CommandRun.of("predict", model, "--data", other.toString())
                .assertRefused("The model was trained on the column 'a', which is not among those of the series"
                        + " 'other.csv'; did you mean A?");
        CommandRun.of("predict", model, "--data", part.toString(), "--columns", "b,a")
                .assertRefused("--columns names b, a, but the model sees a, b, as it was trained");
    }

    private static String values(String line) {
        return line.substring(line.indexOf(','));
    }

    @Test
    void aTextIsReadWithTheVocabularyThatWasLearnt() throws IOException {
        Path text = Files.writeString(folder.resolve("a.txt"),
                "Z the cat sat on the mat. ".repeat(1) + "the cat sat on the mat. ".repeat(30));
        String model = train(text, "text");
        Path other = Files.writeString(folder.resolve("b.txt"), "on a mat a dog sat. ".repeat(40));
        CommandRun flow = CommandRun.of("flow", model, "--data", other.toString(), "--quantities", "reach");
        assertThat(flow.status()).as(flow.err()).isZero();
        assertThat(flow.err()).contains("80 of 800 characters of the text 'b.txt' are none that the model knows")
                .contains("the first is the character 'd' (U+0064) in line 1.");
        // What the checkpoint knows needs no file any more.
        Files.delete(text);
        CommandRun sample = CommandRun.of("sample", model, "--start", "the dog", "--length", "5");
        assertThat(sample.status()).as(sample.err()).isZero();
        assertThat(sample.err()).contains("2 of 7 characters of the text of --start are none that the model knows");
        // One that knows nothing can only be shown symbols that may be others, and says so.
        Checkpoint read = CheckpointFile.read(Path.of(model));
        CheckpointFile.write(Path.of(model),
                new Checkpoint(read.model(), read.optimiser(), read.facts(), Encoding.NONE));
        String same = Files
                .writeString(folder.resolve("c.txt"),
                        "x the cat sat on the mat. " + "the cat sat on the mat. ".repeat(31))
                .toString();
        CommandRun blind = CommandRun.of("flow", model, "--data", same, "--quantities", "reach");
        assertThat(blind.status()).as(blind.err()).isZero();
        assertThat(blind.err()).contains("it does not say what each symbol or column of those was");
        Files.writeString(text, "Z the cat sat on the mat. " + "the cat sat on the mat. ".repeat(30));
        CommandRun found = CommandRun.of("flow", model, "--data", other.toString(), "--quantities", "reach");
        assertThat(found.err()).contains("80 of 800 characters").doesNotContain("it does not say");
    }

    @Test
    void modelsThatReadDifferentlyAreNotCompared() throws IOException {
        Path one = Files.writeString(folder.resolve("a.txt"), "abcd".repeat(200));
        Path other = Files.writeString(folder.resolve("b.txt"), "abce".repeat(200));
        String first = train(one, "one");
        String second = train(other, "two");
        String third = Files.writeString(folder.resolve("c.txt"), "abc".repeat(99)).toString();
        CommandRun pair = CommandRun.of("compare", first, second, "--data", third);
        assertThat(pair.status()).isEqualTo(2);
        assertThat(pair.err()).contains("were trained on different data, and what is one symbol or unit to one");
    }
}
