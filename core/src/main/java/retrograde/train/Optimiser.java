package retrograde.train;

import java.util.Map;

import retrograde.model.Parameters;

/** Moves parameters along a gradient. Holds state for one set of parameters; belongs to one thread at a time. */
public sealed interface Optimiser permits Adam, Sgd {
    /**
     * One update.
     *
     * @param parameters modified
     * @param gradient not modified
     * @param rate the learning rate, ≥ 0
     */
    void update(Parameters parameters, Parameters gradient, double rate);

    /** The name as on the command line. */
    String name();

    /** Everything that must be saved to go on as if nothing had happened: named arrays; live. */
    Map<String, double[]> state();
}
