package retrograde.equation;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.cell.Zoo;

import static org.assertj.core.api.Assertions.assertThat;

class ParameterCountTest {

    /** Oracle O21 of the mathematics. */
    @ParameterizedTest
    @CsvSource({"rnn_tanh,H² + HI + H", "lstm,4H² + 4HI + 4H", "gru,3H² + 3HI + 3H", "gru_merged,2H² + 2HI + 2H",
            "gru_reset_after,3H² + 3HI + 4H"})
    void cellsOfTheZooHaveTheLiteraturesCounts(String name, String formula) {
        assertThat(ParameterCount.formula(Zoo.cell(name))).isEqualTo(formula);
    }

    @Test
    void dimensionsStaySymbolsUntilTheyHaveASize() {
        Cell cell = CellParser.parse("""
                cell low
                state h
                matrix A [H,R]
                matrix B [R,H]
                matrix C [rank,H]
                matrix D [H,rank]
                matrix E [3,I]
                matrix F [H,3]
                h' = A B h + D C h + F E x
                """, "low");
        assertThat(ParameterCount.formula(cell)).isEqualTo("2HR + 2·H·rank + 3H + 3I");
        assertThat(ParameterCount.formula(cell, Map.of("R", 8, "rank", 2, "H", 10, "I", 1))).isEqualTo("233");
        assertThat(ParameterCount.formula(CellParser.parse("cell a\nstate h\nh' = h", "a"))).isEqualTo("0");
    }
}
