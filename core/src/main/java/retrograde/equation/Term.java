package retrograde.equation;

import java.util.List;

/**
 * The paths that pass the same set of gates, summed: one term of the step Jacobian.
 *
 * @param name {@code main} where no gate is passed, else {@code via f}, {@code via r,g}
 * @param gates the gates, in the order of the equations; empty for {@code main}
 * @param paths one for each (new state, old state) block and sequence of matrices
 */
public record Term(String name, List<String> gates, List<Path> paths) {
    /** Copies the lists. */
    public Term {
        gates = List.copyOf(gates);
        paths = List.copyOf(paths);
    }
}
