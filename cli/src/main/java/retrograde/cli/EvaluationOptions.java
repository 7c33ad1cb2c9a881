package retrograde.cli;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.train.EarlyStopping;

/** The options by which a training is judged on held-out data while it goes on, and ended when it no longer improves. */
final class EvaluationOptions {
    @Option(
            names = "--evaluate",
            paramLabel = "N",
            description = {"Measure the held-out loss after every N updates and keep the best model in best.ckpt",
                    "(default: a tenth of the run, where --patience or a plateau asks for it)."})
    private @Nullable Integer every;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "End the training when N held-out losses in a row were not lower than the best.")
    private @Nullable Integer patience;

    /** Whether the training is judged at all. */
    boolean wanted() {
        return every != null || patience != null;
    }

    /** Whether it is to be judged after this update. */
    boolean due(int update, boolean tenth) {
        return every == null ? tenth : update % every == 0;
    }

    /** What remembers the best. */
    EarlyStopping earlyStopping() {
        if (every != null && every < 1) {
            throw new InputException("--evaluate is " + every + ": measure after every 1 or more updates");
        }
        return new EarlyStopping(patience == null ? Integer.MAX_VALUE : patience);
    }

    /** Writes what a resumed run needs to know. */
    void record(Map<String, String> facts) {
        put(facts, "evaluate", every);
        put(facts, "patience", patience);
    }

    private static void put(Map<String, String> facts, String key, @Nullable Integer value) {
        facts.remove(key);
        if (value != null) {
            facts.put(key, Integer.toString(value));
        }
    }

    /**
     * Goes on as a run was begun.
     *
     * @throws NumberFormatException where a fact is no number
     */
    void adopt(Map<String, String> facts) {
        every = number(facts.get("evaluate"));
        patience = number(facts.get("patience"));
    }

    private static @Nullable Integer number(@Nullable String text) {
        return text == null ? null : Integer.valueOf(text);
    }
}
