package retrograde.article;

import java.util.ArrayList;
import java.util.List;

import retrograde.equation.Cell;
import retrograde.equation.Path.Matrix;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import retrograde.equation.bound.PathBounds;
import retrograde.equation.bound.Ranges;
import retrograde.equation.bound.TermBounds;

/**
 * The gates that a term of the step Jacobian is multiplied by, derived from the equations.
 *
 * @param term its name: {@code via z}
 * @param factors gate factors of its path with fewest
 * @param matrices recurrent matrices on its path with most
 */
record GateCount(String term, int factors, int matrices) {

    /** Those of all terms in the article's view, the main one first where there is one. */
    static List<GateCount> of(Cell cell) {
        Ranges ranges = Ranges.of(cell);
        List<GateCount> counts = new ArrayList<>();
        for (Term term : SymbolicJacobian.of(cell, View.ARTICLE).terms()) {
            PathBounds bounds = TermBounds.of(term, ranges);
            int matrices = term.paths()
                    .stream()
                    .mapToInt(p -> (int) p.links().stream().filter(Matrix.class::isInstance).count())
                    .max()
                    .orElse(0);
            counts.add(new GateCount(term.name(), bounds.gateFactors(), matrices));
        }
        return counts;
    }

    /** The same without the main term. */
    static List<GateCount> others(Cell cell) {
        return of(cell).stream().filter(count -> !count.term().equals("main")).toList();
    }
}
