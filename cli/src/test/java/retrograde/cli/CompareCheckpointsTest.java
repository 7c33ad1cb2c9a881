package retrograde.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code compare A.ckpt B.ckpt}: one model before and after. */
class CompareCheckpointsTest {

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void train() {
        train("start", "lstm", "adding", 0);
        train("end", "lstm", "adding", 4);
    }

    private Path train(String name, String cell, String task, int updates) {
        CommandRun run = CommandRun.of("train", "--cell", cell, "--task", task, "--steps", "8", "--hidden", "4",
                "--updates", Integer.toString(updates), "--out", folder.resolve(name).toString());
        assertThat(run.status()).as(run.err()).isZero();
        return folder.resolve(name);
    }

    private String checkpoint(String name) {
        return folder.resolve(name).resolve("model.ckpt").toString();
    }

    private CommandRun compare(String... more) {
        String[] all = new String[more.length + 3];
        System.arraycopy(more, 0, all, 0, more.length);
        all[more.length] = "--out";
        all[more.length + 1] = folder.resolve("out").toString();
        all[more.length + 2] = "--json";
        String[] line = new String[all.length + 1];
        line[0] = "compare";
        System.arraycopy(all, 0, line, 1, all.length);
        return CommandRun.of(line);
    }

    @Test
    void beforeAndAfterAreWhatFlowMeasuresOfEach() {
        CommandRun run = compare(checkpoint("start"), checkpoint("end"));
        assertThat(run.status()).as(run.err()).isZero();
        JsonNode row = run.document().at("/rows/0");
        for (String[] side : new String[][] {{"before", "start"}, {"after", "end"}}) {
            JsonNode flow = CommandRun.json("flow", checkpoint(side[1]), "--quantities", "reach,horizon", "--json");
            assertThat(row.path(side[0]).path("flow").at("/quantities/reach/k90"))
                    .isEqualTo(flow.at("/quantities/reach/k90"));
        }
        assertThat(row.at("/before/horizon").asDouble()).isNotEqualTo(row.at("/after/horizon").asDouble());
        assertThat(run.document().at("/provenance/data/0/updates").asInt()).isEqualTo(4);
        assertThat(folder.resolve("out/report.html")).isNotEmptyFile();
    }

    @Test
    void oneCheckpointIsNotEnough() {
        CommandRun run = compare(checkpoint("start"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("compare takes two checkpoints").contains("retrograde flow ");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void differentModelsAreNotOneModelBeforeAndAfter() {
        train("other", "gru", "adding", 0);
        CommandRun run = compare(checkpoint("start"), checkpoint("other"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("is lstm with 4 hidden units in 1 layer and ").contains("is gru with 4");
    }

    @Test
    void optionsOfTrainingAreRefused() {
        CommandRun run = compare(checkpoint("start"), checkpoint("end"), "--updates", "3");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--updates is for models to be trained");
    }

    @Test
    void aFileThatIsNoCheckpointIsNamed() throws java.io.IOException {
        Path file = Files.writeString(folder.resolve("no.ckpt"), "nothing");
        CommandRun run = compare(checkpoint("start"), file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no.ckpt");
    }
}
