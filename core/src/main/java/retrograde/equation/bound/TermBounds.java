package retrograde.equation.bound;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import retrograde.equation.Path;
import retrograde.equation.Term;

/**
 * The bounds of a term, from those of its paths.
 *
 * <p>
 * A term of one path has that path's. Else {@code gateFactors} is the smallest of the paths'. So that
 * {@code ‖term‖₂ ≤ bound · max Π‖Mⱼ‖₂} still holds, bounds of paths in one block (new state, old state) add up, and blocks
 * join as the norms of a block matrix do: {@code ‖[A; B]‖₂² ≤ ‖A‖₂² + ‖B‖₂²}. {@code unitBound} is the largest of all
 * blocks, each entry one unit's.
 */
public final class TermBounds {
    private TermBounds() {}

    /** The bounds of a term whose variables keep to the given ranges. */
    public static PathBounds of(Term term, Ranges ranges) {
        return of(term, term.paths().stream().map((Path p) -> PathBounds.of(p, ranges)).toList());
    }

    /** The bounds of a term from those of its paths, in their order. */
    public static PathBounds of(Term term, List<PathBounds> paths) {
        Map<List<String>, Double> bounds = new LinkedHashMap<>();
        Map<List<String>, Double> unitBounds = new LinkedHashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            Path path = term.paths().get(i);
            List<String> block = List.of(path.to(), path.from());
            bounds.merge(block, paths.get(i).bound(), TermBounds::sum);
            unitBounds.merge(block, paths.get(i).unitBound(), TermBounds::sum);
        }
        return new PathBounds(paths.stream().mapToInt(PathBounds::gateFactors).min().orElse(0),
                joined(List.copyOf(bounds.values())), unitBounds.values().stream().mapToDouble(u -> u).max().orElse(0));
    }

    /** Rounded outwards, so that it stays a bound. */
    private static double sum(double a, double b) {
        return Double.isInfinite(a + b) ? Double.POSITIVE_INFINITY : Interval.point(a).add(Interval.point(b)).high();
    }

    private static double joined(List<Double> blocks) {
        if (blocks.size() == 1) {
            return blocks.getFirst();
        }
        Interval squares = Interval.ZERO;
        for (double block : blocks) {
            if (Double.isInfinite(block)) {
                return block;
            }
            squares = squares.add(Interval.point(block).power(2));
        }
        return squares.sqrt().high();
    }
}
