package retrograde.equation;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DistributionParserTest {

    /** A text, what it means, and the shortest text for that. */
    record Form(String text, Distribution distribution, String shortest) {}

    static List<Form> forms() {
        return List.of(new Form("1", new Distribution.Constant(1), "1"),
                new Form("const:-.5", new Distribution.Constant(-0.5), "-0.5"),
                new Form(" +2e3 ", new Distribution.Constant(2000), "2000"),
                new Form("normal:0,.01", new Distribution.Normal(0, 0.01), "normal:0,0.01"),
                new Form("uniform: -1 , 1", new Distribution.Uniform(-1, 1), "uniform:-1,1"),
                new Form("orthogonal", new Distribution.Orthogonal(1), "orthogonal"),
                new Form("orthogonal:1.5", new Distribution.Orthogonal(1.5), "orthogonal:1.5"),
                new Form("identity", new Distribution.Identity(1), "identity"),
                new Form("identity:.9", new Distribution.Identity(0.9), "identity:0.9"),
                new Form("values:.9,10;0,.8", new Distribution.Values(List.of(List.of(.9, 10.), List.of(0., .8))),
                        "values:0.9,10;0,0.8"),
                new Form("values:3", new Distribution.Values(List.of(List.of(3.))), "values:3"),
                new Form("file:a dir/w:1.npy", new Distribution.File("a dir/w:1.npy"), "file:a dir/w:1.npy"),
                new Form("file:\" # \"\"权重\"\".csv\"", new Distribution.File(" # \"权重\".csv"),
                        "file:\" # \"\"权重\"\".csv\""),
                new Form("chrono:200", new Distribution.Chrono(200), "chrono:200"),
                new Form("pytorch", scheme(Distribution.Scheme.Name.PYTORCH), "pytorch"),
                new Form("keras", scheme(Distribution.Scheme.Name.KERAS), "keras"),
                new Form("xavier", scheme(Distribution.Scheme.Name.XAVIER), "xavier"),
                new Form("pytorch-sum", scheme(Distribution.Scheme.Name.PYTORCH_SUM), "pytorch-sum"),
                new Form("xavier-normal", scheme(Distribution.Scheme.Name.XAVIER_NORMAL), "xavier-normal"),
                new Form("he-uniform", scheme(Distribution.Scheme.Name.HE_UNIFORM), "he-uniform"),
                new Form("he", scheme(Distribution.Scheme.Name.HE), "he"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyFormIsReadAndPrinted(Form form) {
        assertThat(DistributionParser.parse(form.text())).isEqualTo(form.distribution());
        assertThat(DistributionParser.print(form.distribution())).isEqualTo(form.shortest());
        assertThat(DistributionParser.parse(form.shortest())).isEqualTo(form.distribution());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    normal:0            | distribution 'normal:0': expected normal:mean,std
                    normal:0,-1         | distribution 'normal:0,-1': normal:mean,std needs a standard deviation of at least 0, got -1
                    normal:a,1          | distribution 'normal:a,1': 'a' is no number
                    uniform:2,1         | distribution 'uniform:2,1': uniform:lo,hi needs lo ≤ hi
                    uniform:1,2,3       | distribution 'uniform:1,2,3': expected uniform:lo,hi
                    const               | distribution 'const': expected const:v
                    const:NaN           | distribution 'const:NaN': 'NaN' is no number
                    const:1e999         | distribution 'const:1e999': '1e999' is larger than a double can hold (1.8e308)
                    const:1f            | distribution 'const:1f': '1f' is no number
                    1.2.3               | distribution '1.2.3': '1.2.3' is no number
                    orthogonal:         | distribution 'orthogonal:': '' is no number
                    values:             | distribution 'values:': expected numbers: a comma between entries, a semicolon between rows, as values:.9,10;0,.8
                    values:1,2;3        | distribution 'values:1,2;3': all rows need the same length; row 1 has 2, row 2 has 1
                    values:1,,2         | distribution 'values:1,,2': '' is no number
                    file:               | distribution 'file:': expected a path, as file:weights.npy
                    chrono:2            | distribution 'chrono:2': chrono:Tmax draws from 1 to Tmax − 1 and needs Tmax > 2
                    keras:1             | distribution 'keras:1': keras takes no argument
                    """)
    void mistakesNameWhatWasGivenAndExpected(String given, String message) {
        assertThatThrownBy(() -> DistributionParser.parse(given)).isInstanceOf(InputException.class)
                .hasMessage(message);
    }

    @Test
    void unknownKindListsTheForms() {
        String forms = "expected a number, const:v, normal:mean,std, uniform:lo,hi, orthogonal[:gain], identity[:scale], "
                + "values:.9,10;0,.8, file:PATH, chrono:Tmax, pytorch, pytorch-sum, keras, xavier, xavier-normal, he or "
                + "he-uniform";
        assertThatThrownBy(() -> DistributionParser.parse("unifrom:0,1"))
                .hasMessage("unknown distribution 'unifrom:0,1'; did you mean uniform? " + forms);
        assertThatThrownBy(() -> DistributionParser.parse("gamma:2"))
                .hasMessage("unknown distribution 'gamma:2'; " + forms);
        assertThatThrownBy(() -> DistributionParser.parse("")).hasMessage("a distribution is missing; " + forms);
        assertThatThrownBy(() -> DistributionParser.parse("x".repeat(500)))
                .hasMessageStartingWith("unknown distribution '" + "x".repeat(60) + "…'");
        assertThatThrownBy(() -> DistributionParser.parse("file:a\u0007b"))
                .hasMessageEndingWith("a path holds no control characters");
    }

    private static Distribution scheme(Distribution.Scheme.Name name) {
        return new Distribution.Scheme(name);
    }
}
