package retrograde.formats.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.data.Datasets;
import retrograde.data.Encoding;
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
        var noise = (NoiseData) DataFiles.open("noise:0.25", 3, DataChoice.NONE).dataset();
        assertThat(noise.inputs()).isEqualTo(3);
        assertThat(DataFiles.open("zero", 2, DataChoice.NONE).dataset().name()).isEqualTo("zero");
        assertThat(DataFiles.open("nino-sst", 2, DataChoice.NONE).dataset().inputs()).isEqualTo(4);
    }

    @Test
    void noiseIsRefusedWhereSomethingIsToBeLearnt() {
        assertThatThrownBy(() -> DataFiles.open("noise:1")).isInstanceOf(InputException.class)
                .hasMessage("There is nothing to learn from noise:1: it serves to measure the flow of a fresh network. "
                        + "Give a task, a file, or bundled data: moby-dick, mauna-loa-co2, nino-sst, digits.");
    }

    @Test
    void aMissingFileIsAnsweredWithTheNearestBundledName() {
        assertThatThrownBy(() -> DataFiles.open("moby-dik")).isInstanceOf(InputException.class)
                .hasMessage("There is no file 'moby-dik' (looked for " + Path.of("moby-dik").toAbsolutePath()
                        + "); did you mean moby-dick? Give the path of a text, CSV, NPY, NPZ or Parquet file, or bundled data: moby-dick, "
                        + "mauna-loa-co2, nino-sst, digits.");
        String missing = folder.resolve("none.txt").toString();
        assertThatThrownBy(() -> DataFiles.open(missing)).isInstanceOf(InputException.class)
                .hasMessage("There is no file '" + missing + "' (looked for " + missing
                        + "). Give the path of a text, CSV, NPY, NPZ or Parquet file, or bundled data: moby-dick, mauna-loa-co2, nino-sst, digits.");
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
                .hasMessage(
                        "The series 'gap.csv' has no value in row 17, column co2 (1 of its 30 are missing). Fill the gap, "
                                + "leave the column out with --columns, or say what stands for a missing value: --missing carry (the "
                                + "last one), mean, or mask (the mean, and an input that says so).");
        String flaw = file("flaw.csv", table().replace(",256,", ",inf,")).toString();
        assertThatThrownBy(() -> DataFiles.open(flaw)).isInstanceOf(InputException.class)
                .hasMessage("In the file " + flaw
                        + ", row 17, column co2 (line 18): inf. Every value must be a finite number: leave the row out.");
        // A column that is not used may be as it likes.
        assertThat(DataFiles.open(flaw, choice("columns", "ch4")).dataset().inputs()).isEqualTo(1);
        String few = file("few.csv", "x\n1\n2\n5\n").toString();
        assertThatThrownBy(() -> DataFiles.open(few)).isInstanceOf(InputException.class)
                .hasMessage(
                        "The series 'few.csv' has 3 rows, but at least 20 are needed: the last 10 % are held out, and that "
                                + "must be two of them or more. Give longer data.");
        String note = file("note.txt", "too short").toString();
        assertThatThrownBy(() -> DataFiles.open(note)).isInstanceOf(InputException.class)
                .hasMessageStartingWith("The text 'note.txt' has 9 characters, but at least 20 are needed:");
    }

    private static DataChoice choice(String... options) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int k = 0; k < options.length; k += 2) {
            given.put(options[k], options[k + 1]);
        }
        return new DataChoice(given);
    }

    private void refused(String data, DataChoice choice, String message) {
        assertThatThrownBy(() -> DataFiles.open(data, choice)).isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void columnsAreChosenByName() throws IOException {
        String csv = file("t.csv", table()).toString();
        var series = (SeriesDataset) DataFiles.open(csv, choice("columns", "ch4, co2", "target", "co2")).dataset();
        assertThat(series.columns()).containsExactly("ch4", "co2");
        assertThat(series.targets()).containsExactly("co2");
        assertThat(series.exogenous()).containsExactly("ch4");
        refused(csv, choice("columns", "c02"),
                "--columns names 'c02', which the series 't.csv' has not; did you mean co2? "
                        + "its columns are co2, ch4");
        refused(csv, choice("target", "co2,co2"), "--target names a column twice: co2, co2");
        refused(csv, choice("columns", ""), "--columns is empty; name columns, separated by commas: co2, ch4");
        refused(csv, choice("columns", "week"),
                "--columns names week, which in the series 't.csv' holds words or dates");
        refused(csv, choice("test", "0.7"), "--test is 0.7: the share of rows kept for the test lies in 0 to 0.5");
        refused(csv, choice("test", "x"), "--test is 'x': give the share");
        refused(csv, choice("missing", "men"), "--missing is 'men'; did you mean mean? choose one of refuse, carry,");
        refused(csv, choice("time", "weak"),
                "--time names 'weak', which the series 't.csv' has not; did you mean week?");
        refused(csv, choice("time", "week"), "does not hold a time in every row");
        refused(csv, choice("uneven", "step"), "--uneven step needs to know the time of each row");
        refused("moby-dick", choice("columns", "x"),
                "--columns belongs to series, and moby-dick is a text; leave it out");
        refused("nino-sst", choice("time", "month"), "--time belongs to series, and nino-sst comes without gaps");
        assertThat(DataFiles.open("nino-sst", choice("target", "nino4")).dataset().objective().outputs()).isEqualTo(1);
        // A name with a comma stands in quotation marks, as in CSV.
        String comma = file("comma.csv", table().replace("co2", "\"co2, ppm\"")).toString();
        assertThat(DataFiles.open(comma, choice("columns", "ch4,\"co2, ppm\"")).dataset().inputs()).isEqualTo(2);
        assertThat(DataFiles.open(comma, choice("columns", "co2, ppm")).dataset().inputs()).isEqualTo(1);
    }

    @Test
    void aChoiceGoesThroughFactsAndRunsOfBeforeTookRowsAsTheyCame() {
        DataChoice given = choice("columns", "a", "missing", "mask", "uneven", "step");
        Map<String, String> facts = new LinkedHashMap<>(Map.of("data.target", "left from before"));
        given.record(facts);
        assertThat(DataChoice.of(facts, Encoding.NONE)).isEqualTo(given);
        assertThat(DataChoice.of(Map.of(), Encoding.NONE).uneven()).isEqualTo(Uneven.IGNORE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"2001-01;2001-02;2001-03;2001-04|even", "2001-01-31;2001-02-28;2001-03-31|even",
                    "2001-01-15;2001-02-15;2001-03-15|even", "2001-01-01 00:00;2001-01-01 06:00;2001-01-01 12:00|even",
                    "2001-03-25T00:00+01:00;2001-03-25T12:00+02:00;2001-03-25T23:00+02:00|even",
                    "2001-01-01;2001-01-08;2001-01-16|uneven", "2001-01;2001-02;2001-05|uneven",
                    "2001-01-02;2001-01-01;2001-01-03|back", "2001-01-01;2001-01-01;2001-01-01|even"})
    void stepsInTimeAreJudged(String times, String expected) {
        TimeSteps steps = TimeSteps.of("when", List.of(times.split(";"))).orElseThrow();
        if (expected.equals("back")) {
            assertThatThrownBy(() -> steps.check("it", Uneven.IGNORE))
                    .hasMessageContaining("In it time goes back: row 2");
        } else {
            assertThat(steps.even()).isEqualTo(expected.equals("even"));
        }
    }

    @Test
    void numbersAreTimesByNameAndNoInput() throws IOException {
        var csv = new StringBuilder("t,x\n");
        for (int n = 0; n < 40; n++) {
            csv.append(n * 0.1 + (n > 35 ? 1 : 0)).append(',').append(Math.sin(n)).append('\n');
        }
        String data = file("s.csv", csv.toString()).toString();
        assertThat(DataFiles.open(data).dataset().inputs()).isEqualTo(2);
        refused(data, choice("time", "t"), "by its column t, row 37 comes 1.1 after row 36, where most come after 0.1 "
                + "(1 of 39 steps differ)");
        assertThat(DataFiles.open(data, choice("time", "t", "uneven", "ignore")).dataset().inputs()).isEqualTo(1);
        var dataset = (SeriesDataset) DataFiles.open(data, choice("time", "t", "uneven", "step")).dataset();
        assertThat(dataset.columns()).containsExactly("x", "t step");
        assertThat(dataset.targets()).containsExactly("x");
    }

    @Test
    void arraysAreSeries() {
        Path files = Path.of("src/test/resources/retrograde/formats/npy");
        var series = (SeriesDataset) DataFiles.open(files.resolve("series.npz").toString()).dataset();
        assertThat(series.columns()).containsExactly("wave", "both 1", "both 2");
        assertThat(series.rows()).isEqualTo(40);
        assertThat(series.actual(9, 2)).isEqualTo(2);
        String packed = files.resolve("packed.npz").toString();
        assertThat(DataFiles.open(packed, choice("columns", "flag", "target", "wave")).dataset().inputs()).isEqualTo(1);
        refused(files.resolve("uneven.npz").toString(), DataChoice.NONE,
                "are not of one length: x [3], y [4]. A series");
        refused(files.resolve("cube.npy").toString(), DataChoice.NONE,
                "The array cube.npy has the shape [2, 3, 4]; a series");
        refused(files.resolve("tlf4.npy").toString(), DataChoice.NONE,
                "The series 'tlf4.npy' has 4 rows, but at least 20");
        refused(files.resolve("none.npy").toString(), DataChoice.NONE, "has 0 rows");
        refused(files.resolve("number.npy").toString(), DataChoice.NONE, "has the shape []");
        assertThat(DataFiles.matrix(files.resolve("fortran.npy").toString())[3]).containsExactly(30, 31, 32);
        assertThatThrownBy(() -> DataFiles.matrix(files.resolve("line.npy").toString()))
                .hasMessageContaining("has NaN at [0,1]; a matrix file holds finite numbers only");
    }

    @Test
    void parquetIsASeriesWithItsTimes() {
        String file = Path.of("src/test/resources/retrograde/formats/parquet/zstd.parquet").toString();
        refused(file, DataChoice.NONE, "has no value in row 8, column gappy (1 of its 40 are missing)");
        refused(file, choice("columns", "word"),
                "--columns names word, which in the series 'zstd.parquet' holds words");
        var series = (SeriesDataset) DataFiles.open(file, choice("columns", "wave,money", "target", "cosine"))
                .dataset();
        assertThat(series.rows()).isEqualTo(40);
        assertThat(series.exogenous()).containsExactly("wave", "money");
    }
}
