package retrograde.cli;

import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.train.Averaging;
import retrograde.train.OmegaRegulariser;
import retrograde.train.Optimiser;
import retrograde.train.Optimisers;
import retrograde.train.Schedules;
import retrograde.train.Trainer.TrainingPlan;

/** The options by which a command says how it trains; all are kept in the checkpoint, so that a run can go on. */
final class TrainingOptions {
    @Option(
            names = "--batch",
            paramLabel = "B",
            defaultValue = "16",
            description = "Sequences of a batch (default ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--accumulate",
            paramLabel = "N",
            defaultValue = "1",
            description = "Batches whose mean gradient makes one update (default ${DEFAULT-VALUE}).")
    private int accumulated;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "Learning rate (default ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--schedule",
            paramLabel = "COURSE",
            defaultValue = "constant",
            description = {"Course of the learning rate: constant, step:every=100,factor=0.5, exponential:factor=.999,",
                    "cosine[:to=0], plateau[:patience=3,factor=0.5,least=1e-5]; after warmup:100+ if wished",
                    "(default ${DEFAULT-VALUE})."})
    private String schedule = "constant";

    @Option(
            names = "--optimiser",
            paramLabel = "NAME[:K=V,..]",
            defaultValue = "adam",
            description = {
                    "adam, adamw, adamax (beta1, beta2, eps, decay), rmsprop (alpha, eps, momentum, centered, decay)",
                    "or sgd (momentum, nesterov, decay), as in adamw:decay=0.1 (default ${DEFAULT-VALUE})."})
    private String optimiser = "adam";

    @Option(
            names = "--average",
            paramLabel = "D",
            description = "Average the weights along the updates, each counting D times as much as the next; judge those.")
    private @Nullable Double average;

    @Option(
            names = "--omega",
            paramLabel = "WEIGHT",
            description = {
                    "Add WEIGHT times the regulariser of Pascanu et al. 2013, which asks gradients to keep their",
                    "length from step to step; by the reference engine, several times as slow."})
    private @Nullable Double omega;

    @Mixin
    ClippingOptions clipping = new ClippingOptions();

    @Mixin
    TruncationOptions truncation = new TruncationOptions();

    @Mixin
    AlarmOptions alarms = new AlarmOptions();

    @Mixin
    EvaluationOptions evaluation = new EvaluationOptions();

    /** The optimiser chosen, its state at zero. */
    Optimiser optimiser(Architecture architecture, Execution engines) {
        return Optimisers.read(optimiser).optimiser(architecture, engines);
    }

    /** The plan for sequences of so many steps, and so many updates in all. */
    TrainingPlan plan(int steps, int updates, long seed) {
        return new TrainingPlan(steps, batch, rate, clipping.ofGradients(), seed, Schedules.read(schedule), updates,
                accumulated);
    }

    /** Whether the course of the learning rate depends on held-out losses. */
    boolean hearsOfLosses() {
        return Schedules.read(schedule).state().length > 0;
    }

    /** The average of the weights, if it is wanted. */
    Optional<Averaging> averaging(Architecture architecture, Execution engines) {
        return Optional.ofNullable(average).map(d -> new Averaging(architecture, engines, d));
    }

    /** The regulariser, if it is wanted. */
    Optional<OmegaRegulariser> regulariser() {
        return Optional.ofNullable(omega).map(OmegaRegulariser::new);
    }

    /** Writes what a resumed run needs to know. */
    void record(Map<String, String> facts) {
        facts.put("batch", Integer.toString(batch));
        facts.put("accumulate", Integer.toString(accumulated));
        facts.put("lr", Double.toString(rate));
        facts.put("schedule", Schedules.read(schedule).text());
        facts.put("optimiser", Optimisers.read(optimiser).text());
        if (average != null) {
            facts.put("average", Double.toString(average));
        }
        if (omega != null) {
            facts.put("omega", Double.toString(omega));
        }
        clipping.record(facts);
        truncation.record(facts);
        alarms.record(facts);
        evaluation.record(facts);
    }

    /**
     * Goes on as a run was begun.
     *
     * @throws NumberFormatException where the facts do not say how
     */
    void adopt(Map<String, String> facts) {
        batch = Integer.parseInt(facts.getOrDefault("batch", ""));
        accumulated = Integer.parseInt(facts.getOrDefault("accumulate", "1"));
        rate = Double.parseDouble(facts.getOrDefault("lr", ""));
        schedule = facts.getOrDefault("schedule", "constant");
        optimiser = facts.getOrDefault("optimiser", "");
        String decay = facts.get("average");
        average = decay == null ? null : Double.valueOf(decay);
        String begun = facts.get("omega");
        omega = begun == null ? null : Double.valueOf(begun);
        clipping.adopt(facts);
        truncation.adopt(facts);
        alarms.adopt(facts);
        evaluation.adopt(facts);
        check();
    }

    /** Reads the texts, so that what is wrong with them is said before anything is done. */
    void check() {
        evaluation.check();
        Optimisers.read(optimiser);
        Schedules.read(schedule);
        if (average != null && !(average >= 0 && average < 1)) {
            throw new InputException(
                    "--average is " + average + ": how much an earlier update counts lies in [0,1), such" + " as 0.99");
        }
    }
}
