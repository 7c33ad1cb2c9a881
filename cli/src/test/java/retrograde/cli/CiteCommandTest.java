package retrograde.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;
import retrograde.data.Datasets;
import retrograde.flow.FlowOptions;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class CiteCommandTest {

    @Test
    void everyCellTaskAndQuantityHasASource() {
        for (List<String> names : List.of(Zoo.names(), Datasets.tasks(), FlowOptions.QUANTITIES)) {
            for (String name : names) {
                CommandRun run = CommandRun.of("cite", name);
                assertThat(run.status()).as("%s: %s", name, run.err()).isZero();
                assertThat(run.out()).as(name).startsWith("@");
            }
        }
    }

    @Test
    void whatIsPrintedIsWellFormedAndEveryKeyIsThereOnce() {
        String all = CommandRun.of("cite").out();
        assertThat(all.chars().filter(c -> c == '{').count()).isEqualTo(all.chars().filter(c -> c == '}').count());
        assertThat(all).doesNotContain("% ");
        Set<String> keys = new HashSet<>();
        JsonNode entries = CommandRun.json("cite", "--json").path("entries");
        assertThat(entries.size()).isGreaterThan(12).isEqualTo(all.split("(?m)^@", -1).length - 1);
        for (JsonNode entry : entries) {
            assertThat(keys.add(entry.path("key").asString())).isTrue();
            assertThat(entry.path("bibtex").asString()).contains("author ", "title ", "year ").endsWith("}\n");
        }
    }

    @Test
    void severalNamesShareTheirSources() {
        String both = CommandRun.of("cite", "lstm", "adding").out();
        assertThat(both).containsOnlyOnce("hochreiter1997long").contains("gers2000learning", "arjovsky2016unitary");
    }

    @Test
    void anUnknownNameIsNamedWithWhatThereIs() {
        CommandRun run = CommandRun.of("cite", "ltsm");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no source is known for 'ltsm'").contains("lstm").contains("There are sources");
        assertThat(run.out()).isEmpty();
    }
}
