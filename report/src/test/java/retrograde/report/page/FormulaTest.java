package retrograde.report.page;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FormulaTest {

    @Test
    void aFormulaComesThroughWithItsLooksAndWithoutItsNamespace() {
        assertThat(Formula.markup("<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">"
                + "<msub><mi mathvariant=\"normal\">W</mi><mi>f</mi></msub><mo>&lt;</mo></math>"))
                .isEqualTo("<math display=\"block\"><msub><mi mathvariant=\"normal\">W</mi><mi>f</mi></msub>"
                        + "<mo>&lt;</mo></math>");
    }

    @Test
    void aSemicolonOfTheOutermostRowBreaksTheLine() {
        assertThat(Formula.markup("<math><mi>a</mi><mo>;</mo><mrow><mi>b</mi><mo>;</mo><mi>c</mi></mrow></math>"))
                .isEqualTo("<math><mi>a</mi></math><br><math><mrow><mi>b</mi><mo>;</mo><mi>c</mi></mrow></math>");
    }

    @Test
    void ofStylesOnlyAlignmentComesThrough() {
        assertThat(Formula
                .markup("<math><mtd style=\"text-align:right\"></mtd><mtd style=\"position:fixed\"></mtd></math>"))
                .isEqualTo("<math><mtd style=\"text-align:right\"></mtd><mtd></mtd></math>");
    }

    @Test
    void attributesThatDoMoreThanLooksAreDropped() {
        assertThat(Formula.markup("<math><mi href=\"javascript:alert(1)\" onclick=\"alert(1)\">x</mi></math>"))
                .isEqualTo("<math><mi>x</mi></math>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<img src=\"x\"/>", "<math><annotation-xml><script>alert(1)</script></annotation-xml></math>",
                    "<!DOCTYPE math [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><math><mi>&x;</mi></math>",
                    "h' = <math>", ""})
    void whatIsNoFormulaIsShownAsText(String notAFormula) {
        assertThat(Formula.markup(notAFormula)).isEqualTo("<code>" + Html.escape(notAFormula) + "</code>");
    }
}
