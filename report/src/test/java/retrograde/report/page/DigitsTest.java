package retrograde.report.page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.NullNode;

import static org.assertj.core.api.Assertions.assertThat;

class DigitsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "1.9, 1.9", "0.111935801173576, 0.1119", "-0.00123456, −0.001235", "999999.7, 1000000",
            "1e-3, 0.001", "0.00099996, 1·10⁻³", "-4.5678e-12, −4.568·10⁻¹²", "1.5e308, 1.5·10³⁰⁸", "NaN, –",
            "Infinity, –"})
    void roundsToWhatAReaderCanCompare(double number, String shown) {
        assertThat(Digits.of(number)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-2.302585092994046, 0.1", "-2302.585092994046, 1.00·10⁻¹⁰⁰⁰", "23.8, 2.17·10¹⁰"})
    void aLogarithmIsShownAsTheNumberEvenBeyondDoubles(double log, String shown) {
        assertThat(Digits.exponential(log)).isEqualTo(shown);
    }

    @Test
    void countsAreGroupedFromFiveDigitsOnAndMissingOnesAreADash() {
        assertThat(Digits.count(IntNode.valueOf(9999))).isEqualTo("9999");
        assertThat(Digits.count(IntNode.valueOf(1234567))).isEqualTo("1\u202f234\u202f567");
        assertThat(Digits.count(NullNode.getInstance())).isEqualTo("–");
    }

    @ParameterizedTest
    @CsvSource({"-0.48037, 0.0048, −0.480 ± 0.005", "1.9123, 0.2, 1.9 ± 0.2", "-0.45143657, 4.0e-5, −0.4514 ± <10⁻⁴",
            "-0.5, 0, −0.500", "12.3, 7.0, 12 ± 7", "NaN, 0.1, –"})
    void aMeasuredValueHasTheDecimalsOfItsError(double value, double error, String shown) {
        assertThat(Digits.measured(DoubleNode.valueOf(value), DoubleNode.valueOf(error), 4)).isEqualTo(shown);
    }
}
