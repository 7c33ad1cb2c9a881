package retrograde.engine.simd;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Times are not asserted: only that the work is done and counted. */
class FmaLimitTest {
    @Test
    void bothFormatsGiveARate() {
        assertThat(FmaLimit.float32(2)).isPositive().isFinite();
        assertThat(FmaLimit.float64(1)).isPositive().isFinite();
    }

    @Test
    void someThreadMustWork() {
        assertThatIllegalArgumentException().isThrownBy(() -> FmaLimit.float32(0)).withMessageContaining("at least 1");
    }
}
