package retrograde.formats.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.data.Datasets;
import retrograde.data.NoiseData;
import retrograde.data.SeriesDataset;
import retrograde.data.TextDataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class DataFilesTest {
    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String table() {
        var table = new StringBuilder("week,co2,ch4\n");
        for (int n = 0; n < 30; n++) {
            table.append("2001-").append(n).append(',').append(n * n).append(',').append(100 - n * n).append('\n');
        }
        return table.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "B.CSV", "my 数据.csv", "series.dat", "series"})
    void tablesBecomeSeries(String name) throws IOException {
        DataFiles.Opened opened = DataFiles.open(file(name, table()).toString());
        var series = (SeriesDataset) opened.dataset();
        assertThat(series.name()).isEqualTo(name);
        assertThat(series.columns()).containsExactly("co2", "ch4");
        assertThat(series.rows()).isEqualTo(30);
        // The mean of n² over the 27 rows of the training part is 26·53/6; the columns add up to 100.
        assertThat(series.mean(0)).isCloseTo(26 * 53 / 6.0, within(1e-10));
        assertThat(series.mean(1)).isCloseTo(100 - 26 * 53 / 6.0, within(1e-10));
        assertThat(opened.notes()).containsExactly("Column week was left out: it holds words or dates, not numbers.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "学而.txt", "book", "book.md"})
    void proseBecomesText(String name) throws IOException {
        String prose = "学而时习之，不亦说乎？\r\n".repeat(30);
        DataFiles.Opened opened = DataFiles.open(file(name, prose).toString());
        var text = (TextDataset) opened.dataset();
        assertThat(text.name()).isEqualTo(name);
        // Eleven characters and the line feed, all different, and the symbol for others.
        assertThat(text.inputs()).isEqualTo(13);
        assertThat(opened.notes()).isEmpty();
    }

    @Test
    void aTextFileOfNumbersStaysText() throws IOException {
        assertThat(DataFiles.open(file("numbers.txt", "1\n2\n".repeat(20)).toString()).dataset())
                .isInstanceOf(TextDataset.class);
    }

    @Test
    void bundledDataAndNoiseGoByName() {
        for (String name : Datasets.bundled()) {
            assertThat(DataFiles.open(name).dataset().name()).isEqualTo(name);
        }
        var noise = (NoiseData) DataFiles.open("noise:0.25", 3).dataset();
        assertThat(noise.inputs()).isEqualTo(3);
        assertThat(DataFiles.open("zero", 2).dataset().name()).isEqualTo("zero");
        assertThat(DataFiles.open("nino-sst", 2).dataset().inputs()).isEqualTo(4);
    }

    @Test
    void noiseIsRefusedWhereSomethingIsToBeLearnt() {
        assertThatThrownBy(() -> DataFiles.open("noise:1")).isInstanceOf(InputException.class)
                .hasMessage("There is nothing to learn from noise:1: it serves to measure the flow of a fresh network. "
                        + "Give a task, a file, or bundled data: moby-dick, mauna-loa-co2, nino-sst.");
    }

    @Test
    void aMissingFileIsAnsweredWithTheNearestBundledName() {
        assertThatThrownBy(() -> DataFiles.open("moby-dik")).isInstanceOf(InputException.class)
                .hasMessage("There is no file 'moby-dik' (looked for " + Path.of("moby-dik").toAbsolutePath()
                        + "); did you mean moby-dick? Give the path of a text or CSV file, or bundled data: moby-dick, "
                        + "mauna-loa-co2, nino-sst.");
        String missing = folder.resolve("none.txt").toString();
        assertThatThrownBy(() -> DataFiles.open(missing)).isInstanceOf(InputException.class)
                .hasMessage("There is no file '" + missing + "' (looked for " + missing
                        + "). Give the path of a text or CSV file, or bundled data: moby-dick, mauna-loa-co2, nino-sst.");
    }

    @Test
    void aPathThatCannotBeIsRefused() {
        assertThatThrownBy(() -> DataFiles.open("a\0b")).isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be a path: Nul character not allowed. Give the path of a file.");
    }

    @Test
    void whatTheReadersRefuseReachesTheUser() throws IOException {
        String empty = file("empty.csv", "").toString();
        assertThatThrownBy(() -> DataFiles.open(empty)).isInstanceOf(InputException.class)
                .hasMessage("The file " + empty + " is empty. Give a file with data in it.");
        assertThatThrownBy(() -> DataFiles.open(folder.toString())).isInstanceOf(InputException.class)
                .hasMessage(folder + " is a directory. Give one file in it.");
        String gap = file("gap.csv", table().replace(",256,", ",NaN,")).toString();
        assertThatThrownBy(() -> DataFiles.open(gap)).isInstanceOf(InputException.class)
                .hasMessage("In the file " + gap
                        + ", row 17, column co2 (line 18): NaN. Every value must be a finite number: "
                        + "fill the gap or leave the row out.");
        String few = file("few.csv", "x\n1\n2\n5\n").toString();
        assertThatThrownBy(() -> DataFiles.open(few)).isInstanceOf(InputException.class)
                .hasMessage(
                        "The series 'few.csv' has 3 rows, but at least 20 are needed: the last 10 % are held out, and that "
                                + "must be two of them or more. Give longer data.");
        String note = file("note.txt", "too short").toString();
        assertThatThrownBy(() -> DataFiles.open(note)).isInstanceOf(InputException.class)
                .hasMessageStartingWith("The text 'note.txt' has 9 characters, but at least 20 are needed:");
    }
}
