package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Texts with a class each are learnt, and the class of others is told. */
class TrainTextsTest {
    private static final String[] FIRST = {"der", "die", "und", "nicht", "ich", "ist", "schön"};
    private static final String[] SECOND = {"the", "and", "not", "that", "is", "of", "with"};

    @TempDir
    private Path folder = Path.of("");

    /** Lines of the one language or the other. */
    private String file(String name, int lines, boolean labelled) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(lines);
        StringBuilder csv = new StringBuilder(labelled ? "line\tlanguage\n" : "line\n");
        for (int s = 0; s < lines; s++) {
            String[] words = s % 3 == 0 ? FIRST : SECOND;
            for (int w = random.nextInt(2, 7); w > 0; w--) {
                csv.append(words[random.nextInt(words.length)]).append(w > 1 ? ", " : "");
            }
            csv.append(labelled ? s % 3 == 0 ? "\tde" : "\ten" : "").append('\n');
        }
        return Files.writeString(folder.resolve(name), csv).toString();
    }

    @Test
    void theLanguageOfALineIsLearntAndTold() throws IOException {
        String data = file("lines.tsv", 300, true);
        String out = folder.resolve("run").toString();
        CommandRun run = CommandRun.of("train", "--data", data, "--label", "language", "--cell", "gru", "--hidden", "8",
                "--updates", "120", "--lr", "0.02", "--json", "--out", out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("300 sequences of ").contains(" 2 classes; 30 are held out.");
        // A third is German: the entropy of the classes is 0.64.
        assertThat(run.document().get("baseline").asDouble()).isBetween(0.55, 0.75);
        assertThat(run.document().get("loss").asDouble()).isLessThan(0.2);
        String model = out + "/model.ckpt";
        JsonNode own = CommandRun.json("predict", model, "--json", "--out", folder.resolve("a.csv").toString());
        assertThat(own.get("part").asString()).isEqualTo("held out");
        assertThat(own.get("sequences").asInt()).isEqualTo(30);
        assertThat(own.get("accuracy").asDouble()).isGreaterThan(0.9);
        assertThat(own.get("baseline").asString()).isEqualTo("en");
        List<String> lines = Files.readAllLines(folder.resolve("a.csv"));
        assertThat(lines).hasSize(31).first().isEqualTo("sequence,class,predicted,probability");
        assertThat(lines.get(1)).matches("10,de,(de|en),[01]\\..*");
        // Without the training data, few, with no class.
        Files.delete(Path.of(data));
        CommandRun told = CommandRun.of("predict", model, "--data", file("new.csv.tsv", 4, false));
        assertThat(told.status()).as(told.err()).isZero();
        assertThat(told.out().lines().map(l -> l.replaceFirst("[^,]*$", "")))
                .containsExactly("sequence,class,predicted,", "1,,de,", "2,,en,", "3,,en,", "4,,de,");
        CommandRun one = CommandRun.of("predict", model, "--text", "und ich");
        assertThat(one.status()).as(one.err()).isZero();
        assertThat(one.out()).contains("\n1,,de,0.");
        CommandRun judged = CommandRun.of("predict", model, "--data", file("other.tsv", 60, true));
        assertThat(judged.err()).contains("60 sequences, ")
                .contains("whoever always answers en has 66.7 % right; loss 0.");
        CommandRun flow = CommandRun.of("flow", model, "--data", file("other.tsv", 60, true), "--quantities", "reach");
        assertThat(flow.status()).as(flow.err()).isZero();
        CommandRun.of("predict", model, "--text", "und", "--ahead", "1")
                .assertRefused("--text asks for the class of one");
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"),
                "id,text,label\n" + "a,so it is,x\nb,it is not,y\n".repeat(30));
        String data = table.toString();
        CommandRun.of("train", "--data", data, "--label", "label")
                .assertRefused("--label needs --sequence, too: --sequence names the column");
        CommandRun.of("train", "--data", data, "--label", "label", "--columns", "txt")
                .assertRefused("--columns names 'txt', which 't.csv' has not; did you mean text?");
        CommandRun.of("train", "--data", data, "--label", "label", "--columns", "text", "--loss-steps", "every")
                .assertRefused("--loss-steps belongs to series and texts, and t.csv is read as labelled sequences");
        CommandRun.of("train", "--task", "adding", "--loss-steps", "last")
                .assertRefused("--loss-steps belongs to series and texts, and adding is a task; leave it out");
        Files.writeString(table, "text,label\n" + "so it is,x\nit is not,\n".repeat(30));
        CommandRun.of("train", "--data", data, "--label", "label").assertRefused("Row 2 has no class");
    }

    @Test
    void aModelOfTheRowAfterAWindowPredictsFromWindowsAsLong() throws IOException {
        StringBuilder csv = new StringBuilder("x\n");
        for (int t = 0; t < 120; t++) {
            csv.append(10 + Math.sin(t / 3.0)).append('\n');
        }
        Path series = Files.writeString(folder.resolve("wave.csv"), csv);
        String out = folder.resolve("wave").toString();
        CommandRun run = CommandRun.of("train", "--data", series.toString(), "--loss-steps", "last", "--cell", "gru",
                "--hidden", "6", "--steps", "6", "--updates", "60", "--lr", "0.03", "--out", out);
        assertThat(run.status()).as(run.err()).isZero();
        String model = out + "/model.ckpt";
        assertThat(CommandRun.json("inspect", model, "--json").get("lossSteps").asString()).isEqualTo("last");
        List<String> held = CommandRun.of("predict", model).out().lines().toList();
        // Where the first window begins makes no difference: each row has its own.
        List<String> all = CommandRun.of("predict", model, "--part", "all").out().lines().toList();
        assertThat(all).hasSize(120);
        assertThat(all.subList(all.size() - 12, all.size())).isEqualTo(held.subList(1, held.size()));
        CommandRun flow = CommandRun.of("flow", model, "--quantities", "reach");
        assertThat(flow.err()).doesNotContain("are not the data");
        assertThat(flow.status()).as(flow.err()).isZero();
    }
}
