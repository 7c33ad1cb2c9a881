package retrograde.cell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.InputException;
import retrograde.equation.Cell;
import retrograde.equation.CellChecker;
import retrograde.equation.Distribution;
import retrograde.equation.Parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ZooTest {
    private static final String TEXT = "cell mine\nstate h\nh' = tanh(W x + U h + b)\n";

    @TempDir
    private Path folder = Path.of("");

    static List<String> names() {
        return Zoo.names();
    }

    @Test
    void holdsTheEightCellsOfTheArticle() {
        assertThat(Zoo.names()).containsExactly("rnn_tanh", "rnn_relu", "rnn_sigmoid", "lstm", "gru", "gru_merged",
                "gru_reset_last", "gru_reset_after");
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyCellIsNamedAsItsFileSaysItsSourceAndPassesTheCheck(String name) {
        Cell cell = Zoo.cell(name);
        assertThat(cell.name()).isEqualTo(name);
        assertThat(cell.description()).matches(".*\\b(19|20)\\d\\d\\b.*");
        assertThat(CellChecker.check(cell)).isSameAs(cell);
    }

    /** Oracle O21 of the mathematics: RNN H²+HI+H, LSTM ×4, GRU ×3, reset-after one H more. */
    @ParameterizedTest
    @CsvSource({"rnn_tanh,1,0", "rnn_relu,1,0", "rnn_sigmoid,1,0", "lstm,4,0", "gru,3,0", "gru_merged,2,0",
            "gru_reset_last,3,0", "gru_reset_after,3,1"})
    void parametersAreCountedAsInTheLiterature(String name, int blocks, int more) {
        long hidden = 7;
        long inputs = 5;
        Map<String, Long> sizes = Map.of("H", hidden, "I", inputs);
        long count = Zoo.cell(name)
                .parameters()
                .stream()
                .map(Parameter::shape)
                .mapToLong(s -> s.stream().mapToLong(sizes::get).reduce(1, (a, b) -> a * b))
                .sum();
        assertThat(count).isEqualTo(blocks * (hidden * hidden + hidden * inputs + hidden) + more * hidden);
    }

    @Test
    void statesOutputAndInitialValuesAreTheArticles() {
        assertThat(Zoo.cell("lstm").states()).containsExactly("h", "c");
        assertThat(Zoo.cell("lstm").initialisations()).isEqualTo(Map.of("b_f", new Distribution.Constant(1)));
        assertThat(Zoo.cell("lstm").gates()).containsExactly("f", "i", "o", "g");
        assertThat(Zoo.cell("gru").gates()).containsExactly("z", "r", "g");
        assertThat(Zoo.cell("gru_reset_last").states()).containsExactly("c", "h");
        assertThat(Zoo.cell("gru_reset_last").output()).isEqualTo("h");
    }

    @Test
    void unknownCellListsTheNamesAndTheClosest() {
        assertThatThrownBy(() -> Zoo.load("ltsm")).isInstanceOf(InputException.class)
                .hasMessage(
                        "unknown cell 'ltsm'; did you mean lstm? expected one of rnn_tanh, rnn_relu, rnn_sigmoid, lstm, "
                                + "gru, gru_merged, gru_reset_last, gru_reset_after, or the path of a file such as my.cell");
        assertThatThrownBy(() -> Zoo.load("transformer")).isInstanceOf(InputException.class)
                .hasMessageStartingWith("unknown cell 'transformer'; expected one of rnn_tanh, ");
        assertThatThrownBy(() -> Zoo.load("")).hasMessageStartingWith("unknown cell ''; expected one of");
    }

    @Test
    void fileIsReadByPathWhateverItsName() throws IOException {
        for (String file : List.of("my.cell", "no ending", "单元.cell")) {
            Path path = Files.writeString(folder.resolve(file), TEXT);
            assertThat(Zoo.load(path.toString()).name()).isEqualTo("mine");
        }
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsAreAccepted() throws IOException {
        Path path = Files.writeString(folder.resolve("w.cell"), "\uFEFF# Über\r\n" + TEXT.replace("\n", "\r\n"));
        assertThat(Zoo.load(path.toString()).description()).isEqualTo("Über");
    }

    @Test
    void whatIsNoReadableTextIsRefused() throws IOException {
        assertRefused("missing.cell", new byte[0], "there is no file PATH (looked for ");
        assertRefused("folder.cell", new byte[0], "PATH is a directory; expected a cell file, as ");
        assertRefused("bin.cell", new byte[] {'c', 0, 1},
                "PATH is not a text file (it holds the byte 0); expected the description of a cell in UTF-8");
        assertRefused("latin.cell", "# ok\n# Über".getBytes(StandardCharsets.ISO_8859_1),
                "PATH is not UTF-8: line 2 holds the byte 0xDC; save it as UTF-8");
        assertRefused("cut.cell", new byte[] {'#', (byte) 0xC3}, "PATH is not UTF-8: line 1 holds the byte 0xC3");
        assertRefused("empty.cell", new byte[0], "PATH: there is no cell in it; expected text such as");
        byte[] large = new byte[(1 << 20) + 1];
        java.util.Arrays.fill(large, (byte) '#');
        assertRefused("large.cell", large, "PATH is larger than 1 MiB; is it a cell file?");
    }

    private void assertRefused(String file, byte[] bytes, String message) throws IOException {
        Path path = folder.resolve(file);
        if (file.startsWith("folder")) {
            Files.createDirectory(path);
        } else if (!file.startsWith("missing")) {
            Files.write(path, bytes);
        }
        assertThatThrownBy(() -> Zoo.load(path.toString())).isInstanceOf(InputException.class)
                .hasMessageStartingWith(message.replace("PATH", path.toString()));
    }
}
