package retrograde.cli;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables for a terminal and for a paper. */
class FigureTableTest {

    private static FigureTable table() {
        FigureTable table = new FigureTable("adding, T = 100", "cell", "λ₁", "K_90");
        table.row(List.of("rnn_tanh", "-0.5 ± 0.1 → ≥ 3", "50% & more"));
        table.row(List.of("a", "–", "1e-3"));
        return table;
    }

    @Test
    void columnsAreAsWideAsTheirWidestText() {
        assertThat(table().text().lines()).containsExactly("adding, T = 100", //
                "cell                    λ₁        K_90", //
                "rnn_tanh  -0.5 ± 0.1 → ≥ 3  50% & more", //
                "a                        –        1e-3");
    }

    @Test
    void latexEscapesWhatItWouldReadOtherwise() {
        assertThat(table().latex().lines()).containsExactly("% adding, T = 100", "% needs \\usepackage{booktabs}",
                "\\begin{tabular}{lrr}", "\\toprule", "cell & $\\lambda$$_1$ & K\\_90 \\\\", "\\midrule",
                "rnn\\_tanh & $-$0.5 $\\pm$ 0.1 $\\to$ $\\ge$ 3 & 50\\% \\& more \\\\", "a & -- & 1e-3 \\\\",
                "\\bottomrule", "\\end{tabular}");
    }

    @Test
    void aRowHasATextForEveryColumn() {
        FigureTable table = table();
        assertThatThrownBy(() -> table.row(List.of("b"))).isInstanceOf(IllegalArgumentException.class);
    }
}
