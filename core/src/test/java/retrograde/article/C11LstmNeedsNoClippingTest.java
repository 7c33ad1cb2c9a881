package retrograde.article;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class C11LstmNeedsNoClippingTest {
    private static boolean met(int without, int with) {
        return C11LstmNeedsNoClipping.mostLearn(Estimate.fraction(without, 27), Estimate.fraction(with, 27));
    }

    @Test
    void mostRunsMustLearnAndClippingMustNotHelp() {
        assertThat(met(24, 24)).isTrue();
        assertThat(met(24, 27)).as("within two standard errors").isTrue();
        assertThat(met(15, 15)).as("half, within the error").isFalse();
        assertThat(met(20, 27)).as("clipping helps").isFalse();
        assertThat(met(0, 0)).isFalse();
    }
}
