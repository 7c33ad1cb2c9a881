package retrograde.cli;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.train.EarlyStopping;

/** The options by which a training is judged on held-out data while it goes on, and ended when it no longer improves or is good enough. */
final class EvaluationOptions {
    private static final String SOLVED = "solved";

    @Option(
            names = "--evaluate",
            paramLabel = "N",
            description = {"Measure the held-out loss after every N updates and keep the best model in best.ckpt",
                    "(default: a tenth of the run, where --patience, a plateau or --until asks for it)."})
    private @Nullable Integer every;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "End the training when N held-out losses in a row were not lower than the best.")
    private @Nullable Integer patience;

    @Option(
            names = "--until",
            paramLabel = "solved",
            description = {
                    "End the training when the task is solved: when its criterion of success is met, judged after",
                    "every N updates (--evaluate)."})
    private @Nullable String until;

    /** Whether the training is judged at all. */
    boolean wanted() {
        return every != null || patience != null || until != null;
    }

    /** Whether it ends when the task is solved. */
    boolean untilSolved() {
        return until != null;
    }

    /** Says whether these data can be judged so, before anything is done. */
    void check(Dataset dataset) {
        if (until != null && dataset.criterion().isEmpty()) {
            throw new InputException("--until solved: " + dataset.name()
                    + " has no criterion of success; tasks have one: " + String.join(", ", Datasets.tasks())
                    + ". To end a run that no longer improves use --patience N");
        }
    }

    /** Says what is wrong with the texts. */
    void check() {
        if (until != null && !until.equals(SOLVED)) {
            throw new InputException("--until is " + until + ": a training can go on until " + SOLVED
                    + "; to end one that no longer improves use --patience N");
        }
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
        put(facts, "until", until);
    }

    private static void put(Map<String, String> facts, String key, @Nullable Object value) {
        facts.remove(key);
        if (value != null) {
            facts.put(key, value.toString());
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
        until = facts.get("until");
    }

    private static @Nullable Integer number(@Nullable String text) {
        return text == null ? null : Integer.valueOf(text);
    }
}
