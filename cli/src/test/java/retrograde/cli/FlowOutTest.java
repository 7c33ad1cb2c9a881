package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code flow --out}: the page beside the output, made from the same document. */
class FlowOutTest {
    @TempDir
    private Path folder;

    private static JsonNode heldBy(Path page) throws IOException {
        String html = Files.readString(page);
        String from = "<script type=\"application/json\" id=\"document\">";
        int start = html.indexOf(from) + from.length();
        return JsonMapper.shared().readTree(html.substring(start, html.indexOf("</script>", start)));
    }

    @Test
    void thePageHoldsTheDocumentThatIsPrinted() throws IOException {
        JsonNode printed = CommandRun.json("flow", "--cell", "gru", "--hidden", "4", "--layers", "2", "--task",
                "copy-memory", "--steps", "10", "--window", "60", "--batch", "2", "--json", "--lang", "zh", "--out",
                folder.toString());
        JsonNode held = heldBy(folder.resolve("flow.html"));
        assertThat(held.at("/rows/0/after/flow")).isEqualTo(printed);
        assertThat(held.path("model").asString()).isEqualTo("gru");
        assertThat(held.at("/provenance/command").asString()).contains("--out");
        assertThat(Files.readString(folder.resolve("flow.html"))).contains("<html lang=\"zh-CN\">");
        // The map is measured for the page, and horizons for each layer.
        assertThat(printed.at("/quantities/pairMap/lossStep").size()).isPositive();
        assertThat(printed.at("/quantities/layers/horizon")).hasSize(3);
    }

    @Test
    void withoutItThereIsNoMap() {
        JsonNode printed = CommandRun.json("flow", "--cell", "gru", "--hidden", "4", "--task", "adding", "--steps",
                "10", "--window", "60", "--batch", "2", "--json");
        assertThat(printed.at("/quantities/pairMap").isMissingNode()).isTrue();
        assertThat(printed.at("/quantities/layers").isMissingNode()).isTrue();
    }

    @Test
    void oneSequenceHasAPageOfItsOwn() throws IOException {
        CommandRun run = CommandRun.of("flow", "--cell", "lstm", "--hidden", "5", "--at", "Call me Ishmael", "--out",
                folder.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("report     ").contains("at.html");
        assertThat(heldBy(folder.resolve("at.html")).at("/rows/0/at/logInput")).hasSize(14);
        assertThat(folder.resolve("flow.html")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeIsRefusedBeforeAnythingIsMeasured() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandRun run = CommandRun.of("flow", "--task", "adding", "--out", file.toString());
        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err()).contains("cannot write the page to");
    }
}
