package retrograde.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SeriesDatasetTest {
    private static double[] ramp(int rows) {
        return IntStream.range(0, rows).mapToDouble(n -> n).toArray();
    }

    @Test
    void normalisesByTheTrainingPartAndPredictsTheNextRow() {
        var series = new SeriesDataset("s", List.of("x"), ramp(100));
        assertThat(series.mean(0)).isCloseTo(44.5, within(1e-12));
        // The variance of 0 … 89 is (90² − 1)/12.
        double deviation = Math.sqrt((90 * 90 - 1) / 12.0);
        assertThat(series.deviation(0)).isCloseTo(deviation, within(1e-12));
        Batch batch = series.train(Seeds.random(1), 5, 3);
        double[] x = ((Batch.Vectors) batch.inputs()).values();
        double[] y = ((Batch.Values) batch.targets()).values();
        for (int k = 0; k < x.length; k++) {
            assertThat(y[k] - x[k]).isCloseTo(1 / deviation, within(1e-12));
        }
        assertThat(batch.lossCount()).isEqualTo(15);
    }

    @Test
    void windowsNeverCrossTheCut() {
        var series = new SeriesDataset("s", List.of("x"), ramp(100));
        double cut = (90 - series.mean(0)) / series.deviation(0);
        Batch train = series.train(Seeds.random(2), 4, 1000);
        Batch heldOut = series.heldOut(Seeds.random(2), 4, 1000);
        double[] last = ((Batch.Values) train.targets()).values();
        double[] first = ((Batch.Vectors) heldOut.inputs()).values();
        // Row 89 is shown to training, row 90 to judging; half a row of slack for rounding.
        assertThat(Arrays.stream(last).max().getAsDouble()).isBetween(cut - 1.5 / series.deviation(0),
                cut - 0.5 / series.deviation(0));
        assertThat(Arrays.stream(first).min().getAsDouble()).isCloseTo(cut, within(1e-12));
    }

    @Test
    void columnsStayTogether() {
        var values = new double[200];
        for (int n = 0; n < 100; n++) {
            values[2 * n] = Math.sin(n);
            values[2 * n + 1] = 1e6 + 3 * Math.sin(n);
        }
        var series = new SeriesDataset("s", List.of("a", "b"), values);
        assertThat(series.inputs()).isEqualTo(2);
        assertThat(series.objective())
                .isEqualTo(new Objective(Objective.Kind.SQUARED_ERROR, 2, Objective.LossSteps.EVERY));
        double[] x = ((Batch.Vectors) series.train(Seeds.random(3), 6, 4).inputs()).values();
        for (int k = 0; k < x.length; k += 2) {
            // Rounding of 1e6 + 3 sin n is 1e-10 in a value of deviation 2.
            assertThat(x[k + 1]).isCloseTo(x[k], within(1e-9));
        }
    }

    @Test
    void persistenceIsTheMeanSquareChangeOfTheHeldOutRows() {
        var series = new SeriesDataset("s", List.of("x"), ramp(100));
        double step = 1 / series.deviation(0);
        assertThat(series.baseline(5).name()).isEqualTo("last value");
        assertThat(series.baseline(5).value()).isCloseTo(step * step, within(1e-14));
    }

    @Test
    void hugeAndTinyValuesNeitherOverflowNorVanish() {
        for (double scale : new double[] {1e300, 1e-300}) {
            double[] values = Arrays.stream(ramp(100)).map(v -> Math.sin(v) * scale).toArray();
            var series = new SeriesDataset("s", List.of("x"), values);
            double[] x = ((Batch.Vectors) series.train(Seeds.random(4), 50, 20).inputs()).values();
            assertThat(Arrays.stream(x).map(v -> v * v).average().orElseThrow()).isBetween(0.5, 1.5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mauna-loa-co2", "nino-sst"})
    void theBundledSeriesAreComplete(String name) {
        var series = (SeriesDataset) Datasets.bundled(name);
        boolean air = name.equals("mauna-loa-co2");
        assertThat(series.name()).isEqualTo(name);
        assertThat(series.rows()).isEqualTo(air ? 2284 : 732);
        assertThat(series.columns())
                .isEqualTo(air ? List.of("co2_ppmv") : List.of("nino1+2", "nino3", "nino4", "nino3.4"));
        assertThat(series.mean(0)).isBetween(air ? 330.0 : 22.0, air ? 340.0 : 24.0);
        assertThat(series.baseline(series.defaultSteps()).value()).isBetween(air ? 1e-4 : 0.05, air ? 0.01 : 0.5);
        assertThat(series.heldOut(Seeds.random(5), series.defaultSteps(), 2).size()).isEqualTo(2);
        assertThat(series.hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void unknownBundledDataAreAnsweredWithTheNames() {
        assertThatThrownBy(() -> Datasets.bundled("mobydick")).isInstanceOf(InputException.class)
                .hasMessage("No data named 'mobydick' come with the program; did you mean moby-dick? "
                        + "Bundled data: moby-dick, mauna-loa-co2, nino-sst, digits.");
    }

    @Test
    void badSeriesAreRefused() {
        double[] gap = ramp(40);
        gap[16] = Double.NaN;
        assertThatThrownBy(() -> new SeriesDataset("s.csv", List.of("a", "co2"), gap))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "The series 's.csv' has no value in row 9, column a (1 of its 20 are missing).");
        gap[16] = Double.NEGATIVE_INFINITY;
        assertThatThrownBy(() -> series(List.of("a", "co2"), gap, choice(Missing.CARRY, 0))).hasMessageStartingWith(
                "The series 's.csv' has -Infinity in row 9, column a. Every value must be a finite number");
        assertThatThrownBy(() -> new SeriesDataset("s.csv", List.of("a"), new double[50]))
                .isInstanceOf(InputException.class)
                .hasMessage("Column a of the series 's.csv' is constant (0.0) over all 45 rows of the training part: "
                        + "there is nothing to learn from it. Leave it out.");
        double[] tenths = new double[50];
        Arrays.fill(tenths, 0.1);
        assertThatThrownBy(() -> new SeriesDataset("s.csv", List.of("a"), tenths)).isInstanceOf(InputException.class)
                .hasMessageContaining("is constant (0.1)");
        assertThatThrownBy(() -> new SeriesDataset("s.csv", List.of("a"), ramp(19))).isInstanceOf(InputException.class)
                .hasMessageStartingWith("The series 's.csv' has 19 rows, but at least 20 are needed:");
        var series = new SeriesDataset("s.csv", List.of("a"), ramp(100));
        assertThatThrownBy(() -> series.heldOut(Seeds.random(1), 10, 1)).isInstanceOf(InputException.class)
                .hasMessage("The series 's.csv' has 100 rows. The last 10 % (10) are held out, too few for windows of "
                        + "10 steps. Give at least 110 rows, or --steps 9 or less.");
    }

    private static SeriesDataset series(List<String> columns, double[] values, SeriesChoice choice) {
        return new SeriesDataset("s.csv", columns, SeriesValues.of(values, columns.size()), choice);
    }

    private static SeriesChoice choice(Missing missing, double test) {
        return new SeriesChoice(List.of(), List.of(), missing, test);
    }

    @Test
    void gapsAreFilledFromThePastOrTheTrainingPartOnly() {
        double[] values = ramp(100);
        values[0] = Double.NaN;
        values[40] = Double.NaN;
        values[41] = Double.NaN;
        double[] later = values.clone();
        // What is held out, and what comes after a gap, is not looked at.
        for (int n = 90; n < 100; n++) {
            later[n] = 1e6 + n;
        }
        for (Missing missing : new Missing[] {Missing.CARRY, Missing.MEAN, Missing.MASK}) {
            SeriesDataset series = series(List.of("x"), values, choice(missing, 0));
            SeriesDataset other = series(List.of("x"), later, choice(missing, 0));
            for (int row = 0; row < 90; row++) {
                assertThat(series.input(row)).containsExactly(other.input(row));
            }
            double before = (39 - series.mean(0)) / series.deviation(0);
            assertThat(series.input(0)[0]).isZero();
            assertThat(series.input(41)[0]).isCloseTo(missing == Missing.CARRY ? before : 0, within(1e-12));
            assertThat(series.inputs()).isEqualTo(missing == Missing.MASK ? 2 : 1);
            if (missing == Missing.MASK) {
                assertThat(series.input(41)[1]).isOne();
                assertThat(series.input(42)[1]).isZero();
            }
        }
        // The mean of 1 … 89 without 40 and 41.
        assertThat(series(List.of("x"), values, choice(Missing.MEAN, 0)).mean(0)).isCloseTo((4005 - 81) / 87.0,
                within(1e-12));
    }

    @Test
    void aMissingTargetHasNoLossAndEveryWindowHasOne() {
        double[] values = ramp(100);
        for (int n = 0; n < 100; n++) {
            values[n] = n % 4 == 0 ? Math.sin(n) : Double.NaN;
        }
        SeriesDataset series = series(List.of("x"), values, choice(Missing.CARRY, 0));
        Batch batch = series.train(Seeds.random(6), 2, 200);
        for (int b = 0; b < 200; b++) {
            assertThat(batch.lossAt(0, b) || batch.lossAt(1, b)).isTrue();
            assertThat(batch.lossAt(0, b) && batch.lossAt(1, b)).isFalse();
        }
        assertThat(series.heldOut(Seeds.random(6), 1, 5).lossCount()).isEqualTo(5);
        Arrays.fill(values, 90, 100, Double.NaN);
        SeriesDataset blind = series(List.of("x"), values, choice(Missing.CARRY, 0));
        assertThatThrownBy(() -> blind.heldOut(Seeds.random(6), 3, 1)).isInstanceOf(InputException.class)
                .hasMessage(
                        "The series 's.csv' has no window of that length with a value to predict among its rows 91 to "
                                + "100. Give longer windows with --steps, or data with fewer gaps.");
    }

    @Test
    void theTestPartIsNeverDrawnFrom() {
        double[] values = ramp(100);
        var series = series(List.of("x"), values, choice(Missing.REFUSE, 0.2));
        assertThat(series.firstHeldOut()).isEqualTo(70);
        assertThat(series.firstTest()).isEqualTo(80);
        assertThat(series.mean(0)).isCloseTo(34.5, within(1e-12));
        double[] last = ((Batch.Values) series.heldOut(Seeds.random(7), 4, 500).targets()).values();
        assertThat(Arrays.stream(last).max().getAsDouble() * series.deviation(0) + series.mean(0)).isCloseTo(79,
                within(1e-9));
        assertThatThrownBy(() -> series.train(Seeds.random(7), 70, 1)).isInstanceOf(InputException.class)
                .hasMessageContaining("The first 70 % (70) are too few for windows of 70 steps.");
    }

    @Test
    void targetsNeedNotBeInputsAndTheHashSaysWhatWasChosen() {
        var values = new double[200];
        for (int n = 0; n < 100; n++) {
            values[2 * n] = Math.sin(n);
            values[2 * n + 1] = 100 * Math.cos(n);
        }
        var all = new SeriesDataset("s", List.of("a", "b"), values);
        var one = series(List.of("a", "b"), values, new SeriesChoice(List.of("a"), List.of("b"), Missing.REFUSE, 0));
        Batch batch = one.train(Seeds.random(8), 5, 4);
        double[] x = ((Batch.Vectors) batch.inputs()).values();
        double[] y = ((Batch.Values) batch.targets()).values();
        Batch whole = all.train(Seeds.random(8), 5, 4);
        double[] both = ((Batch.Vectors) whole.inputs()).values();
        double[] next = ((Batch.Values) whole.targets()).values();
        for (int k = 0; k < x.length; k++) {
            assertThat(x[k]).isEqualTo(both[2 * k]);
            assertThat(y[k]).isEqualTo(next[2 * k + 1]);
        }
        assertThat(one.exogenous()).containsExactly("a");
        assertThat(all.predictsInputs()).isTrue();
        assertThat(one.predictsInputs()).as("whoever reads a from its end has not read b").isFalse();
        assertThat(one.original(0, 0)).isCloseTo(all.mean(1), within(1e-12));
        assertThat(one.baseline(5).name()).isEqualTo("mean");
        assertThat(one.hash()).isNotEqualTo(all.hash());
        // The hash of a whole series without gaps is of names and numbers alone: that of checkpoints made before.
        assertThat(all.hash()).isEqualTo(series(List.of("a", "b"), values, SeriesChoice.ALL).hash());
        assertThat(new SeriesDataset("s", List.of("x"), ramp(20)).hash())
                .isEqualTo("fc00b7275093b8da3caef3e31a9ecbeef01ff0438548053217e0250e21079040");
    }

    @Test
    void onlyTheRowAfterAWindowIsPredictedWhereThatIsWanted() {
        double[] values = ramp(100);
        values[50] = Double.NaN;
        SeriesChoice last = new SeriesChoice(List.of(), List.of(), Missing.CARRY, 0, Objective.LossSteps.LAST);
        SeriesDataset series = series(List.of("x"), values, last);
        SeriesDataset every = series(List.of("x"), values, choice(Missing.CARRY, 0));
        assertThat(series.objective().lossSteps()).isEqualTo(Objective.LossSteps.LAST);
        assertThat(series.predictsInputs()).isFalse();
        Batch batch = series.train(Seeds.random(1), 5, 300);
        double[] y = ((Batch.Values) batch.targets()).values();
        double[] x = ((Batch.Vectors) batch.inputs()).values();
        assertThat(batch.lossCount()).isEqualTo(300);
        for (int b = 0; b < 300; b++) {
            assertThat(batch.lossAt(4, b)).isTrue();
            // Row 50 is missing, so that nothing is predicted from a window that ends in row 49.
            assertThat(y[4 * 300 + b]).isNotEqualTo(x[4 * 300 + b]);
        }
        // The rows 95 to 99 follow a window of 5 in what is held out; a ramp changes by as much everywhere.
        assertThat(series.baseline(5).value()).isCloseTo(every.baseline(5).value(), within(1e-12));
        assertThat(series.hash()).isEqualTo(every.hash());
    }
}
