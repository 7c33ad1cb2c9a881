package retrograde.bench.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import retrograde.data.Dataset;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every experiment with few updates on small networks, and that the committed page is about these. */
class ResultsTest {
    private static final Path PAGE = Path.of("..", "docs", "results.md");

    private static String commands(Experiment e) {
        StringBuilder block = new StringBuilder("```sh\n");
        e.settings().forEach(s -> block.append(s.command(1)).append('\n'));
        return block.append("```\n").toString();
    }

    @Test
    void everyExperimentRunsAndIsDescribed() {
        try (Workshop workshop = new Workshop(2, true, _ -> {})) {
            Results.Page page = Results.run(workshop, List.of(), _ -> {}, _ -> {});
            // What so few updates give is judged by nobody.
            assertThat(page.broken()).isEmpty();
            for (Experiment e : Results.EXPERIMENTS) {
                int from = page.text().indexOf("\n## " + e.title() + "\n");
                assertThat(from).as(e.name()).isPositive();
                assertThat(page.text().substring(from)).contains(e.about().strip(), commands(e));
            }
            // A table of everything trained, and no figure that could not be computed.
            long rows = page.text().lines().filter(l -> l.startsWith("| ")).count();
            assertThat(rows).isGreaterThanOrEqualTo(
                    Results.EXPERIMENTS.stream().mapToLong(e -> e.settings().size() + 2L).sum());
            assertThat(page.text()).doesNotContain("Infinity");
        }
    }

    /** Figures change with every run; what was run does not, unless the page is written again. */
    @Test
    void thePageThatIsCommittedIsAboutTheseExperimentsAndNoOthers() throws IOException {
        String page = Files.readString(PAGE);
        UnaryOperator<String> headings = text -> String.join("\n",
                text.lines().filter(l -> l.startsWith("## ")).toList());
        assertThat(headings.apply(page))
                .isEqualTo(String.join("\n", Results.EXPERIMENTS.stream().map(e -> "## " + e.title()).toList()));
        for (Experiment e : Results.EXPERIMENTS) {
            assertThat(page).as(e.name()).contains(e.about().strip(), commands(e));
        }
    }

    @Test
    void aSettingIsTheTextOfItsCommandAndRefusesWhatItDoesNotKnow() {
        Setting s = new Setting(
                "--cell lstm --task adding --steps 20 --hidden 6 --batch 3 --lr 0.01 --init b_f=chrono:20"
                        + " --init U=orthogonal --updates 40 --evaluate 10");
        assertThat(s.command(3)).isEqualTo("retrograde train " + s.options() + " --seed 3");
        Dataset data = s.data();
        Model model = s.fresh(data, 3);
        // Chrono: b_f = ln u with u in (1, T − 1).
        for (double b : model.parameters().layer(0).get("b_f")) {
            assertThat(b).isBetween(0.0, 2.95);
        }
        assertThat(s.shortened(4, 5).options()).contains("--updates 4 ", "--steps 5 ", "--hidden 5 ", "--evaluate 2");
        assertThatThrownBy(() -> new Setting("--cell lstm --average 0.9")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--average 0.9");
    }

    /** Their modules have the parameters ours has, and what they learn they learn from the same batches. */
    @Test
    void libtorchTrainsTheSameNetwork() {
        Setting s = new Setting("--cell lstm --data moby-dick --steps 8 --hidden 5 --embedding 3 --batch 4 --lr 0.01"
                + " --init '*=pytorch' --updates 30 --evaluate 30");
        Dataset data = s.data();
        try (TorchCharacters torch = new TorchCharacters(s, data, 1);
                Workshop workshop = new Workshop(1, false, _ -> {})) {
            assertThat(torch.parameterCount()).isEqualTo(s.fresh(data, 1).architecture().parameterCount());
            double before = torch.heldOut(2);
            // ln of the number of symbols, as first values say nothing yet.
            assertThat(before).isBetween(0.9 * StrictMath.log(data.inputs()), 1.1 * StrictMath.log(data.inputs()));
            for (int u = 0; u < s.updates(); u++) {
                torch.step();
            }
            double ours = workshop.train(List.of(s), 1, List.of()).getFirst().getFirst().loss();
            double theirs = torch.heldOut(16);
            assertThat(theirs).isLessThan(before - 0.5);
            // The same batches: only the first values differ.
            assertThat(ours).isBetween(theirs - 0.15, theirs + 0.15);
        }
    }
}
