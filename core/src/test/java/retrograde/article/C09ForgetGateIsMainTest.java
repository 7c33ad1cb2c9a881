package retrograde.article;

import java.util.List;

import org.junit.jupiter.api.Test;
import retrograde.article.C09ForgetGateIsMain.Sizes;
import retrograde.cell.Zoo;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class C09ForgetGateIsMainTest {
    private static final List<Term> LSTM = SymbolicJacobian.of(Zoo.cell("lstm"), View.ARTICLE).terms();
    private static final double[][] LARGE_SHARE = {{.6, .62}, {.2, .2}, {.1, .1}, {.1, .08}};
    private static final double[][] SMALL_SHARE = {{.4, .42}, {.4, .38}, {.1, .1}, {.1, .1}};
    private static final double[][] LARGEST_NORM = {{.9, .91}, {.5, .5}, {.1, .1}, {.3, .3}};
    private static final double[][] SMALLER_NORM = {{.9, .91}, {1.5, 1.5}, {.1, .1}, {.3, .3}};

    @Test
    void sharesAloneArePartOfIt() {
        Sizes both = new Sizes(LARGE_SHARE, LARGEST_NORM);
        Sizes shares = new Sizes(LARGE_SHARE, SMALLER_NORM);
        Sizes none = new Sizes(SMALL_SHARE, SMALLER_NORM);
        assertThat(C09ForgetGateIsMain.judge(LSTM, List.of(both, both, both))).isEqualTo(Answer.YES);
        assertThat(C09ForgetGateIsMain.judge(LSTM, List.of(shares, shares, shares))).isEqualTo(Answer.PARTLY);
        assertThat(C09ForgetGateIsMain.judge(LSTM, List.of(both, both, none))).isEqualTo(Answer.PARTLY);
        assertThat(C09ForgetGateIsMain.judge(LSTM, List.of(both, shares, none))).isEqualTo(Answer.NO);
    }

    @Test
    void aCellWithFewerGateFactorsDoesNotPass() {
        Sizes both = new Sizes(LARGE_SHARE, LARGEST_NORM);
        List<Term> gru = SymbolicJacobian.of(Zoo.cell("gru"), View.FULL).terms();
        assertThat(C09ForgetGateIsMain.judge(gru, List.of(both, both, both))).isEqualTo(Answer.NO);
    }

    @Test
    void theScaleAtOneHalfIsInterpolatedOverItsLogarithm() {
        // From .75 at 1 to .25 at 4: ½ is half way, at √4.
        assertThat(C09ForgetGateIsMain.crossing(new double[] {1, 4}, new double[] {.75, .25})).isCloseTo(2,
                within(1e-15));
        assertThat(C09ForgetGateIsMain.crossing(new double[] {1, 4}, new double[] {.75, .6})).isInfinite();
    }
}
