package retrograde.article;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.NoiseData;
import retrograde.engine.Activations;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;

/**
 * C21: one vector cannot hold thousands of steps.
 *
 * <p>
 * How many past inputs can be read from the state is its memory capacity (Jaeger 2001): {@code M = Σ_k R²_k}, {@code R²_k} the part
 * of the variance of {@code x_{t−k}} that the best linear function of {@code s_t} explains, corrected for the number of
 * its coefficients. For independent inputs M is at most n, the entries of the state. Measured on trained networks and on
 * random ones of 8 to 64 units; and how many of ten symbols of copy memory networks of as many units learn to recall.
 * Criterion: M is above 0 and at most n, by 2 %, for every network, so that a thousand steps need a thousand entries. Control: the
 * last 4n inputs themselves in the place of the state, a memory that grows with what it is to hold.
 */
final class C21OneVectorHoldsLittle implements Claim {
    private static final int[] UNITS = {8, 16, 32, 64};
    private static final double ROUNDING = 0.02;
    /** Relative to the mean variance of the state's entries: a reading by coefficients so large is noise in practice. */
    private static final double RIDGE = 1e-10;

    @Override
    public String id() {
        return "C21";
    }

    /** What a vector of n entries holds. */
    private record Memory(String name, int entries, double[] explained) {
        double capacity() {
            double sum = 0;
            for (double r : explained) {
                sum += r;
            }
            return sum;
        }

        boolean within(int bound) {
            return capacity() > 0 && capacity() <= bound * (1 + ROUNDING);
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Integer> units = new ArrayList<>();
        for (int n : UNITS) {
            units.add(n);
        }
        List<Memory> random = laboratory.each(units, n -> random(laboratory, n));
        List<Memory> trained = laboratory.each(List.of("rnn_tanh", "lstm", "gru"), cell -> trained(laboratory, cell));
        List<double[]> copied = laboratory.each(units, n -> copied(laboratory, n));
        int small = UNITS[0];
        Memory window = window(laboratory, small);
        boolean met = true;
        List<Figure> figures = new ArrayList<>();
        List<Memory> all = new ArrayList<>(random);
        all.addAll(trained);
        for (Memory memory : all) {
            met &= memory.within(memory.entries);
            figures.add(Figure.of("inputs held, at most n", memory.name, memory.capacity(), Double.NaN));
            figures.add(Figure.of("n, entries of the state", memory.name, memory.entries, Figure.EXACT));
        }
        for (int i = 0; i < UNITS.length; i++) {
            figures.add(Figure.mean("symbols of 10 recalled, copy memory", "gru, H = " + UNITS[i], copied.get(i), ""));
        }
        Figure control = Figure.of("inputs held, at most n",
                "last " + window.explained.length + " inputs, n = " + small, window.capacity(), Double.NaN);
        List<Figure> limits = new ArrayList<>();
        for (Memory memory : all) {
            limits.add(new Figure("furthest input of which half is held", memory.name, furthest(memory), Double.NaN,
                    "steps"));
        }
        return new Finding(Answer.of(met), figures, Answer.of(window.within(small)), List.of(control), limits,
                List.of(capacities(random, trained), lags(random, trained), copies(copied)));
    }

    // ---- memory capacity ----

    private static int samples(Laboratory laboratory) {
        return laboratory.choose(600, 2000, 6000);
    }

    /** A tanh network just short of forgetting nothing, driven so weakly that it is nearly linear. */
    private static Memory random(Laboratory laboratory, int units) {
        Dataset noise = new NoiseData(0.1, 1);
        Architecture architecture = Architecture.of(Zoo.cell("rnn_tanh"), noise, units, 1, 1, Map.of());
        Initialisation first = Initialisation.of(laboratory.seed());
        Model model = new Initialisation(Map.of("U", DistributionParser.parse("orthogonal:0.98"), "W",
                DistributionParser.parse("normal:0,0.3"), "b", DistributionParser.parse("0")), laboratory.seed(),
                first.files()).model(architecture);
        return memory("rnn_tanh, U = 0.98 Q, n = " + units, model,
                noise.train(laboratory.random("C21 noise"), samples(laboratory), 1), 4 * units);
    }

    private static Memory trained(Laboratory laboratory, String cell) {
        Recipe recipe = laboratory.standard(cell, "adding", laboratory.seed());
        Model model = laboratory.trained(recipe).model();
        return memory(cell + ", adding", model,
                recipe.data().heldOut(laboratory.random("C21 held out"), samples(laboratory), 1),
                4 * model.stack().stateSize());
    }

    /** The inputs themselves, which need no network. */
    private static Memory window(Laboratory laboratory, int units) {
        int lags = 4 * units;
        int steps = samples(laboratory);
        Batch batch = new NoiseData(0.1, 1).train(laboratory.random("C21 noise"), steps, 1);
        double[] input = ((Batch.Vectors) batch.inputs()).values();
        double[][] features = new double[steps][lags];
        for (int t = 0; t < steps; t++) {
            for (int k = 0; k < lags; k++) {
                features[t][k] = t > k ? input[t - k - 1] : 0;
            }
        }
        return new Memory("", lags, explained(features, input, lags));
    }

    private static Memory memory(String name, Model model, Batch batch, int lags) {
        int steps = batch.steps();
        double[] input = model.embed(batch.inputs());
        Activations run = model.stack().forward(input, steps, 1, null).get(0);
        var shape = model.architecture().layers().get(0);
        int states = shape.cell().states().size();
        int hidden = shape.hidden();
        double[][] features = new double[steps][states * hidden];
        for (int s = 0; s < states; s++) {
            double[] values = run.state(shape.cell().states().get(s));
            for (int t = 0; t < steps; t++) {
                System.arraycopy(values, (t + 1) * hidden, features[t], s * hidden, hidden);
            }
        }
        int width = input.length / steps;
        double[] stream = new double[steps];
        for (int t = 0; t < steps; t++) {
            stream[t] = input[t * width];
        }
        return new Memory(name, states * hidden, explained(features, stream, lags));
    }

    /**
     * {@code R²_k} for k = 1 … lags.
     *
     * @param features {@code [T,n]}
     * @param input {@code [T]}
     */
    static double[] explained(double[][] features, double[] input, int lags) {
        int first = Math.max(lags, 100);
        int n = features[0].length;
        int count = features.length - first;
        double[] mean = new double[n];
        for (int t = first; t < features.length; t++) {
            for (int i = 0; i < n; i++) {
                mean[i] += features[t][i] / count;
            }
        }
        DMatrixRMaj covariance = new DMatrixRMaj(n, n);
        DMatrixRMaj with = new DMatrixRMaj(n, lags);
        double[] inputMean = new double[lags];
        double[] inputSquares = new double[lags];
        for (int k = 0; k < lags; k++) {
            for (int t = first; t < features.length; t++) {
                inputMean[k] += input[t - k - 1] / count;
            }
            for (int t = first; t < features.length; t++) {
                double x = input[t - k - 1] - inputMean[k];
                inputSquares[k] += x * x;
            }
        }
        double[] h = new double[n];
        for (int t = first; t < features.length; t++) {
            for (int i = 0; i < n; i++) {
                h[i] = features[t][i] - mean[i];
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    covariance.data[i * n + j] += h[i] * h[j];
                }
                for (int k = 0; k < lags; k++) {
                    with.data[i * lags + k] += h[i] * (input[t - k - 1] - inputMean[k]);
                }
            }
        }
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += covariance.get(i, i);
        }
        for (int i = 0; i < n; i++) {
            covariance.add(i, i, RIDGE * trace / n);
        }
        var solver = LinearSolverFactory_DDRM.symmPosDef(n);
        if (!solver.setA(covariance.copy())) {
            throw new IllegalStateException("the covariance of the states is singular");
        }
        DMatrixRMaj coefficients = new DMatrixRMaj(n, lags);
        solver.solve(with, coefficients);
        double[] explained = new double[lags];
        for (int k = 0; k < lags; k++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += coefficients.get(i, k) * with.get(i, k);
            }
            // n coefficients explain n/T of anything, by chance.
            explained[k] = 1 - (1 - sum / inputSquares[k]) * (count - 1.0) / (count - n - 1.0);
        }
        return explained;
    }

    private static double furthest(Memory memory) {
        double furthest = 0;
        for (int k = 0; k < memory.explained.length; k++) {
            furthest = memory.explained[k] >= 0.5 ? k + 1 : furthest;
        }
        return furthest;
    }

    // ---- copy memory ----

    /** How many of the ten symbols are known, by the information in the answers. */
    private static double[] copied(Laboratory laboratory, int units) {
        List<Long> seeds = laboratory.seeds(laboratory.choose(1, 1, 2));
        return laboratory.numbers(seeds, seed -> {
            Trained t = laboratory.trained(new Recipe(Zoo.cell("gru"), laboratory.data("copy-memory"), 1, units, 16,
                    laboratory.choose(5, 250, 3000), 0.01, 1, Map.of(), seed));
            return 10 * (1 - t.heldOut().loss() / t.baseline().value());
        });
    }

    // ---- pictures ----

    private static Chart capacities(List<Memory> random, List<Memory> trained) {
        double[] n = random.stream().mapToDouble(Memory::entries).toArray();
        List<Chart.Series> series = new ArrayList<>();
        series.add(Chart.Series.line("M = n", n, n));
        series.add(
                Chart.Series.line("rnn_tanh, U = 0.98 Q", n, random.stream().mapToDouble(Memory::capacity).toArray()));
        for (Memory memory : trained) {
            series.add(
                    Chart.Series.points(memory.name, new double[] {memory.entries}, new double[] {memory.capacity()}));
        }
        return Chart.lines("Inputs that a state of n entries holds", Chart.Axis.log("entries of the state"),
                Chart.Axis.log("inputs held"), series);
    }

    private static Chart lags(List<Memory> random, List<Memory> trained) {
        List<Chart.Series> series = new ArrayList<>();
        List<Memory> all = new ArrayList<>(random);
        all.addAll(trained);
        for (Memory memory : all) {
            double[] x = new double[memory.explained.length];
            for (int k = 0; k < x.length; k++) {
                x[k] = k + 1;
            }
            series.add(Chart.Series.line(memory.name, x, memory.explained));
        }
        return Chart.lines("How much of the input k steps ago can be read from the state", Chart.Axis.of("lag, steps"),
                Chart.Axis.of("part of the variance"), series);
    }

    private static Chart copies(List<double[]> copied) {
        double[] x = new double[UNITS.length];
        double[] y = new double[UNITS.length];
        double[] error = new double[UNITS.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = UNITS[i];
            y[i] = Estimate.mean(copied.get(i)).value();
            error[i] = Estimate.mean(copied.get(i)).error();
        }
        return Chart.lines("Symbols that a trained GRU recalls", Chart.Axis.log("units H"),
                Chart.Axis.of("symbols of 10"), List.of(new Chart.Series("gru, copy-memory", x, y, error, true)));
    }
}
