package retrograde.equation.bound;

import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TermBoundsTest {

    @Test
    void aTermOfOnePathHasThePathsBounds() {
        Cell lstm = Zoo.cell("lstm");
        Term viaF = term(lstm, View.ARTICLE, "via f");
        Ranges ranges = Ranges.of(lstm);
        PathBounds path = PathBounds.of(viaF.paths().getFirst(), ranges);
        assertThat(TermBounds.of(viaF, ranges)).isEqualTo(path);
    }

    /** {@code [D(o (1 − tanh²c′) f); D(f)]}: each block at most 1, both together at most √2, attained. */
    @Test
    void blocksJoinAsTheNormOfABlockMatrix() {
        Cell lstm = Zoo.cell("lstm");
        PathBounds main = TermBounds.of(term(lstm, View.FULL, "main"), Ranges.of(lstm));
        assertThat(main.bound()).isGreaterThanOrEqualTo(Math.sqrt(2)).isCloseTo(Math.sqrt(2), within(1e-11));
        assertThat(main.unitBound()).isGreaterThanOrEqualTo(1).isCloseTo(1, within(1e-11));
        assertThat(main.gateFactors()).isEqualTo(1);
    }

    @Test
    void pathsOfOneBlockAddUp() {
        Cell cell = CellParser.parse("cell a\nstate h\nh' = U tanh(h) + V sigmoid(h)", "a");
        PathBounds main = TermBounds.of(term(cell, View.FULL, "main"), Ranges.of(cell));
        assertThat(main.bound()).isGreaterThanOrEqualTo(1.25).isCloseTo(1.25, within(1e-11));
        assertThat(main.unitBound()).isGreaterThanOrEqualTo(1.25).isCloseTo(1.25, within(1e-11));
    }

    @Test
    void oneUnboundedPathMakesTheTermUnbounded() {
        Cell lstm = Zoo.cell("lstm");
        PathBounds viaF = TermBounds.of(term(lstm, View.FULL, "via f"), Ranges.of(lstm));
        assertThat(viaF.bound()).isInfinite();
        assertThat(viaF.unitBound()).isInfinite();
    }

    private static Term term(Cell cell, View view, String name) {
        Term term = SymbolicJacobian.of(cell, view).term(name);
        assertThat(term).isNotNull();
        return java.util.Objects.requireNonNull(term);
    }
}
