package retrograde.equation;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("f", "i", "tanh", "sigmoid", "gru_reset_last", "gru_reset_after",
            "b_f");

    @ParameterizedTest
    @CsvSource({"ff,f", "F,f", "fi,f", "tnah,tanh", "tan,tanh", "sigmod,sigmoid", "Sigmoyd,sigmoid",
            "gru_reset_lats,gru_reset_last", "gru-reset-after,gru_reset_after", "bf,b_f"})
    void slipOfTheFingersIsRecognised(String given, String meant) {
        assertThat(Suggestion.phrase(given, KNOWN)).isEqualTo("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({"q", "zz", "softmax", "transformer"})
    void otherNamesAreNot(String given) {
        assertThat(Suggestion.closest(given, KNOWN)).isNull();
        assertThat(Suggestion.phrase(given, KNOWN)).isEmpty();
    }

    @Test
    void veryLongNameIsNoWork() {
        assertThat(Suggestion.closest("f".repeat(1_000_000), KNOWN)).isNull();
    }
}
