package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** Advice at the end of a flow. */
class FlowAdviceTest {
    private static final String[] SMALL = {"--task", "adding", "--steps", "10", "--hidden", "4"};

    @TempDir
    private Path folder = Path.of("");

    private static String[] with(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(SMALL));
        all.addAll(List.of(rest));
        return all.toArray(String[]::new);
    }

    @Test
    void itIsAQuantityByItselfAndBringsTheFiguresItRestsOn() {
        JsonNode document = CommandRun.json(with(List.of("flow"), "--quantities", "advice", "--wish", "50", "--json"));
        assertThat(document.get("quantities").propertyNames()).containsExactly("gradientByLag", "reach", "units");
        JsonNode advice = document.get("advice");
        assertThat(advice.get("trained").asBoolean()).isFalse();
        assertThat(advice.at("/window/options")).isEmpty();
        assertThat(advice.at("/window/text").asString()).contains("not trained on this");
        assertThat(advice.at("/clip/batch").asInt()).isEqualTo(16);
        assertThat(advice.at("/clip/clipped").asDouble()).isBetween(0.0, 0.5);
        assertThat(advice.at("/biases/options").valueStream().map(JsonNode::asString)).containsExactly("--init",
                "b_f=chrono:50");
    }

    @Test
    void whatItSaysIsUnderstoodByTraining() {
        JsonNode advice = CommandRun.json(with(List.of("flow", "--cell", "gru"), "--quantities", "advice", "--json"))
                .get("advice");
        List<String> train = new ArrayList<>(
                List.of("train", "--cell", "gru", "--updates", "1", "--out", folder.resolve("run").toString()));
        for (String piece : List.of("/clip/options", "/biases/options")) {
            advice.at(piece).valueStream().map(JsonNode::asString).forEach(train::add);
        }
        assertThat(train).contains("--clip", "--init", "b_z=chrono:10");
        CommandRun run = CommandRun.of(with(train));
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void textSaysWhatToDoOrWhyNothing() {
        CommandRun run = CommandRun.of(with(List.of("flow", "--cell", "rnn_tanh"), "--quantities", "advice"));
        assertThat(run.out()).contains("advice     for retrograde train, each by itself",
                "           windows: none: not trained on this", "           --clip ", "norms of 64 batches of 16",
                "           first biases: none: no state of rnn_tanh");
    }

    @Test
    void whereThereIsNothingToLearnItSaysSo() {
        CommandRun run = CommandRun.of("flow", "--data", "noise:1", "--steps", "20", "--hidden", "2", "--quantities",
                "advice");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("advice     none: there is nothing to learn in noise:1.0; give --task or --data");
    }

    @Test
    void aWishThatNoBiasCanMeetIsRefused() {
        CommandRun.of(with(List.of("flow"), "--quantities", "advice", "--wish", "1"))
                .assertRefused("--wish is 1.0: the steps to be carried over must be more than 2");
    }
}
