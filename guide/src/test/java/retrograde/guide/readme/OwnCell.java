package retrograde.guide.readme;

import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import retrograde.equation.bound.PathBounds;
import retrograde.equation.bound.Ranges;
import retrograde.equation.bound.TermBounds;

/** The README's second example: a cell written as text, its Jacobian's terms and their bounds. */
final class OwnCell {

    private OwnCell() {}

    static String terms(String text) {
        StringBuilder out = new StringBuilder();
        // tag::readme[]
        Cell cell = CellParser.parse(text, "my.cell");
        Ranges ranges = Ranges.of(cell); // what gates and states can be: h stays in [−1, 1]
        for (Term term : SymbolicJacobian.of(cell, View.FULL).terms()) {
            PathBounds bounds = TermBounds.of(term, ranges);
            out.append(term.name() + ": " + bounds.gateFactors() + " gate factors, bound " + bounds.bound() + "\n");
        }
        // end::readme[]
        return out.toString();
    }
}
