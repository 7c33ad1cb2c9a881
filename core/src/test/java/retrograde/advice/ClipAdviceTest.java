package retrograde.advice;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ClipAdviceTest {

    /** The middle quantiles of a Pareto distribution of index α from 1: its tail is known. */
    private static double[] pareto(double alpha, int n) {
        return IntStream.range(0, n).mapToDouble(i -> StrictMath.pow(1 - (i + 0.5) / n, -1 / alpha)).toArray();
    }

    @Test
    void quantilesAreThoseOfTheSample() {
        // In any order: 101 norms from 100 to 200, so that order statistics fall on the quantiles.
        double[] norms = IntStream.rangeClosed(0, 100).mapToDouble(i -> 100 + i * 37 % 101).toArray();
        ClipAdvice advice = ClipAdvice.of(norms, 16);
        assertThat(advice.median()).isEqualTo(150);
        assertThat(advice.q90()).isEqualTo(190);
        assertThat(advice.q99()).isEqualTo(199);
        assertThat(advice.largest()).isEqualTo(200);
        assertThat(advice.threshold()).isEqualTo(190);
        assertThat(advice.clipped()).isEqualTo(10 / 101.0);
        assertThat(advice.recommendation().options()).containsExactly("--clip", "190");
        assertThat(advice.recommendation().text()).contains("light", "90 % quantile", "10 % of batches");
    }

    @ParameterizedTest
    @CsvSource({"1.5,0.5,very heavy", "3,0.75,heavy", "8,0.9,light"})
    void theHeavierTheTailTheLowerTheQuantile(double alpha, double rank, String word) {
        double[] norms = pareto(alpha, 512);
        ClipAdvice advice = ClipAdvice.of(norms, 16);
        // Hill's estimate of middle quantiles is off by the place of the largest in its cell: some percent at 64 of 512.
        assertThat(advice.tail()).isCloseTo(alpha, within(0.05 * alpha));
        assertThat(advice.tailError()).isCloseTo(advice.tail() / 8, within(1e-12));
        Arrays.sort(norms);
        // Rounded to three digits.
        assertThat(advice.threshold()).isCloseTo(ClipAdvice.quantile(norms, rank), within(0.005 * advice.threshold()));
        assertThat(advice.clipped()).isCloseTo(1 - rank, within(0.02));
        assertThat(advice.recommendation().text()).contains("tail is " + word);
    }

    /** Norms that differ by a tenth: two digits would clip a quarter of them, or none. */
    @Test
    void aNarrowDistributionIsClippedWhereItIsMeant() {
        double[] norms = IntStream.range(0, 200).mapToDouble(i -> 1.2 + 0.1 * i / 200).toArray();
        ClipAdvice advice = ClipAdvice.of(norms, 16);
        assertThat(advice.recommendation().options()).containsExactly("--clip", "1.29");
        assertThat(advice.clipped()).isCloseTo(0.1, within(0.01));
        double[] small = Arrays.stream(norms).map(n -> 1e-5 * n).toArray();
        assertThat(ClipAdvice.of(small, 16).recommendation().options()).containsExactly("--clip", "1.29e-05");
    }

    @Test
    void whatIsNotFiniteLiesBeyondEveryThreshold() {
        double[] norms = pareto(8, 64);
        norms[5] = Double.NaN;
        norms[40] = Double.POSITIVE_INFINITY;
        ClipAdvice some = ClipAdvice.of(norms, 16);
        assertThat(some.nonFinite()).isEqualTo(2);
        assertThat(some.norms()).hasSize(62).isSorted();
        assertThat(some.threshold()).isBetween(1.0, 1.3);
        assertThat(some.recommendation().text()).contains("2 of 64 batches");
        Arrays.fill(norms, 0, 40, Double.POSITIVE_INFINITY);
        ClipAdvice most = ClipAdvice.of(norms, 16);
        assertThat(most.recommendation().given()).isFalse();
        assertThat(most.recommendation().text()).contains("clipping cannot mend", "--init");
        assertThat(most.threshold()).isNaN();
    }

    @Test
    void gradientsOfZeroHaveNoThreshold() {
        ClipAdvice none = ClipAdvice.of(new double[64], 16);
        assertThat(none.recommendation().given()).isFalse();
        assertThat(none.recommendation().text()).isEqualTo("all gradients are zero");
    }
}
