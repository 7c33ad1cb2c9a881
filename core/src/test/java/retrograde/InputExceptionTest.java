package retrograde;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InputExceptionTest {

    @Test
    void keepsTheMessageAsGiven() {
        assertThat(new InputException("no file 'a b.txt'; give one that exists"))
                .hasMessage("no file 'a b.txt'; give one that exists")
                .hasNoCause();
    }

    @Test
    void theTestsRunOnAJdkThatDoesNotMovePinnedArrays() {
        assertThat(Runtime.version().compareToIgnoreOptional(Runtime.Version.parse("25.0.3"))).isNotNegative();
    }
}
