package retrograde.cli;

import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class CellsCommandTest {

    @Test
    void everyCellHasALineWithStatesCountAndSource() {
        CommandRun run = CommandRun.of("cells");
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(Zoo.names().size() + 3)
                .contains(
                        "lstm             h, c    4H² + 4HI + 4H  Long short-term memory. Hochreiter & Schmidhuber 1997;"
                                + " forget gate: Gers, Schmidhuber & Cummins 2000.");
    }

    @Test
    void jsonIsOneDocumentWithTheCellsTexts() {
        CommandRun run = CommandRun.of("cells", "--json");
        assertThat(run.status()).isZero();
        JsonNode cells = JsonMapper.builder().build().readTree(run.out()).get("cells");
        assertThat(cells.valueStream().map(c -> c.get("name").asString())).containsExactlyElementsOf(Zoo.names());
        JsonNode last = cells.get(cells.size() - 1);
        assertThat(last.get("parameterCount").asString()).isEqualTo("3H² + 3HI + 4H");
        assertThat(last.get("states").get(0).asString()).isEqualTo("h");
        assertThat(last.get("output").asString()).isEqualTo("h");
        assertThat(last.get("text").asString()).isEqualTo(Zoo.text("gru_reset_after"));
    }
}
