package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.random.RandomGenerator;

import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.engine.Execution;
import retrograde.flow.Horizon;
import retrograde.flow.Trajectories;
import retrograde.model.Model;
import retrograde.model.Parameters;

/**
 * C12: an LSTM whose gradient explodes, or vanishes, can be constructed: both are, by a search over the scale of the weights
 * and the biases of the gates.
 *
 * <p>
 * Criterion, on {@code ln‖∂s_t/∂s_{t−200}‖₂}, the mean of two sequences of the adding problem, t = 300: above 88.7 an LSTM explodes, for that is
 * what float32 can hold; below −103.3, where float32 has only 0, it vanishes. Yes if the search finds both, partly if it
 * finds one. Control: the search among as many LSTMs of the standard initialisation.
 */
final class C12BothCanBeConstructed implements Claim {
    private static final int STEPS = 200;
    private static final int BEFORE = 100;
    private static final int LONG = 1000;
    private static final int HIDDEN = 16;
    private static final int SEQUENCES = 2;
    private static final double LARGEST = StrictMath.log(Float.MAX_VALUE);
    private static final double SMALLEST = StrictMath.log(Float.MIN_VALUE);

    @Override
    public String id() {
        return "C12";
    }

    /**
     * An LSTM to be tried.
     *
     * @param logU ln of the recurrent weights' scale, in units of 1/√H
     * @param logW of the input weights'
     * @param biases of f, i, o
     * @param seed of the weights
     */
    private record Candidate(double logU, double logW, List<Double> biases, long seed) {
        static Candidate random(RandomGenerator random, long seed) {
            return new Candidate(6 * random.nextDouble() - 1, 6 * random.nextDouble() - 2,
                    List.of(bias(random), bias(random), bias(random)), seed);
        }

        private static double bias(RandomGenerator random) {
            return 12 * random.nextDouble() - 6;
        }

        /** Settings nearby, with the same weights up to their scale or, as often, with others. */
        Candidate varied(RandomGenerator random) {
            return new Candidate(logU + 0.5 * random.nextGaussian(), logW + 0.5 * random.nextGaussian(),
                    biases.stream().map(b -> b + random.nextGaussian()).toList(),
                    random.nextBoolean() ? seed : random.nextLong());
        }

        Map<String, String> initialisation() {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("U", uniform(logU));
            settings.put("W", uniform(logW));
            settings.put("b_f", Double.toString(biases.get(0)));
            settings.put("b_i", Double.toString(biases.get(1)));
            settings.put("b_o", Double.toString(biases.get(2)));
            return settings;
        }

        private static String uniform(double log) {
            double bound = StrictMath.exp(log) / Math.sqrt(HIDDEN);
            return "uniform:" + -bound + "," + bound;
        }
    }

    /** A network with the logarithm of its gradient's growth over all steps. */
    private record Tried<A>(A what, double growth) {}

    @Override
    public Finding examine(Laboratory laboratory) {
        int draws = laboratory.choose(6, 24, 60);
        int rounds = laboratory.choose(2, 8, 14);
        int each = laboratory.choose(2, 6, 12);
        List<Candidate> first = new ArrayList<>();
        RandomGenerator random = laboratory.random("C12");
        for (int i = 0; i < draws; i++) {
            first.add(Candidate.random(random, laboratory.seed() + i));
        }
        List<Tried<Candidate>> tried = tried(laboratory, first);
        List<Integer> signs = List.of(1, -1);
        // The two climbs share nothing but the first draws, and each has its own generator.
        List<Tried<Candidate>> ends = laboratory.each(signs, sign -> climb(laboratory, tried, sign, rounds, each));
        List<Long> standard = laboratory.seeds(draws + 2 * rounds * each);
        List<Tried<Long>> ordinary = laboratory.each(standard,
                s -> new Tried<>(s, growth(laboratory, recipe(laboratory, Map.of(), s).fresh())));
        double highest = ordinary.stream().mapToDouble(Tried::growth).max().orElse(0);
        double lowest = ordinary.stream().mapToDouble(Tried::growth).min().orElse(0);

        Model exploding = fresh(laboratory, ends.get(0).what());
        Model vanishing = fresh(laboratory, ends.get(1).what());
        List<Figure> figures = new ArrayList<>();
        figures.add(growth("max", ends.get(0).growth()));
        figures.add(growth("min", ends.get(1).growth()));
        figures.add(Figure.fraction("fraction of draws that explode", "", count(tried, 1), draws));
        figures.add(Figure.fraction("fraction of draws that vanish", "", count(tried, -1), draws));
        figures.add(new Figure("lag from which the float32 gradient is not a number", "max",
                lag(laboratory, exploding, g -> !Double.isFinite(g)), Figure.EXACT, "steps"));
        figures.add(new Figure("lag from which the float32 gradient is 0", "min",
                lag(laboratory, vanishing, g -> g == 0), Figure.EXACT, "steps"));
        List<Figure> control = List.of(growth("max, b_f = 1", highest), growth("min, b_f = 1", lowest));
        List<Figure> limits = new ArrayList<>();
        limits.addAll(found("max", ends.get(0).what()));
        limits.addAll(found("min", ends.get(1).what()));
        limits.add(Figure.of("largest |c|", "max", largest(laboratory, exploding), Figure.EXACT));
        Map<String, Kept> models = new LinkedHashMap<>();
        models.put("exploding-lstm", new Kept(exploding, laboratory.data("adding"), STEPS));
        models.put("vanishing-lstm", new Kept(vanishing, laboratory.data("adding"), STEPS));
        Model usual = recipe(laboratory, Map.of(), laboratory.seed()).fresh();
        return new Finding(judge(ends.get(0).growth(), ends.get(1).growth()), figures, judge(highest, lowest), control,
                limits, List.of(chart(laboratory, exploding, vanishing, usual)), models);
    }

    /** The criterion, on the highest and the lowest growth found. */
    static Answer judge(double highest, double lowest) {
        return Answer.ofAll(highest > LARGEST, lowest < SMALLEST);
    }

    private static int count(List<Tried<Candidate>> tried, int sign) {
        return (int) tried.stream().filter(t -> sign > 0 ? t.growth() > LARGEST : t.growth() < SMALLEST).count();
    }

    private static Figure growth(String of, double growth) {
        return new Figure("ln of the gradient over 200 steps", of, growth, Figure.EXACT, "nats");
    }

    private static List<Figure> found(String of, Candidate c) {
        return List.of(Figure.of("scale of U found", of, StrictMath.exp(c.logU()), Figure.EXACT),
                Figure.of("scale of W found", of, StrictMath.exp(c.logW()), Figure.EXACT),
                Figure.of("b_f found", of, c.biases().get(0), Figure.EXACT));
    }

    private static List<Tried<Candidate>> tried(Laboratory laboratory, List<Candidate> candidates) {
        return laboratory.each(candidates, c -> new Tried<>(c, growth(laboratory, fresh(laboratory, c))));
    }

    /** From the best draw uphill (or downhill): the best of some variations, again and again. */
    private static Tried<Candidate> climb(Laboratory laboratory, List<Tried<Candidate>> tried, int sign, int rounds,
            int each) {
        RandomGenerator random = laboratory.random("C12 climb " + sign);
        Tried<Candidate> best = best(tried, tried.getFirst(), sign);
        for (int round = 0; round < rounds; round++) {
            List<Candidate> varied = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                varied.add(best.what().varied(random));
            }
            best = best(tried(laboratory, varied), best, sign);
        }
        return best;
    }

    private static Tried<Candidate> best(List<Tried<Candidate>> tried, Tried<Candidate> start, int sign) {
        Tried<Candidate> best = start;
        for (Tried<Candidate> t : tried) {
            best = sign * t.growth() > sign * best.growth() ? t : best;
        }
        return best;
    }

    private static Recipe recipe(Laboratory laboratory, Map<String, String> initialisation, long seed) {
        return new Recipe(Zoo.cell("lstm"), laboratory.data("adding"), STEPS, HIDDEN, 1, 0, 0.01, 0, initialisation,
                seed);
    }

    private static Model fresh(Laboratory laboratory, Candidate c) {
        return recipe(laboratory, c.initialisation(), c.seed()).fresh();
    }

    private static Batch batch(Laboratory laboratory, int steps) {
        return laboratory.data("adding").heldOut(laboratory.random("C12 data"), steps, SEQUENCES);
    }

    private static double growth(Laboratory laboratory, Model model) {
        return logNorms(laboratory, model)[STEPS - 1];
    }

    private static double[] logNorms(Laboratory laboratory, Model model) {
        // From the zero state some networks grow at first only; the steps before let that pass.
        return Horizon
                .measure(Trajectories.run(model, batch(laboratory, BEFORE + STEPS)), STEPS, SEQUENCES, List.of(),
                        Horizon.EPSILON)
                .logNorms();
    }

    /** How far back the gradient of the last step's loss comes in float32 before it is what is asked for; ∞ if never. */
    private static double lag(Laboratory laboratory, Model model, DoublePredicate lost) {
        Batch batch = batch(laboratory, LONG);
        double[] carried = new double[LONG * batch.size()];
        try (Execution execution = Execution.of(Execution.Kind.FLOAT32, 1)) {
            model.execute(execution);
            model.gradient(batch, new Parameters(model.architecture()), carried);
            model.execute(Execution.reference());
        }
        for (int lag = 1; lag <= LONG; lag++) {
            if (lost.test(carried[(LONG - lag) * batch.size()])) {
                return lag;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static double largest(Laboratory laboratory, Model model) {
        Trajectories run = Trajectories.run(model, batch(laboratory, LONG));
        return Arrays.stream(run.activations().getFirst().state("c")).map(Math::abs).max().orElse(0);
    }

    private static Chart chart(Laboratory laboratory, Model exploding, Model vanishing, Model usual) {
        double[] lags = new double[STEPS];
        Arrays.setAll(lags, k -> k + 1);
        double[] ends = {1, STEPS};
        return Chart.lines("Growth of the gradient over lag", Chart.Axis.of("lag, steps"),
                Chart.Axis.of("ln of the gradient, nats"),
                List.of(Chart.Series.line("max", lags, logNorms(laboratory, exploding)),
                        Chart.Series.line("min", lags, logNorms(laboratory, vanishing)),
                        Chart.Series.line("b_f = 1", lags, logNorms(laboratory, usual)),
                        Chart.Series.line("float32 max", ends, new double[] {LARGEST, LARGEST}),
                        Chart.Series.line("float32 min", ends, new double[] {SMALLEST, SMALLEST})));
    }
}
