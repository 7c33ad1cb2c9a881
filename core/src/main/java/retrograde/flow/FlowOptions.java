package retrograde.flow;

import java.util.List;
import java.util.Set;

import retrograde.InputException;
import retrograde.equation.View;

/**
 * What to measure, and on how much data.
 *
 * @param quantities names out of {@link #QUANTITIES} and {@link #ON_REQUEST}; the non-finite check and the verdict are always made
 * @param view the Jacobian whose terms are measured
 * @param states restricts products to these states; empty for all
 * @param window {@code T}: length of the sequences, from the initial state
 * @param lags the largest lag of products, at most T
 * @param everyStep whether loss steps are drawn from every step that has a loss, else the last one
 * @param exponents leading Lyapunov exponents
 * @param interval steps between re-orthonormalisations, or {@link LyapunovSpectrum#AUTOMATIC}
 * @param epsilon of the horizon
 * @param sequences independent sequences for everything but gradients
 * @param productSequences how many of them products are formed for
 * @param pairs (sequence, loss step) pairs for gradients
 * @param seed of everything drawn
 */
public record FlowOptions(Set<String> quantities, View view, List<String> states, int window, int lags,
        boolean everyStep, int exponents, int interval, double epsilon, int sequences, int productSequences, int pairs,
        long seed) {

    /**
     * What is measured unless others are named, by the names they have in documents; {@code advice} is made from the flow, in a
     * package of its own.
     */
    public static final List<String> QUANTITIES = List.of("lyapunov", "gradientByLag", "reach", "horizon", "terms",
            "ablation", "viewGap", "productSpectrum", "units", "advice");

    /** What is measured if it is named. */
    public static final List<String> ON_REQUEST = List.of("pairMap");

    private static final Set<String> OF_ALL_STEPS = Set.of("pairMap", "horizon", "terms", "ablation", "viewGap",
            "productSpectrum", "units");

    /** Checks the sizes and the names. */
    public FlowOptions {
        quantities = Set.copyOf(quantities);
        states = List.copyOf(states);
        for (String q : quantities) {
            if (!QUANTITIES.contains(q) && !ON_REQUEST.contains(q)) {
                throw new InputException("--quantities names " + q + "; there are " + String.join(", ", QUANTITIES)
                        + ", " + String.join(", ", ON_REQUEST));
            }
        }
        if (window < 1) {
            throw new InputException("--window is " + window + ": flow needs sequences of at least 1 step");
        }
        if (lags < 1) {
            throw new InputException("--lags is " + lags + ": the largest lag must be at least 1");
        }
        if (exponents < 1) {
            throw new InputException("--exponents is " + exponents + ": measure at least 1, the leading one");
        }
        if (interval < 1 && interval != LyapunovSpectrum.AUTOMATIC) {
            throw new InputException(
                    "--qr-every is " + interval + ": the frame is re-orthonormalised every 1 or more steps");
        }
        if (!(epsilon > 0) || epsilon >= 1) {
            throw new InputException("--epsilon is " + epsilon + ": the horizon's threshold lies between 0 and 1");
        }
        lags = Math.min(lags, window);
    }

    /** Everything, in the full view, with the defaults for a state of {@code n} entries. */
    public static FlowOptions standard(int window, boolean everyStep, int n, long seed) {
        return new FlowOptions(Set.copyOf(QUANTITIES), View.FULL, List.of(), window, window, everyStep, Math.min(n, 64),
                LyapunovSpectrum.AUTOMATIC, Horizon.EPSILON, 8, 8, 256, seed);
    }

    /** Whether a quantity is wanted that needs all steps of the sequences at once; if not, they are not kept. */
    public boolean keepsSequences() {
        return quantities.stream().anyMatch(OF_ALL_STEPS::contains);
    }

    /** The same with other draws. */
    public FlowOptions withSeed(long other) {
        return new FlowOptions(quantities, view, states, window, lags, everyStep, exponents, interval, epsilon,
                sequences, productSequences, pairs, other);
    }

    /** Whether a quantity is wanted. */
    public boolean wants(String quantity) {
        return quantities.contains(quantity);
    }
}
