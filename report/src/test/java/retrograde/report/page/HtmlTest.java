package retrograde.report.page;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HtmlTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (1 − h_t²)U and ∂h_{t−1} | (1 − h<sub>t</sub>²)U and ∂h<sub>t−1</sub>
            at h_t, h_0 or λ_1       | at h<sub>t</sub>, h<sub>0</sub> or λ<sub>1</sub>
            rnn_tanh, gru_reset_last, b_fo, U_2x | rnn_tanh, gru_reset_last, b_fo, U_2x
            0.9^t and 10^{-3}        | 0.9<sup>t</sup> and 10<sup>-3</sup>
            <b>x_{<i>}</b>           | &lt;b&gt;x_{&lt;i&gt;}&lt;/b&gt;
            h_{&quot;}               | h_{&amp;quot;}
            """)
    void proseSetsIndicesLowAndPowersHighAndEscapesTheRest(String prose, String html) {
        assertThat(new Html().prose(prose).toString()).isEqualTo(html);
    }
}
