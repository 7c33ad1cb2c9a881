package retrograde.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.Encoding;
import retrograde.data.LabelledSequences;
import retrograde.engine.Engine;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.train.Adam;
import retrograde.train.Clipping;
import retrograde.train.GradientWatch;
import retrograde.train.Trainer;

/** What watching the gradient by lag, replay, threads and padding cost, as ratios of what is run in turn. */
final class Costs {
    private static final int WATCHED_UPDATES = 1_000;

    private Costs() {}

    /** Arguments: which; all without. */
    public static void main(String[] arguments) {
        List<String> which = arguments.length == 0 ? List.of("watch", "replay", "threads", "lengths")
                : List.of(arguments);
        for (String each : which) {
            switch (each) {
                case "watch" -> {
                    watch("lstm", Datasets.task("adding"), 100, 16);
                    watch("lstm", Datasets.bundled("moby-dick"), 50, 16);
                    watch("gru", Datasets.bundled("moby-dick"), 50, 16);
                }
                case "replay" -> replay();
                case "threads" -> threads();
                case "lengths" -> {
                    lengths(16, false);
                    lengths(64, false);
                    lengths(16, true);
                    lengths(64, true);
                }
                default -> {
                    System.err.println("costs: " + each + " is not one of watch, replay, threads, lengths");
                    System.exit(2);
                }
            }
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotations are not on the class path
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    // ---- watching ----

    private static Trainer trainer(String cell, Dataset data, int steps, int batch, Execution execution) {
        Architecture architecture = Architecture.of(Zoo.cell(cell), data, 64, 32, 1, Map.of());
        Model model = new Initialisation(Map.of(), 1, path -> {
            throw new InputException(path);
        }).model(architecture);
        model.execute(execution);
        return new Trainer(model, data, new Trainer.TrainingPlan(steps, batch, 0.002, Clipping.of(1), 1),
                new Adam(architecture, execution));
    }

    /** Two equal trainings, one watched, in turn 100 updates each. */
    private static void watch(String cell, Dataset data, int steps, int batch) {
        try (Execution execution = Execution.of(Kind.FLOAT32, Runtime.getRuntime().availableProcessors())) {
            Trainer plain = trainer(cell, data, steps, batch, execution);
            Trainer watched = trainer(cell, data, steps, batch, execution);
            watched.watch(new GradientWatch());
            // The JIT compiler sees both ways first.
            seconds(plain, 300);
            seconds(watched, 300);
            double without = 0;
            double with = 0;
            for (int i = 0; i < WATCHED_UPDATES / 50; i++) {
                without += seconds(plain, 50);
                with += seconds(watched, 50);
            }
            print("watch    %s on %s, T %d, B %d: %.3f ms an update, watched %.3f ms: %+.1f %%", cell, data.name(),
                    steps, batch, without * 1e3 / WATCHED_UPDATES, with * 1e3 / WATCHED_UPDATES,
                    (with / without - 1) * 100);
        }
    }

    private static double seconds(Trainer trainer, int updates) {
        long begin = System.nanoTime();
        for (int i = 0; i < updates; i++) {
            trainer.step();
        }
        return (System.nanoTime() - begin) * 1e-9;
    }

    // ---- sequences of different length ----

    /**
     * Gradients of twelve batches as they are, and with the padding computed, in turn. 300 sequences of vectors of 12, for an
     * LSTM of 128 units.
     *
     * @param skewed lengths {@code exp(4 + 0.8 z)}, z standard normal, up to 400 steps; else uniform from 10 to 100
     */
    private static void lengths(int batch, boolean skewed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        double[][] values = new double[300][];
        int[] labels = new int[values.length];
        for (int s = 0; s < values.length; s++) {
            int steps = skewed ? (int) Math.clamp(StrictMath.exp(4 + 0.8 * random.nextGaussian()), 2, 400)
                    : random.nextInt(10, 101);
            values[s] = random.doubles(12L * steps).toArray();
            labels[s] = s % 2;
        }
        LabelledSequences data = LabelledSequences.ofVectors("lengths", List.of("a", "b"), labels,
                LabelledSequences::everyTenth, Collections.nCopies(12, "x"), values, Encoding.NONE);
        int threads = Runtime.getRuntime().availableProcessors();
        try (Execution execution = Execution.of(Kind.FLOAT32, threads)) {
            Model model = Initialisation.of(1).model(Architecture.of(Zoo.cell("lstm"), data, 128, 1, 1, Map.of()));
            model.execute(execution);
            List<Batch> batches = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                batches.add(data.train(random, data.defaultSteps(), batch));
            }
            List<Batch> padded = batches.stream().map(b -> new Batch(b.inputs(), b.targets(), new int[batch])).toList();
            Parameters gradient = new Parameters(model.architecture());
            List<Double> skipping = new ArrayList<>();
            List<Double> computing = new ArrayList<>();
            for (int round = -3; round < 9; round++) {
                double with = milliseconds(model, padded, gradient);
                double without = milliseconds(model, batches, gradient);
                if (round >= 0) {
                    computing.add(with);
                    skipping.add(without);
                }
            }
            double padding = data.padding(random, batch, true);
            print("lengths  lstm, I 12, H 128, B %d, %s lengths, %d threads: %.1f %% padding; computed %.2f ms a batch, "
                    + "skipped %.2f ms: ÷ %.2f of ÷ %.2f at most", batch, skewed ? "skewed" : "uniform", threads,
                    100 * padding, median(computing), median(skipping), median(computing) / median(skipping),
                    1 / (1 - padding));
        }
    }

    private static double milliseconds(Model model, List<Batch> batches, Parameters gradient) {
        long begin = System.nanoTime();
        batches.forEach(b -> model.gradient(b, gradient));
        return (System.nanoTime() - begin) * 1e-6 / batches.size();
    }

    // ---- replay and threads ----

    /** A layer with a sequence, stepped and timed. */
    private record Layer(Engine engine, Weights weights, Engine.Sequence sequence) {
        static Layer of(Execution execution, String cell, int steps, int batch, int inputs, int hidden) {
            Problem problem = Problem.of(cell, steps, batch, inputs, hidden, Map.of(), 1);
            LayerShape shape = problem.shape();
            Weights weights = new Weights(shape);
            problem.weights().forEach((name, values) -> {
                double[] to = weights.get(name);
                for (int i = 0; i < to.length; i++) {
                    to[i] = values[i];
                }
            });
            float[] narrow = problem.input();
            double[] input = new double[narrow.length];
            for (int i = 0; i < input.length; i++) {
                input[i] = narrow[i];
            }
            return new Layer(execution.engine(shape), weights,
                    new Engine.Sequence(input, new double[shape.cell().states().size()][hidden], steps, batch));
        }

        double milliseconds() {
            Weights gradient = new Weights(engine.shape());
            long begin = System.nanoTime();
            engine.halfMeanSquare(weights, sequence, gradient);
            return (System.nanoTime() - begin) * 1e-6;
        }

        /** Steps until seconds have passed. */
        void warm(double seconds) {
            long end = System.nanoTime() + (long) (seconds * 1e9);
            while (System.nanoTime() < end) {
                milliseconds();
            }
        }
    }

    private static void replay() {
        for (int steps : new int[] {1_000, 10_000, 100_000}) {
            try (Execution plenty = Execution.of(Kind.FLOAT32, 2)) {
                Layer all = Layer.of(plenty, "lstm", steps, 2, 64, 64);
                long bytes = all.engine.bytes(steps, 2);
                try (Execution tight = new Execution(Kind.FLOAT32, 2, bytes / (long) Math.sqrt(steps) * 4)) {
                    Layer replayed = Layer.of(tight, "lstm", steps, 2, 64, 64);
                    all.warm(3);
                    replayed.warm(3);
                    List<Double> stored = new ArrayList<>();
                    List<Double> again = new ArrayList<>();
                    for (int i = 0; i < Math.max(3, 20_000 / steps); i++) {
                        stored.add(all.milliseconds());
                        again.add(replayed.milliseconds());
                    }
                    print("replay   lstm, T %,d, B 2, I 64, H 64: all kept %.1f MiB %.1f ms; replayed %.1f MiB %.1f ms:"
                            + " memory / %.1f, time x %.2f", steps, bytes / 1048576.0, median(stored),
                            replayed.engine.bytes(steps, 2) / 1048576.0, median(again),
                            (double) bytes / replayed.engine.bytes(steps, 2), median(again) / median(stored));
                }
            }
        }
    }

    private static void threads() {
        int[][] shapes = {{100, 16, 64, 128}, {100, 32, 128, 256}, {784, 64, 1, 128}, {400, 20, 2, 128}};
        for (String cell : List.of("lstm", "gru_reset_after", "rnn_tanh")) {
            for (int[] s : shapes) {
                try (Execution one = Execution.of(Kind.FLOAT32, 1); Execution two = Execution.of(Kind.FLOAT32, 2)) {
                    Layer single = Layer.of(one, cell, s[0], s[1], s[2], s[3]);
                    Layer both = Layer.of(two, cell, s[0], s[1], s[2], s[3]);
                    single.warm(2);
                    both.warm(2);
                    List<Double> first = new ArrayList<>();
                    List<Double> second = new ArrayList<>();
                    for (int i = 0; i < 15; i++) {
                        first.add(single.milliseconds());
                        second.add(both.milliseconds());
                    }
                    print("threads  %s %d,%d,%d,%d: one %.2f ms, two %.2f ms: x %.2f", cell, s[0], s[1], s[2], s[3],
                            median(first), median(second), median(first) / median(second));
                }
            }
        }
    }
}
