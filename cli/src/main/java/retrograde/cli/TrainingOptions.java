package retrograde.cli;

import java.util.Map;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.train.Adam;
import retrograde.train.Optimiser;
import retrograde.train.Sgd;

/** The options by which a command says how it trains; all are kept in the checkpoint, so that a run can go on. */
final class TrainingOptions {
    @Option(
            names = "--batch",
            paramLabel = "B",
            defaultValue = "16",
            description = "Sequences of an update (default ${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "Learning rate (default ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--optimiser",
            paramLabel = "adam|sgd",
            defaultValue = "adam",
            description = "The optimiser (default ${DEFAULT-VALUE}).")
    private String optimiserName = "adam";

    @Mixin
    ClippingOptions clipping = new ClippingOptions();

    @Mixin
    TruncationOptions truncation = new TruncationOptions();

    @Mixin
    AlarmOptions alarms = new AlarmOptions();

    /** The optimiser chosen, its state at zero. */
    Optimiser optimiser(Architecture architecture, Execution engines) {
        return switch (optimiserName) {
            case "adam" -> new Adam(architecture, engines);
            case "sgd" -> new Sgd();
            default -> throw new InputException(
                    "--optimiser " + optimiserName + " is not known; there are adam and sgd");
        };
    }

    /** Writes what a resumed run needs to know. */
    void record(Map<String, String> facts) {
        facts.put("batch", Integer.toString(batch));
        facts.put("lr", Double.toString(rate));
        clipping.record(facts);
        truncation.record(facts);
        alarms.record(facts);
        facts.put("optimiser", optimiserName);
    }

    /**
     * Goes on as a run was begun.
     *
     * @throws NumberFormatException where the facts do not say how
     */
    void adopt(Map<String, String> facts) {
        batch = Integer.parseInt(facts.getOrDefault("batch", ""));
        rate = Double.parseDouble(facts.getOrDefault("lr", ""));
        clipping.adopt(facts);
        truncation.adopt(facts);
        alarms.adopt(facts);
        optimiserName = facts.getOrDefault("optimiser", "");
    }
}
