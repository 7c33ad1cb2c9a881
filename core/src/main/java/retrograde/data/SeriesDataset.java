package retrograde.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import retrograde.InputException;

/**
 * A series of numbers whose next row is to be predicted from the rows so far.
 *
 * <p>The last tenth, in time, is held out. Every column is normalised by its mean and standard deviation over the
 * training part, {@code (value − mean)/sd}; the loss is the mean square of the error in these units. A window of
 * {@code T} steps starts at a uniformly drawn row; the target of each step is the next row, all columns.
 *
 * <p>The baseline is persistence, "as now so next", over the whole held-out part.
 */
public final class SeriesDataset implements Dataset {
    private final String name;
    private final List<String> columns;
    private final HeldOutSplit split;
    private final double[] means;
    private final double[] deviations;
    private final double[] normalised;
    private final String hash;

    /**
     * Splits and normalises a series.
     *
     * @param name for tables and messages
     * @param columns the {@code I} columns' names, at least one
     * @param values {@code [N,I]}, {@code N} at least 20; not modified
     * @throws InputException where there are too few rows, a value is not finite, or a column is constant over the
     *         training part
     */
    public SeriesDataset(String name, List<String> columns, double[] values) {
        int I = columns.size();
        if (I == 0 || values.length % I != 0) {
            throw new IllegalArgumentException(values.length + " values for " + I + " columns");
        }
        this.name = name;
        this.columns = List.copyOf(columns);
        checkFinite(values);
        split = new HeldOutSplit("series '" + name + "'", "rows", values.length / I);
        means = new double[I];
        deviations = new double[I];
        normalised = new double[values.length];
        for (int i = 0; i < I; i++) {
            normalise(values, i);
        }
        hash = hash(values);
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
        return columns.size();
    }

    /** The names of the columns. */
    public List<String> columns() {
        return columns;
    }

    /** The number of rows. */
    public int rows() {
        return split.count();
    }

    /** The mean of column {@code i} over the training part, in the file's unit. */
    public double mean(int i) {
        return means[i];
    }

    /** The standard deviation of column {@code i} over the training part, in the file's unit. */
    public double deviation(int i) {
        return deviations[i];
    }

    /** The first row that is held out, from 0. */
    public int firstHeldOut() {
        return split.cut();
    }

    /** A row in the units of the network, {@code [I]}. */
    public double[] normalised(int row) {
        return Arrays.copyOfRange(normalised, row * inputs(), (row + 1) * inputs());
    }

    /** A value of column {@code i} in the file's unit. */
    public double original(int i, double value) {
        return value * deviations[i] + means[i];
    }

    @Override
    public boolean predictsInputs() {
        return true;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.SQUARED_ERROR, inputs(), Objective.LossSteps.EVERY);
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
        return windows(split.trainStarts(random, T, B), T);
    }

    @Override
    public Batch heldOut(RandomGenerator random, int T, int B) {
        return windows(split.heldOutStarts(random, T, B), T);
    }

    /** The mean square of the change from one row to the next; the same for every {@code T}. */
    @Override
    public Baseline baseline(int T) {
        int I = inputs();
        double sum = 0;
        for (int k = split.cut() * I; k + I < normalised.length; k++) {
            double change = normalised[k + I] - normalised[k];
            sum += change * change;
        }
        return new Baseline("last value", sum / ((double) split.longestHeldOut() * I));
    }

    @Override
    public String hash() {
        return hash;
    }

    private Batch windows(int[] starts, int T) {
        int B = starts.length;
        int I = inputs();
        var inputs = new double[T * B * I];
        var targets = new double[T * B * I];
        for (int t = 0; t < T; t++) {
            for (int b = 0; b < B; b++) {
                int row = (starts[b] + t) * I;
                System.arraycopy(normalised, row, inputs, (t * B + b) * I, I);
                System.arraycopy(normalised, row + I, targets, (t * B + b) * I, I);
            }
        }
        var mask = new boolean[T * B];
        Arrays.fill(mask, true);
        return new Batch(new Batch.Vectors(T, B, I, inputs), new Batch.Values(T, B, I, targets, mask));
    }

    private void checkFinite(double[] values) {
        int I = columns.size();
        for (int k = 0; k < values.length; k++) {
            if (!Double.isFinite(values[k])) {
                throw new InputException("The series '" + name + "' has " + values[k] + " in row " + (k / I + 1)
                        + ", column " + columns.get(k % I)
                        + ". Every value must be a finite number: fill the gap or leave the row out.");
            }
        }
    }

    private void normalise(double[] values, int i) {
        int I = columns.size();
        int end = split.cut() * I;
        // Scaled by the largest value first: squares of values near 1e200 would overflow.
        double largest = 0;
        for (int k = i; k < end; k += I) {
            largest = Math.max(largest, Math.abs(values[k]));
        }
        double unit = largest == 0 ? 1 : largest;
        double sum = 0;
        for (int k = i; k < end; k += I) {
            sum += values[k] / unit;
        }
        double mean = sum / split.cut();
        double squares = 0;
        for (int k = i; k < end; k += I) {
            double distance = values[k] / unit - mean;
            squares += distance * distance;
        }
        double deviation = Math.sqrt(squares / split.cut());
        // A constant leaves rounding of the mean behind, at most a few ulps of the largest value.
        if (deviation <= 1e-13) {
            throw new InputException("Column " + columns.get(i) + " of the series '" + name + "' is constant ("
                    + values[i] + ") over all " + split.cut()
                    + " rows of the training part: there is nothing to learn from it. Leave it out.");
        }
        means[i] = mean * unit;
        deviations[i] = deviation * unit;
        for (int k = i; k < values.length; k += I) {
            normalised[k] = (values[k] / unit - mean) / deviation;
        }
    }

    private String hash(double[] values) {
        byte[] head = (String.join("\n", columns) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(head.length + values.length * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        content.put(head);
        content.asDoubleBuffer().put(values);
        return Hash.sha256(content.array());
    }
}
