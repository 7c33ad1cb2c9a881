package retrograde.article;

import java.util.List;

import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;

import static org.assertj.core.api.Assertions.assertThat;

/** The gates that claims C15, C16 and C22 rest on are those the article counts. */
class GateCountTest {
    @Test
    void theLstmsOtherTermsHaveFourGatesOrMore() {
        assertThat(GateCount.others(Zoo.cell("lstm"))).containsExactly(new GateCount("via f", 4, 1),
                new GateCount("via i", 5, 1), new GateCount("via g", 4, 1));
    }

    @Test
    void theGrusHaveOneOrTwoFewerExceptBehindTwoMatrices() {
        assertThat(GateCount.others(Zoo.cell("gru"))).containsExactly(new GateCount("via z", 3, 1),
                new GateCount("via g", 3, 1), new GateCount("via r,g", 5, 2));
    }

    @Test
    void withTheResetLastNoPathHasTwoMatrices() {
        assertThat(GateCount.others(Zoo.cell("gru_reset_last"))).containsExactly(new GateCount("via z", 4, 1),
                new GateCount("via g", 3, 1));
    }

    @Test
    void aSimpleRnnHasTheMainTermOnly() {
        assertThat(GateCount.of(Zoo.cell("rnn_tanh"))).isEqualTo(List.of(new GateCount("main", 1, 1)));
        assertThat(GateCount.others(Zoo.cell("rnn_tanh"))).isEmpty();
    }
}
