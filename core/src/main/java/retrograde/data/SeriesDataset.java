package retrograde.data;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import retrograde.InputException;
import retrograde.data.Objective.LossSteps;

/**
 * A series of numbers of which the next row is to be predicted from the rows so far.
 *
 * <p>A network sees some of the columns and predicts some, which need not be the same ({@link SeriesChoice}). A tenth of
 * the rows is held out: the last one, or the one before a test part. Every column is normalised by its mean and standard
 * deviation over the training part, {@code (value − mean)/sd}; the loss is the mean square of the error in these units. A
 * window of {@code T} steps starts at a uniformly drawn row; the target of each step, or of the last one only, is the next row. Where a target is
 * missing that step has no loss; every window has at least one.
 *
 * <p>The baseline is persistence, "as now so next", over the whole held-out part; for a target that is no input, and of
 * which the network therefore knows no last value, the training part's mean.
 */
public final class SeriesDataset implements Dataset {
    private final String name;
    private final List<String> columns;
    private final List<String> targets;
    private final SeriesValues values;
    private final Missing missing;
    private final LossSteps losses;
    private final HeldOutSplit split;
    private final int[] seen;
    private final int[] predicted;
    private final Normalisation[] normalisations;
    private final boolean gaps;
    private final String hash;

    /**
     * A whole series without gaps, all columns seen and predicted.
     *
     * @param name for tables and messages
     * @param columns the {@code I} columns' names, at least one
     * @param values {@code [N,I]}, {@code N} at least 20; not modified
     * @throws InputException where there are too few rows, a value is not finite, or a column is constant over the
     *         training part
     */
    public SeriesDataset(String name, List<String> columns, double[] values) {
        this(name, columns, SeriesValues.of(values, columns.size()), SeriesChoice.ALL);
    }

    /**
     * A series of which some columns are seen and some predicted.
     *
     * @param known the names of the values' columns
     * @param values {@code [N,C]}; NaN where one is missing
     * @throws InputException as above, or where a column chosen does not exist, or a value is missing and that is not
     *         provided for
     */
    public SeriesDataset(String name, List<String> known, SeriesValues values, SeriesChoice choice) {
        this(name, known, values, choice, Encoding.NONE);
    }

    /**
     * The same for a model that was trained on another series.
     *
     * @param encoding of the series it was trained on: the same columns are seen and predicted, normalised as they were
     *        there; of anything else, it has no effect
     * @throws InputException as above
     */
    public SeriesDataset(String name, List<String> known, SeriesValues values, SeriesChoice chosen, Encoding encoding) {
        SeriesChoice choice = encoding.of(chosen);
        if (known.size() != values.columns()) {
            throw new IllegalArgumentException(values.columns() + " columns for the names " + known);
        }
        this.name = name;
        this.values = values;
        this.missing = choice.missing();
        this.losses = choice.losses();
        List<String> needed = choice.needed("the series '" + name + "'", known);
        columns = List.copyOf(choice.seen(known));
        targets = List.copyOf(choice.predicted(known));
        seen = columns.stream().mapToInt(known::indexOf).toArray();
        predicted = targets.stream().mapToInt(known::indexOf).toArray();
        split = new HeldOutSplit("series '" + name + "'", "rows", values.rows(), (int) (values.rows() * choice.test()));
        gaps = check(needed, known);
        normalisations = new Normalisation[values.columns()];
        for (String column : needed) {
            int c = known.indexOf(column);
            normalisations[c] = encoding.normalisation(column)
                    .orElseGet(() -> Normalisation.of("Column " + column + " of the series '" + name + "'", values, c,
                            split.cut()));
        }
        hash = hash(needed, known, choice);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean symbolic() {
        return false;
    }

    @Override
    public int inputs() {
        return missing == Missing.MASK ? 2 * seen.length : seen.length;
    }

    /** The names of the columns that are seen. */
    public List<String> columns() {
        return columns;
    }

    /** The names of the columns that are predicted. */
    public List<String> targets() {
        return targets;
    }

    /** The columns that are seen and not predicted: nobody knows them beyond the end. */
    public List<String> exogenous() {
        return columns.stream().filter(c -> !targets.contains(c)).toList();
    }

    /** The number of rows. */
    public int rows() {
        return split.count();
    }

    /** The mean of column {@code i} of those seen over the training part, in the file's unit. */
    public double mean(int i) {
        return normalisations[seen[i]].mean();
    }

    /** The standard deviation of column {@code i} of those seen over the training part, in the file's unit. */
    public double deviation(int i) {
        return normalisations[seen[i]].deviation();
    }

    /** The first row that is held out, from 0. */
    public int firstHeldOut() {
        return split.cut();
    }

    /** The first row of the test part, from 0; the number of rows where there is none. */
    public int firstTest() {
        return split.end();
    }

    /** What a network sees of a row, in its own units, {@code [inputs()]}. */
    public double[] input(int row) {
        double[] input = new double[inputs()];
        read(row, input, 0);
        return input;
    }

    /**
     * What it sees of a row of which only a prediction is known.
     *
     * @param row predicted, in units of the network, {@code [targets]}
     * @throws IllegalStateException where there are exogenous columns
     */
    public double[] input(double[] row) {
        if (!exogenous().isEmpty()) {
            throw new IllegalStateException("nobody knows " + exogenous() + " beyond the end");
        }
        double[] input = new double[inputs()];
        for (int i = 0; i < seen.length; i++) {
            input[i] = row[targets.indexOf(columns.get(i))];
        }
        return input;
    }

    /** The value of target {@code o} in a row, in the file's unit; NaN where it is missing. */
    public double actual(int row, int o) {
        return values.at(row, predicted[o]);
    }

    /** A value of target {@code o}, as a network predicts it, in the file's unit. */
    public double original(int o, double value) {
        return normalisations[predicted[o]].original(value);
    }

    /**
     * What the baseline predicts of target {@code o} in a row from the rows before it, in the file's unit.
     *
     * @param row at least 1
     */
    public double expected(int row, int o) {
        Normalisation n = normalisations[predicted[o]];
        if (!columns.contains(targets.get(o))) {
            return n.mean();
        }
        double last = values.at(row - 1, predicted[o]);
        return Double.isNaN(last) ? n.original(filled(row - 1, predicted[o])) : last;
    }

    @Override
    public boolean predictsInputs() {
        return losses == LossSteps.EVERY && targets.stream().anyMatch(columns::contains);
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.SQUARED_ERROR, predicted.length, losses);
    }

    /** 64 rows, or half of what the held-out part has. */
    @Override
    public int defaultSteps() {
        return Math.clamp(longestHeldOut() / 2, 1, 64);
    }

    @Override
    public int longestTrain() {
        return split.longestTrain();
    }

    @Override
    public int longestHeldOut() {
        return split.longestHeldOut();
    }

    @Override
    public Batch train(RandomGenerator random, int T, int B) {
        return windows(split.trainStarts(random, T, B, start -> usable(start, T)), T);
    }

    @Override
    public Batch heldOut(RandomGenerator random, int T, int B) {
        return windows(split.heldOutStarts(random, T, B, start -> usable(start, T)), T);
    }

    /**
     * The mean square of the change from one row to the next, or of the distance to the mean; over all rows held out that a
     * window of {@code T} can predict.
     */
    @Override
    public Baseline baseline(int T) {
        double sum = 0;
        long judged = 0;
        int first = losses == LossSteps.EVERY ? 1 : Math.clamp(T, 1, longestHeldOut());
        for (int row = split.cut() + first; row < split.end(); row++) {
            if (!judged(row)) {
                continue;
            }
            judged++;
            for (int o = 0; o < predicted.length; o++) {
                boolean known = columns.contains(targets.get(o));
                double change = filled(row, predicted[o]) - (known ? filled(row - 1, predicted[o]) : 0);
                sum += change * change;
            }
        }
        long last = targets.stream().filter(columns::contains).count();
        return new Baseline(last == targets.size() ? "last value" : last == 0 ? "mean" : "last value or mean",
                sum / ((double) judged * predicted.length));
    }

    @Override
    public Encoding encoding() {
        return new Encoding(Optional.empty(), columns(columns, seen), columns(targets, predicted), List.of());
    }

    private List<Encoding.Column> columns(List<String> names, int[] of) {
        return IntStream.range(0, of.length)
                .mapToObj(i -> new Encoding.Column(names.get(i), normalisations[of[i]]))
                .toList();
    }

    @Override
    public String hash() {
        return hash;
    }

    private Batch windows(int[] starts, int T) {
        int B = starts.length;
        int I = inputs();
        int O = predicted.length;
        var inputs = new double[T * B * I];
        var expected = new double[T * B * O];
        var mask = new boolean[T * B];
        for (int t = 0; t < T; t++) {
            for (int b = 0; b < B; b++) {
                int row = starts[b] + t;
                int at = t * B + b;
                read(row, inputs, at * I);
                mask[at] = lossAt(t, T) && judged(row + 1);
                for (int o = 0; o < O; o++) {
                    expected[at * O + o] = filled(row + 1, predicted[o]);
                }
            }
        }
        return new Batch(new Batch.Vectors(T, B, I, inputs), new Batch.Values(T, B, O, expected, mask));
    }

    /** Whether a window has a loss anywhere. */
    private boolean usable(int start, int T) {
        for (int t = 0; t < T; t++) {
            if (lossAt(t, T) && judged(start + t + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a step of a window is one that predicts. */
    private boolean lossAt(int t, int T) {
        return losses == LossSteps.EVERY || t == T - 1;
    }

    /** Whether every target of a row is there. */
    private boolean judged(int row) {
        if (gaps) {
            for (int column : predicted) {
                if (Double.isNaN(values.at(row, column))) {
                    return false;
                }
            }
        }
        return true;
    }

    private void read(int row, double[] into, int at) {
        for (int i = 0; i < seen.length; i++) {
            into[at + i] = filled(row, seen[i]);
            if (missing == Missing.MASK) {
                into[at + seen.length + i] = Double.isNaN(values.at(row, seen[i])) ? 1 : 0;
            }
        }
    }

    /** A value in the network's units; where it is missing, what stands for it. */
    private double filled(int row, int column) {
        double value = values.at(row, column);
        for (int n = row - 1; missing == Missing.CARRY && Double.isNaN(value) && n >= 0; n--) {
            value = values.at(n, column);
        }
        return Double.isNaN(value) ? 0 : normalisations[column].normalised(value);
    }

    /** Whether there are gaps; refuses them unless they are provided for, and infinite values in any case. */
    private boolean check(List<String> needed, List<String> known) {
        long total = 0;
        for (String column : needed) {
            int c = known.indexOf(column);
            int count = 0;
            int first = 0;
            for (int row = 0; row < values.rows(); row++) {
                double value = values.at(row, c);
                if (Double.isInfinite(value)) {
                    throw new InputException("The series '" + name + "' has " + value + " in row " + (row + 1)
                            + ", column " + column + ". Every value must be a finite number: leave the row out.");
                }
                if (Double.isNaN(value)) {
                    first = count++ == 0 ? row : first;
                }
            }
            if (count > 0 && missing == Missing.REFUSE) {
                throw new InputException("The series '" + name + "' has no value in row " + (first + 1) + ", column "
                        + column + " (" + count + " of its " + values.rows() + " are missing). Fill the "
                        + (count == 1 ? "gap" : "gaps")
                        + ", leave the column out with --columns, or say what stands for"
                        + " a missing value: --missing carry (the last one), mean, or mask (the mean, and an input that"
                        + " says so).");
            }
            total += count;
        }
        return total > 0;
    }

    /** Of names and values, and of the choice where there is one. */
    private String hash(List<String> needed, List<String> known, SeriesChoice choice) {
        StringBuilder head = new StringBuilder(String.join("\n", needed)).append('\n');
        if (!targets.equals(columns) || missing != Missing.REFUSE || choice.test() > 0) {
            head.append("targets ")
                    .append(String.join("\n", targets))
                    .append("\nmissing ")
                    .append(missing.text())
                    .append("\ntest ")
                    .append(choice.test())
                    .append('\n');
        }
        int[] order = needed.stream().mapToInt(known::indexOf).toArray();
        Hash.Digest digest = new Hash.Digest();
        digest.add(head.toString());
        double[] row = new double[order.length];
        for (int n = 0; n < values.rows(); n++) {
            for (int i = 0; i < order.length; i++) {
                row[i] = values.at(n, order[i]);
            }
            digest.add(row);
        }
        return digest.text();
    }
}
