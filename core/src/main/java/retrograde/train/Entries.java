package retrograde.train;

import java.util.Objects;

import retrograde.engine.Execution;
import retrograde.model.Parameters;

/** What works on every entry of all parameters by itself: the threads share the entries out. */
final class Entries {

    private Entries() {}

    /** Work on a part of one array. */
    @FunctionalInterface
    interface Piece {
        /**
         * Does the entries {@code from … to − 1} of an array.
         *
         * @param name the array's
         * @param values the array's, of the parameters that are gone through
         */
        void run(String name, double[] values, int from, int to);
    }

    /** Every entry of every array once: each thread takes a piece of each array. */
    static void share(Execution execution, Parameters parameters, Piece piece) {
        execution.run((thread, threads) -> parameters.named().forEach((name, values) -> {
            int from = (int) ((long) values.length * thread / threads);
            int to = (int) ((long) values.length * (thread + 1) / threads);
            piece.run(name, values, from, to);
        }));
    }

    /** The array of that name. */
    static double[] array(Parameters parameters, String name) {
        return Objects.requireNonNull(parameters.named().get(name));
    }
}
