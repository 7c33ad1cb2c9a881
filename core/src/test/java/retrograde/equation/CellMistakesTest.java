package retrograde.equation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.InputException;
import retrograde.cell.Zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the reader of cells says of mistakes: every message in full, from {@code mistakes.txt}. */
class CellMistakesTest {

    /** A cell's text and the message it must give. */
    record Mistake(String text, String message) {
        @Override
        public String toString() {
            return message.lines().findFirst().orElse("");
        }
    }

    static List<Mistake> mistakes() {
        try (InputStream stream = CellMistakesTest.class.getResourceAsStream("mistakes.txt")) {
            String all = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("(?m)^====\n"))
                    .skip(1)
                    .map(part -> part.split("(?m)^----\n"))
                    .map(p -> new Mistake(p[0], p[1].stripTrailing()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void messageNamesLinePlaceAndWhatWasExpected(Mistake mistake) {
        assertThatThrownBy(() -> CellParser.parse(mistake.text(), "my.cell")).isInstanceOf(CellSyntaxException.class)
                .hasMessage(mistake.message());
    }

    @Test
    void listOfMistakesIsRead() {
        assertThat(mistakes()).hasSizeGreaterThan(100);
    }

    @Test
    void placeCanBeAskedFor() {
        CellSyntaxException e = mistake("cell a\nstate h\n\th' = 2 *\tff\n\tf = h");
        assertThat(e.source()).isEqualTo("my.cell");
        assertThat(e.line()).isEqualTo(3);
        assertThat(e.column()).isEqualTo(11);
        assertThat(e.problem()).isEqualTo("unknown name ff; did you mean f?");
        // Tabs before the caret stay tabs, so that it stands under the place whatever a tab's width.
        assertThat(e).hasMessageEndingWith("\n    \th' = 2 *\tff\n    \t        \t^");
    }

    @Test
    void textWithoutStatementShowsWhatACellLooksLike() {
        for (String text : List.of("", "\n \n", "# only a comment", "\uFEFF")) {
            assertThatThrownBy(() -> CellParser.parse(text, "my.cell")).isInstanceOf(InputException.class)
                    .hasMessage("my.cell: there is no cell in it; expected text such as\n"
                            + "    cell rnn\n    state h\n    h' = tanh(W x + U h + b)");
        }
    }

    @Test
    void nameOfTheCellIsNeeded() {
        assertThat(mistake("state h\nh' = h"))
                .hasMessage("my.cell, line 1: the cell has no name; expected 'cell NAME' in the first line\n"
                        + "    state h\n    ^");
    }

    @Test
    void longLineIsShownAroundThePlaceOnly() {
        CellSyntaxException e = mistake("cell a\nstate h\nh' = " + "h + ".repeat(90) + "? " + "+ h".repeat(90));
        List<String> lines = String.valueOf(e.getMessage()).lines().toList();
        assertThat(lines.get(1)).startsWith("    …").endsWith("…").hasSizeLessThan(180);
        assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('?');
    }

    @Test
    void controlCharactersNeverReachTheTerminal() {
        assertThat(mistake("cell a\nstate h\nh' = \u001B[31mh")).hasMessage(
                "my.cell, line 3: unexpected character U+001B; names are letters A–Z, a–z, digits and _, operators + - * /\n"
                        + "    h' = \uFFFD[31mh\n         ^");
        assertThat(mistake("cell a\nstate\u00A0h"))
                .hasMessageContaining("unexpected character U+00A0, a special blank; use a plain one");
    }

    @Test
    void damagedTextGivesAMessageAndNothingElse() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        String signs = "+-*/()[],='#\n x hcfU_.0e9\uFEFFσ\uD83D\"";
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            String name = Zoo.names().get(random.nextInt(Zoo.names().size()));
            StringBuilder text = new StringBuilder(Zoo.text(name));
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                int from = random.nextInt(text.length());
                int to = Math.min(text.length(), from + random.nextInt(6));
                int sign = random.nextInt(signs.length());
                text.replace(from, to, random.nextBoolean() ? "" : signs.substring(sign, sign + 1));
            }
            try {
                Cell cell = CellParser.parse(text.toString(), "damaged");
                assertThat(CellParser.parse(TextPrinter.print(cell), "again")).isEqualTo(cell);
            } catch (InputException e) {
                assertThat(e).hasMessageStartingWith("damaged");
                refused++;
            }
        }
        assertThat(refused).isBetween(1500, 3900);
    }

    private static CellSyntaxException mistake(String text) {
        try {
            CellParser.parse(text, "my.cell");
        } catch (CellSyntaxException e) {
            return e;
        }
        throw new AssertionError("accepted: " + text);
    }
}
