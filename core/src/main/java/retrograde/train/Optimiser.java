package retrograde.train;

import java.util.Map;

import retrograde.engine.Execution;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/** Moves parameters along a gradient. Holds state for one set of parameters; belongs to one thread at a time. */
public sealed interface Optimiser permits Adam, AdamW, Adamax, RmsProp, Sgd {
    /**
     * One update.
     *
     * @param parameters modified
     * @param gradient not modified
     * @param rate the learning rate, ≥ 0
     */
    void update(Parameters parameters, Parameters gradient, double rate);

    /** How it was set. */
    Settings settings();

    /** The name as on the command line. */
    default String name() {
        return settings().name();
    }

    /** Everything that must be saved to go on as if nothing had happened: named arrays; live. */
    Map<String, double[]> state();

    /** What kind of optimiser with which constants; {@link Optimisers#read} makes it from a text. */
    sealed interface Settings permits Adam.Settings, AdamW.Settings, Adamax.Settings, RmsProp.Settings, Sgd.Settings {
        /** The name as on the command line: {@code adam}. */
        String name();

        /** The shortest text that reads back as the same settings: {@code adam:beta2=0.95}. */
        String text();

        /** A new optimiser; the threads of the execution share out the parameters. */
        Optimiser optimiser(Architecture architecture, Execution execution);
    }
}
