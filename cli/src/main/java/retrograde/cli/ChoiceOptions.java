package retrograde.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.data.Encoding;
import retrograde.formats.mapping.DataChoice;

/** The options by which a command says how its data are to be read. */
final class ChoiceOptions {
    @Option(
            names = "--columns",
            paramLabel = "A,B",
            description = "Columns that the network sees (default all numbers); of labelled texts their column.")
    private @Nullable String columns;

    @Option(
            names = "--target",
            paramLabel = "C[,D]",
            description = "Columns whose next row it predicts (default those it sees).")
    private @Nullable String target;

    @Option(
            names = "--missing",
            paramLabel = "WHAT",
            description = {"What stands for a missing value: refuse (default), carry (the last one),",
                    "mean (of the training part), mask (that, and an input that says so)."})
    private @Nullable String missing;

    @Option(
            names = "--time",
            paramLabel = "NAME",
            description = "The column of times, if it is not one of dates; it is no input.")
    private @Nullable String time;

    @Option(
            names = "--uneven",
            paramLabel = "WHAT",
            description = {"What to do with uneven time steps: refuse (default), step (the time",
                    "since the row before is an input), ignore."})
    private @Nullable String uneven;

    @Option(
            names = "--test",
            paramLabel = "SHARE",
            description = {"Share of rows at the end, such as 0.1, that training never sees nor is",
                    "judged by; predict reports on it (default 0: on what is held out)."})
    private @Nullable String test;

    @Option(
            names = "--loss-steps",
            paramLabel = "last|every",
            description = {"Which steps of a window of a text or series predict what comes next: every one",
                    "(default), or the last only."})
    private @Nullable String lossSteps;

    @Option(
            names = "--sequence",
            paramLabel = "NAME",
            description = "The column that says which rows are one sequence, for labelled sequences.")
    private @Nullable String sequence;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description = {"The column (of .npz the array) that says of what class a sequence is; without",
                    "--sequence each row is one, its text the column of words (--columns)."})
    private @Nullable String label;

    @Option(
            names = "--by",
            paramLabel = "UNIT",
            description = {"What a text is cut into: characters (default), words, or bytes, which may",
                    "stand in a file larger than memory."})
    private @Nullable String by;

    @Option(
            names = "--rarest",
            paramLabel = "N",
            description = "Symbols rarer than N in the training part share one (default 5; bytes 1).")
    private @Nullable String rarest;

    /** What runs were begun with, for what is not given. */
    private DataChoice earlier = DataChoice.NONE;

    /** All that was given. */
    DataChoice get() {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "columns", columns);
        put(given, "target", target);
        put(given, "missing", missing);
        put(given, "time", time);
        put(given, "uneven", uneven);
        put(given, "test", test);
        put(given, "sequence", sequence);
        put(given, "label", label);
        put(given, "loss-steps", lossSteps);
        put(given, "by", by);
        put(given, "rarest", rarest);
        return new DataChoice(given).over(earlier);
    }

    /** Goes on as a run was begun, for a model that was trained on data of this encoding. */
    void adopt(Map<String, String> facts, Encoding encoding) {
        earlier = DataChoice.of(facts, encoding);
    }

    private static void put(Map<String, String> given, String name, @Nullable String text) {
        if (text != null) {
            given.put(name, text);
        }
    }
}
