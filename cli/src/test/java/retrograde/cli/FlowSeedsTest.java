package retrograde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The flow over several seeds, as a table for a paper, and within a budget. */
class FlowSeedsTest {
    private static final List<String> SMALL = List.of("flow", "--cell", "gru", "--task", "adding", "--steps", "10",
            "--batch", "2");

    private static String[] with(String... more) {
        List<String> words = new ArrayList<>(SMALL);
        words.addAll(List.of("--hidden", "5", "--window", "120"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @Test
    void figuresAreTheMeansOfTheSingleFlows() {
        JsonNode all = CommandRun.json(with("--seed", "4", "--seeds", "3", "--quantities", "lyapunov,reach", "--json"));
        assertThat(all.get("seeds").toString()).isEqualTo("[4,5,6]");
        double[] values = DoubleStream.of(4, 5, 6)
                .map(seed -> CommandRun
                        .json(with("--seed", Integer.toString((int) seed), "--quantities", "lyapunov,reach", "--json"))
                        .at("/quantities/lyapunov/values/0")
                        .asDouble())
                .toArray();
        double mean = (values[0] + values[1] + values[2]) / 3;
        double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
        JsonNode lambda = all.get("figures")
                .valueStream()
                .filter(f -> f.get("name").asString().equals("lambda1"))
                .findFirst()
                .orElseThrow();
        // Sums of three numbers around 1.
        assertThat(lambda.get("mean").asDouble()).isCloseTo(mean, within(1e-14));
        assertThat(lambda.get("error").asDouble()).isCloseTo(Math.sqrt(squares / 2 / 3), within(1e-14));
        assertThat(lambda.get("averaged").asInt()).isEqualTo(3);
        assertThat(all.get("verdicts").valueStream().mapToInt(v -> v.get("seeds").asInt()).sum()).isEqualTo(3);
    }

    @Test
    void theFiguresAreATableForATerminalAndForAPaper() {
        CommandRun text = CommandRun.of(with("--seeds", "2", "--quantities", "horizon"));
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out()).startsWith("gru, 5 hidden units, on adding, T = 120: means over seeds ± standard error");
        assertThat(text.out().lines().toList()).hasSize(3);
        CommandRun latex = CommandRun.of(with("--quantities", "reach,lyapunov", "--latex"));
        assertThat(latex.status()).as(latex.err()).isZero();
        assertThat(latex.out()).contains("\\begin{tabular}", "k90", "lambda1", "\\bottomrule")
                .doesNotContain("horizon");
    }

    @Test
    void whatIsChosenForSeveralSeedsIsSaidOnce() {
        CommandRun run = CommandRun.of(with("--seeds", "3", "--quantities", "reach,horizon", "--budget", "9"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err().lines().filter(l -> l.contains("within 9.0 s"))).hasSize(1);
    }

    private static String[] budgeted() {
        List<String> words = new ArrayList<>(SMALL);
        words.addAll(List.of("--hidden", "48", "--window", "200", "--budget", "0.6", "--json"));
        return words.toArray(String[]::new);
    }

    @Test
    void aBudgetSaysWhatItChoseAndChoosesTheSameAgain() {
        CommandRun run = CommandRun.of(budgeted());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("retrograde: within 0.6 s: ", "left out advice");
        CommandRun again = CommandRun.of(budgeted());
        assertThat(again.out()).isEqualTo(run.out());
        assertThat(run.document().get("quantities").propertyNames()).contains("lyapunov", "horizon", "reach");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        CommandRun.of(with("--seeds", "2", "--at", "draw:1"))
                .assertRefused("--seeds sums up several flows, and --at shows");
        CommandRun.of(with("--seeds", "2", "--fail-if", "k90<5"))
                .assertRefused("--seeds sums up several flows, and --fail-if judges one");
        CommandRun.of(with("--latex", "--json")).assertRefused("--latex prints a table");
        CommandRun.of(with("--seeds", "0")).assertRefused("--seeds is 0");
        CommandRun.of(with("--budget", "-1")).assertRefused("--budget is -1.0");
        CommandRun.of(with("--budget", "1e-9", "--quantities", "lyapunov"))
                .assertRefused("--budget is 1.0E-9 s, and lyapunov take");
    }
}
