package retrograde.formats.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.formats.FormatException;
import retrograde.formats.NamedArray;
import retrograde.formats.Table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CsvFileTest {
    @TempDir
    Path folder;

    private static Table parse(String text) {
        return CsvFile.parse("t.csv", text);
    }

    private static List<String> names(Table table) {
        return table.columns().stream().map(NamedArray::name).toList();
    }

    private static double[] column(Table table, int i) {
        return table.columns().get(i).values();
    }

    @Test
    void readsNamedColumns() {
        Table table = parse("co2,temperature\n316.1,-1e-3\n+317.25,.5\n 3. ,2E2\n");
        assertThat(names(table)).containsExactly("co2", "temperature");
        assertThat(table.rows()).isEqualTo(3);
        assertThat(column(table, 0)).containsExactly(316.1, 317.25, 3);
        assertThat(column(table, 1)).containsExactly(-1e-3, .5, 200);
        assertThat(table.notes()).isEmpty();
    }

    @Test
    void withoutAHeadColumnsAreNumbered() {
        Table table = parse("1,5\n2,7\n4,6\n");
        assertThat(names(table)).containsExactly("column 1", "column 2");
        assertThat(column(table, 1)).containsExactly(5, 7, 6);
    }

    @Test
    void aDateColumnIsLeftOutWithANote() {
        Table table = parse("date,co2\n1958-03-29,316.1\n1958-04-05,317.3\n");
        assertThat(names(table)).containsExactly("co2");
        assertThat(table.notes()).containsExactly("Column date was left out: it holds words or dates, not numbers.");
    }

    @Test
    void datesWithoutAHeadDoNotMakeTheFirstRowAHead() {
        Table table = parse("1958-03-29,316.1\n1958-04-05,317.3\n1958-04-12,317.6\n");
        assertThat(names(table)).containsExactly("column 2");
        assertThat(table.rows()).isEqualTo(3);
    }

    @Test
    void anEvenlySpacedColumnIsKeptWithANote() {
        Table table = parse("year,x\n1950,3\n1951,1\n1952,2\n");
        assertThat(names(table)).containsExactly("year", "x");
        assertThat(table.notes()).containsExactly("Column year is evenly spaced, like row numbers or years; "
                + "if it is no measurement, name the others with --columns, or it as --time.");
    }

    @Test
    void anEmptyColumnIsLeftOutWithANote() {
        Table table = parse("x,remark\n3,\n1,\n");
        assertThat(names(table)).containsExactly("x");
        assertThat(table.notes()).containsExactly("Column remark was left out: it holds no numbers.");
    }

    @Test
    void semicolonsTabsQuotesAndRepeatedNamesAreUnderstood() {
        assertThat(column(parse("a;b\n1;2\n3;4\n"), 1)).containsExactly(2, 4);
        assertThat(column(parse("a\tb\n1\t2\n3\t4\n"), 1)).containsExactly(2, 4);
        Table table = parse("\"x, y\",x,x,\n\"1\",2,3,4\n5,6,7,9\n");
        assertThat(names(table)).containsExactly("x, y", "x", "x (3)", "column 4");
        assertThat(column(table, 0)).containsExactly(1, 5);
    }

    @Test
    void crlfByteOrderMarkAndEmptyLinesAreAccepted() throws IOException {
        Path file = folder.resolve("数 据.csv");
        Files.writeString(file, "\uFEFFa,b\r\n1,2\r\n\r\n3,4\r\n\r\n");
        Table table = CsvFile.read(file);
        assertThat(names(table)).containsExactly("a", "b");
        assertThat(column(table, 0)).containsExactly(1, 3);
    }

    @Test
    void inOneColumnAnEmptyLineIsAGap() {
        assertThat(column(parse("x\n1\n2\n\n\n"), 0)).containsExactly(1, 2);
        assertThat(column(parse("x\n1\n\n2\n"), 0)).containsExactly(1, Double.NaN, 2);
    }

    @ParameterizedTest
    @CsvSource({"NaN", "nan", "NA", "n/a", "null", "None", "''"})
    void missingValuesAreNotANumber(String cell) {
        Table table = parse("a,b\n1,2\n3," + cell + "\n5,6\n");
        assertThat(column(table, 1)).containsExactly(2, Double.NaN, 6);
        assertThat(table.flaws()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Inf", "-inf", "Infinity", "1e999"})
    void valuesThatAreNotFiniteAreFlawsByRowAndColumn(String cell) {
        var text = new StringBuilder("date,co2\n");
        for (int n = 1; n <= 20; n++) {
            text.append("1958-03-").append(n).append(',').append(n == 17 ? cell : "31" + n * n).append('\n');
        }
        assertThat(parse(text.toString()).flaws())
                .containsExactly(Map.entry("co2", "In the file t.csv, row 17, column co2 " + "(line 18): " + cell
                        + ". Every value must be a finite number: leave the row out."));
    }

    @Test
    void wordsAreKeptAsTheyStand() {
        Table table = parse("date,co2\n1958-03-29,316.1\n1958-04-05,317.3\n");
        assertThat(table.texts()).containsExactly(Map.entry("date", List.of("1958-03-29", "1958-04-05")));
    }

    @ParameterizedTest
    @CsvSource({"'1,5'", "12kg", "1d", "0x10", "1_000", "--3", "１２"})
    void cellsThatAreNoNumbersAreFlawsByRowAndColumn(String cell) {
        assertThat(parse("a;b\n1;2\n3;4\n5;" + cell + "\n7;8\n").flaws().get("b"))
                .isEqualTo("In the file t.csv, row 3, column b (line 4): '" + cell + "' is not a number. "
                        + "Numbers are written like 3.25 or -1e-3, without thousands separators.");
    }

    @Test
    void aLongCellIsShortenedInTheMessage() {
        assertThat(parse("a\n1\n2\n" + "x".repeat(1000) + "\n").flaws().get("a"))
                .contains("'" + "x".repeat(40) + "…' is not a number");
    }

    @Test
    void raggedRowsAreRefused() {
        assertThatThrownBy(() -> parse("a,b\n1,2\n3\n")).isInstanceOf(FormatException.class)
                .hasMessage("The file t.csv is ragged: row 2 (line 3) has 1 cells, but the first line has 2. "
                        + "Give every row the same number of cells.");
        assertThatThrownBy(() -> parse("a,b\n1,2\n3,4,5\n")).isInstanceOf(FormatException.class)
                .hasMessage("The file t.csv is ragged: row 2 (line 3) has 3 cells, but the first line has 2. "
                        + "Give every row the same number of cells.");
    }

    @Test
    void aTableOfWordsIsRefused() {
        assertThatThrownBy(() -> parse("date,who\nmonday,Ahab\ntuesday,Ishmael\n")).isInstanceOf(FormatException.class)
                .hasMessage(
                        "The file t.csv has no numeric column: Column date was left out: it holds words or dates, not "
                                + "numbers. Column who was left out: it holds words or dates, not numbers. "
                                + "Give a table with at least one column of numbers.");
    }

    @Test
    void tooFewRowsAreRefused() {
        assertThatThrownBy(() -> parse("a,b\n1,2\n")).isInstanceOf(FormatException.class)
                .hasMessage("The file t.csv has 1 row of data, but at least 2 are needed. "
                        + "Give one row for every step in time.");
        assertThatThrownBy(() -> parse("a,b\n")).isInstanceOf(FormatException.class)
                .hasMessageStartingWith("The file t.csv has 0 rows of data,");
        assertThatThrownBy(() -> parse("\n\n")).isInstanceOf(FormatException.class)
                .hasMessageStartingWith("The file t.csv has 0 rows of data,");
    }

    @Test
    void anEndlessQuotationIsRefused() {
        assertThatThrownBy(() -> parse("a,b\n1,\"2\n3,4\n")).isInstanceOf(FormatException.class)
                .hasMessageStartingWith("The file t.csv");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a,b~1,2~3,4|true", "1~2~3|true", "x~1~2|true", "2001-01-01;3~2001-01-02;4|true",
                    "Call me Ishmael.~Some years ago, never mind|false", "one line, 3|false", "a,b~1,2~3|false",
                    "It was 1851.~It was 1852.|false"})
    void tablesAreToldFromText(String text, boolean table) {
        assertThat(CsvFile.looksLikeTable(text.replace('~', '\n'))).isEqualTo(table);
    }
}
