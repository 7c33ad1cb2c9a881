package retrograde.equation.bound;

import java.util.List;

import retrograde.equation.Path;
import retrograde.equation.Term;

/**
 * The bounds of a term: those of the path that gates hold back least.
 *
 * <p>
 * Each path is one block of the Jacobian (or one sequence of matrices in it), so {@code gateFactors} is the smallest of the
 * paths' and both bounds the largest.
 */
public final class TermBounds {
    private TermBounds() {}

    /** The bounds of a term whose variables keep to the given ranges. */
    public static PathBounds of(Term term, Ranges ranges) {
        List<PathBounds> all = term.paths().stream().map((Path p) -> PathBounds.of(p, ranges)).toList();
        return new PathBounds(all.stream().mapToInt(PathBounds::gateFactors).min().orElse(0),
                all.stream().mapToDouble(PathBounds::bound).max().orElse(0),
                all.stream().mapToDouble(PathBounds::unitBound).max().orElse(0));
    }
}
