package retrograde.equation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.cell.Zoo;

import static org.assertj.core.api.Assertions.assertThat;

/** The four notations; that text reads back as the same cell is shown by {@link RandomCellsTest}. */
class PrintersTest {
    private static final Cell LSTM = Zoo.cell("lstm");

    static List<String> zoo() {
        return Zoo.names();
    }

    @ParameterizedTest
    @MethodSource("zoo")
    void textOfTheZooIsPrintedAsItWasWritten(String name) {
        assertThat(TextPrinter.print(Zoo.cell(name))).isEqualTo(Zoo.text(name));
    }

    @Test
    void lstmInUnicode() {
        assertThat(new UnicodePrinter(LSTM).cell()).isEqualTo("""
                fₜ = σ(W_f xₜ + U_f hₜ₋₁ + b_f)
                iₜ = σ(W_i xₜ + U_i hₜ₋₁ + b_i)
                oₜ = σ(W_o xₜ + U_o hₜ₋₁ + b_o)
                gₜ = tanh(W_c xₜ + U_c hₜ₋₁ + b_c)
                cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ gₜ
                hₜ = oₜ ⊙ tanh(cₜ)
                """);
    }

    @Test
    void lstmInLatex() {
        assertThat(new LatexPrinter(LSTM).cell()).isEqualTo("""
                \\begin{aligned}
                f_{t} &= \\sigma\\left(W_{f} x_{t} + U_{f} h_{t-1} + b_{f}\\right) \\\\
                i_{t} &= \\sigma\\left(W_{i} x_{t} + U_{i} h_{t-1} + b_{i}\\right) \\\\
                o_{t} &= \\sigma\\left(W_{o} x_{t} + U_{o} h_{t-1} + b_{o}\\right) \\\\
                g_{t} &= \\tanh\\left(W_{c} x_{t} + U_{c} h_{t-1} + b_{c}\\right) \\\\
                c_{t} &= f_{t} \\odot c_{t-1} + i_{t} \\odot g_{t} \\\\
                h_{t} &= o_{t} \\odot \\tanh\\left(c_{t}\\right)
                \\end{aligned}
                """);
    }

    @Test
    void lstmOutputInMathMl() {
        assertThat(new MathMlPrinter(LSTM).equation(LSTM.equations().getLast())).isEqualTo(
                "<math><mrow><msub><mi>h</mi><mrow><mi>t</mi></mrow></msub><mo>=</mo><msub><mi>o</mi><mrow><mi>t</mi></mrow>"
                        + "</msub><mo>⊙</mo><mi>tanh</mi><mo>\u2061</mo><mrow><mo stretchy=\"false\">(</mo><mrow><msub><mi>c</mi><mrow><mi>t</mi>"
                        + "</mrow></msub></mrow><mo stretchy=\"false\">)</mo></mrow></mrow></math>");
    }

    @Test
    void termsOfTheLstmInTheArticlesViewReadAsInTheMathematics() {
        SymbolicJacobian article = SymbolicJacobian.of(LSTM, View.ARTICLE);
        UnicodePrinter unicode = new UnicodePrinter(LSTM);
        assertThat(article.terms()).extracting(t -> t.name() + " = " + unicode.term(t, article.states()))
                .containsExactly("main = D(fₜ)", "via f = D(cₜ₋₁ fₜ (1 − fₜ)) U_f D(oₜ₋₁ (1 − tanh(cₜ₋₁)²))",
                        "via i = D(gₜ iₜ (1 − iₜ)) U_i D(oₜ₋₁ (1 − tanh(cₜ₋₁)²))",
                        "via g = D(iₜ (1 − gₜ²)) U_c D(oₜ₋₁ (1 − tanh(cₜ₋₁)²))");
        Term viaF = article.terms().get(1);
        assertThat(new LatexPrinter(LSTM).term(viaF, article.states()))
                .isEqualTo("D\\left(c_{t-1} \\, f_{t} \\, \\left(1 - f_{t}\\right)\\right) U_{f} D\\left(o_{t-1} \\, "
                        + "\\left(1 - \\tanh\\left(c_{t-1}\\right)^{2}\\right)\\right)");
        assertThat(new TextPrinter(LSTM).term(viaF, article.states()))
                .isEqualTo("D(c * (f * (1 - f))) U_f D(o[t-1] * (1 - tanh(c) * tanh(c)))");
    }

    @Test
    void termsOfSeveralBlocksNameThem() {
        SymbolicJacobian full = SymbolicJacobian.of(LSTM, View.FULL);
        Term main = full.terms().getFirst();
        assertThat(new UnicodePrinter(LSTM).term(main, full.states()))
                .isEqualTo("∂hₜ/∂cₜ₋₁: D(oₜ (1 − tanh(cₜ)²) fₜ); ∂cₜ/∂cₜ₋₁: D(fₜ)");
        assertThat(new LatexPrinter(LSTM).term(main, full.states()))
                .endsWith(";\\quad \\frac{\\partial c_{t}}{\\partial c_{t-1}}:\\ D\\left(f_{t}\\right)");
        assertThat(new MathMlPrinter(LSTM).block("c", "h")).startsWith("<mfrac><mrow><mo>∂</mo><msub><mi>c</mi>");
        assertThat(new UnicodePrinter(LSTM).block("c", "x")).isEqualTo("∂cₜ/∂xₜ");
    }

    /** Signs and numbers of a path stand first; a path without factors is the identity; none is zero. */
    @Test
    void pathsAreSummedWithTheirSigns() {
        Cell cell = parse("h' = -U h - 2 * h + tanh(V h) + layernorm(U h + b)");
        UnicodePrinter unicode = new UnicodePrinter(cell);
        SymbolicJacobian jacobian = SymbolicJacobian.of(cell, View.FULL);
        assertThat(unicode.term(jacobian.terms().getFirst(), jacobian.states()))
                .isEqualTo("−U − 2 I + D(1 − tanh(V hₜ₋₁)²) V + LN′(U hₜ₋₁ + b) U");
        assertThat(unicode.sum(List.of())).isEqualTo("0");
        assertThat(unicode.path(new Path("h", "h", List.of(), List.of(Expression.constant(1)), List.of())))
                .isEqualTo("I");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            h - (h - 1)               ~ hₜ₋₁ − (hₜ₋₁ − 1)
            h + (h - 1)               ~ hₜ₋₁ + hₜ₋₁ − 1
            h * (b * f)               ~ hₜ₋₁ ⊙ b ⊙ fₜ
            (h + b) * f               ~ (hₜ₋₁ + b) ⊙ fₜ
            h / (b / f)               ~ hₜ₋₁ / (b / fₜ)
            h * -f                    ~ hₜ₋₁ ⊙ (−fₜ)
            -(h * f)                  ~ −hₜ₋₁ ⊙ fₜ
            - -h                      ~ −(−hₜ₋₁)
            2 * h                     ~ 2·hₜ₋₁
            h + -2                    ~ hₜ₋₁ + (−2)
            -1.5e-9 * h               ~ −1.5e−9·hₜ₋₁
            (h - f) * (h - f)         ~ (hₜ₋₁ − fₜ)²
            U (h * f)                 ~ U (hₜ₋₁ ⊙ fₜ)
            U U h                     ~ U U hₜ₋₁
            abs(h) + sqrt(f)          ~ |hₜ₋₁| + √(fₜ)
            max(relu(h), log(exp(h))) ~ max(ReLU(hₜ₋₁), ln(exp(hₜ₋₁)))
            layernorm(h) * softplus(f) ~ LN(hₜ₋₁) ⊙ softplus(fₜ)
            """)
    void bracketsStandWhereAReaderNeedsThem(String text, String shown) {
        Cell cell = parse("f = b * U h\nh' = " + text);
        assertThat(new UnicodePrinter(cell).expression(cell.equations().getLast().right())).isEqualTo(shown);
    }

    @Test
    void latexWritesQuotientsAndPowersOfTenAndNames() {
        Cell cell = parse("gate_1 = W_zx x\nparam peep\nh' = (gate_1 + peep) / h * 1e-20 + (h / 2) * (h / 2)");
        assertThat(new LatexPrinter(cell).cell()).isEqualTo("""
                \\begin{aligned}
                \\mathrm{gate}_{1,t} &= W_{zx} x_{t} \\\\
                h_{t} &= \\frac{\\mathrm{gate}_{1,t} + \\mathrm{peep}}{h_{t-1}} \\cdot 1 \\cdot 10^{-20} + \
                \\left(\\frac{h_{t-1}}{2}\\right)^{2}
                \\end{aligned}
                """);
    }

    @Test
    void mathMlIsWellFormedForEveryCell() {
        for (Cell cell : RandomCells.cells(5, 150)) {
            MathMlPrinter printer = new MathMlPrinter(cell);
            SymbolicJacobian jacobian = SymbolicJacobian.of(cell, View.FULL);
            StringBuilder page = new StringBuilder(printer.cell());
            jacobian.terms().forEach(t -> page.append(MathMlPrinter.math(printer.term(t, jacobian.states()))));
            assertWellFormed(page.toString());
            assertThat(count(page.toString(), "<mtr>")).isEqualTo(cell.equations().size());
        }
    }

    /** Tags nest, and scripts and fractions have their two children. */
    private static void assertWellFormed(String page) {
        record Element(String name, int[] children) {}
        Deque<Element> open = new ArrayDeque<>();
        Matcher tag = Pattern.compile("<(/?)([a-z]+)( [a-z]+=\"[^\"<]*\")?>|([<&](?!gt;|lt;|amp;).{0,20})")
                .matcher(page);
        while (tag.find()) {
            assertThat(tag.group(4)).as("stray markup").isNull();
            if (tag.group(1).isEmpty()) {
                if (!open.isEmpty()) {
                    open.peek().children()[0]++;
                }
                open.push(new Element(tag.group(2), new int[1]));
            } else {
                Element closed = open.pop();
                assertThat(tag.group(2)).isEqualTo(closed.name());
                if (Set.of("msub", "msup", "mfrac").contains(closed.name())) {
                    assertThat(closed.children()[0]).as(closed.name()).isEqualTo(2);
                }
            }
        }
        assertThat(open).isEmpty();
    }

    @Test
    void latexBracesBalanceForEveryCell() {
        for (Cell cell : RandomCells.cells(6, 150)) {
            String latex = new LatexPrinter(cell).cell();
            assertThat(count(latex, "{")).isEqualTo(count(latex, "}"));
            assertThat(count(latex, "\\left")).isEqualTo(count(latex, "\\right"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "0.5,0.5", "-0.0,-0", "0.1,0.1", "1e300,1e300", "-2.5e-7,-2.5e-7",
            "123456789012345680,1.2345678901234568e17", "0.00001,0.00001", "4.9e-324,4.9e-324",
            "1234567890123456,1234567890123456"})
    void numbersReadBackAsTheSameDouble(double value, String text) {
        assertThat(NumberText.of(value)).isEqualTo(text);
        assertThat(Double.parseDouble(text)).isEqualTo(value);
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static Cell parse(String statements) {
        return CellParser.parse("cell a\nstate h\n" + statements, "a");
    }
}
