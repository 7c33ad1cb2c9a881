package retrograde.article;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.NoiseData;
import retrograde.equation.DistributionParser;
import retrograde.flow.Horizon;
import retrograde.flow.Trajectories;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.train.Clipping;
import retrograde.train.ParameterClipping;
import retrograde.train.ParameterClipping.Bound;
import retrograde.train.ParameterClipping.Interval;
import retrograde.train.ParameterClipping.Spectral;

/**
 * C7: clipping U into [−1,1] stops explosion but not vanishing, for one unit; for n units the bound is {@code ‖U‖₂ ≤ 1}.
 * Clipping gradients bounds the update only.
 *
 * <p>
 * A draw explodes where {@code ‖∂h_T/∂h_{T−k}‖₂ > 1000} and vanishes where it is below 1/1000; k = 100, and 30 steps
 * before lead away from the zero state. Criterion of a remedy: without it
 * draws explode, with it none does, and some vanish ("some": the fraction is above 0 by two standard errors). The claim
 * holds if U in [−1,1] for one unit and {@code ‖U‖₂ ≤ 1} for many meet it, on random draws and on trained networks, and
 * clipped gradients, by norm and by value, do not. Control: entries of U clipped into [−1,1] with 32 units.
 */
final class C07ClippingStopsExplosion implements Claim {
    private static final double LOG_LIMIT = StrictMath.log(1000);
    private static final int UNITS = 32;
    private static final Bound ENTRIES = new Interval("U", -1, 1);
    private static final Bound NORM = new Spectral("U", 1);

    @Override
    public String id() {
        return "C7";
    }

    /** How many of some draws explode and vanish. */
    record Rates(int exploding, int vanishing, int draws) {
        static Rates of(double[] logNorms) {
            int exploding = 0;
            int vanishing = 0;
            for (double log : logNorms) {
                // What is not a number has passed every limit.
                exploding += log > LOG_LIMIT || Double.isNaN(log) ? 1 : 0;
                vanishing += log < -LOG_LIMIT ? 1 : 0;
            }
            return new Rates(exploding, vanishing, logNorms.length);
        }

        private static boolean some(int hits, int draws) {
            Estimate fraction = Estimate.fraction(hits, draws);
            return fraction.value() > 2 * fraction.error();
        }

        /** The criterion: explosion is there before and gone after, vanishing is not gone. */
        static boolean remedied(Rates before, Rates after) {
            return some(before.exploding, before.draws) && after.exploding == 0 && some(after.vanishing, after.draws);
        }
    }

    /** A network of which many are drawn. */
    private record Network(String cell, int units, double gain) {
        String text() {
            return cell + ", n = " + units;
        }
    }

    /** What was done to which network, and what became of it. */
    private record Case(String text, Rates before, Rates after) {
        boolean remedied() {
            return Rates.remedied(before, after);
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        Network one = new Network("rnn_relu", 1, 2);
        Network relu = new Network("rnn_relu", UNITS, 2.5);
        Network tanh = new Network("rnn_tanh", UNITS, 2.5);
        int draws = laboratory.choose(8, 30, 120);
        // A product of numbers costs next to nothing.
        int many = laboratory.choose(80, 150, 500);
        Rates oneBefore = draws(laboratory, one, many, List.of());
        Rates reluBefore = draws(laboratory, relu, draws, List.of());
        Rates tanhBefore = draws(laboratory, tanh, draws, List.of());
        List<Case> remedies = new ArrayList<>();
        List<Case> control = new ArrayList<>();
        remedies.add(new Case(one.text() + ", U ∈ [−1,1]", oneBefore, draws(laboratory, one, many, List.of(ENTRIES))));
        for (Network network : List.of(relu, tanh)) {
            Rates before = network.equals(relu) ? reluBefore : tanhBefore;
            remedies.add(
                    new Case(network.text() + ", ‖U‖₂ ≤ 1", before, draws(laboratory, network, draws, List.of(NORM))));
            control.add(new Case(network.text() + ", U ∈ [−1,1]", before,
                    draws(laboratory, network, draws, List.of(ENTRIES))));
        }
        Runs none = trained(laboratory, Clipping.none(), List.of());
        Runs spectral = trained(laboratory, Clipping.none(), List.of(NORM));
        Runs entries = trained(laboratory, Clipping.none(), List.of(ENTRIES));
        Runs byNorm = trained(laboratory, new Clipping(THRESHOLD), List.of());
        Runs byValue = trained(laboratory, Clipping.byValue(VALUE), List.of());
        remedies.add(new Case(TRAINED + ", ‖U‖₂ ≤ 1", none.rates(), spectral.rates()));
        control.add(new Case(TRAINED + ", U ∈ [−1,1]", none.rates(), entries.rates()));
        List<Case> gradients = List.of(new Case(TRAINED + ", ‖g‖ ≤ " + THRESHOLD, none.rates(), byNorm.rates()),
                new Case(TRAINED + ", |gᵢ| ≤ " + VALUE, none.rates(), byValue.rates()));

        boolean[] met = new boolean[remedies.size() + gradients.size()];
        for (int i = 0; i < met.length; i++) {
            met[i] = i < remedies.size() ? remedies.get(i).remedied() : !gradients.get(i - remedies.size()).remedied();
        }
        Answer controlAnswer = Answer.ofAll(control.get(0).remedied(), control.get(1).remedied(),
                control.get(2).remedied());
        List<Case> experiment = new ArrayList<>(remedies);
        experiment.addAll(gradients);
        List<Figure> figures = new ArrayList<>(figures(experiment));
        figures.add(Figure.mean("largest gradient norm of a run before clipping", TRAINED + ", ‖g‖ ≤ " + THRESHOLD,
                byNorm.largest(), ""));
        figures.add(Figure.mean("held-out loss", TRAINED, none.losses(), ""));
        figures.add(Figure.mean("held-out loss", TRAINED + ", ‖U‖₂ ≤ 1", spectral.losses(), ""));
        figures.add(Figure.mean("held-out loss", TRAINED + ", ‖g‖ ≤ " + THRESHOLD, byNorm.losses(), ""));
        List<Figure> limits = limits(laboratory, relu);
        List<Case> all = new ArrayList<>(experiment);
        all.addAll(control);
        return new Finding(Answer.ofAll(met), figures, controlAnswer, figures(control), limits,
                List.of(rates(all), growth(laboratory, relu)));
    }

    private static List<Figure> figures(List<Case> cases) {
        List<Figure> figures = new ArrayList<>();
        for (Case c : cases) {
            figures.add(Figure.fraction("exploding before", c.text, c.before.exploding, c.before.draws));
            figures.add(Figure.fraction("exploding after", c.text, c.after.exploding, c.after.draws));
            figures.add(Figure.fraction("vanishing before", c.text, c.before.vanishing, c.before.draws));
            figures.add(Figure.fraction("vanishing after", c.text, c.after.vanishing, c.after.draws));
        }
        return figures;
    }

    // ---- random draws ----

    private static final int LAG = 100;
    private static final int STEPS = 130;

    private static Model drawn(Network network, long seed, List<Bound> bounds) {
        Dataset noise = new NoiseData(0.1, 1);
        Architecture architecture = Architecture.of(Zoo.cell(network.cell), noise, network.units, 1, 1, Map.of());
        Initialisation first = Initialisation.of(seed);
        double deviation = network.gain / Math.sqrt(network.units);
        Model model = new Initialisation(
                Map.of("U", DistributionParser.parse("normal:0," + deviation), "W",
                        DistributionParser.parse("normal:0,1"), "b", DistributionParser.parse("0")),
                seed, first.files()).model(architecture);
        new ParameterClipping(architecture, bounds).apply(model.parameters());
        return model;
    }

    private static Rates draws(Laboratory laboratory, Network network, int draws, List<Bound> bounds) {
        return Rates.of(laboratory.numbers(IntStream.range(0, draws).boxed().toList(), i -> {
            Model model = drawn(network, laboratory.seed() * 100_003 + i, bounds);
            Batch batch = new NoiseData(0.1, 1).train(laboratory.random("C7 input " + i), STEPS, 1);
            return Horizon.logNorm(Trajectories.run(model, batch), LAG, 0);
        }));
    }

    /** Smaller intervals, and fewer units: where clipping entries begins to help. */
    private static List<Figure> limits(Laboratory laboratory, Network relu) {
        List<Figure> limits = new ArrayList<>();
        int draws = laboratory.choose(4, 15, 60);
        for (int units : new int[] {2, 8, UNITS}) {
            for (double end : units == UNITS ? new double[] {1, 0.5, 0.25, 0.125} : new double[] {1}) {
                Rates after = draws(laboratory, new Network(relu.cell, units, relu.gain), draws,
                        List.of(new Interval("U", -end, end)));
                limits.add(Figure.fraction("exploding after", "n = " + units + ", U ∈ [−" + end + "," + end + "]",
                        after.exploding, after.draws));
            }
        }
        return limits;
    }

    // ---- trained networks ----

    private static final String TRAINED = "rnn_tanh, adding";
    private static final double THRESHOLD = 1;
    private static final double VALUE = 0.1;

    /** Runs with one treatment, one a seed. */
    @SuppressWarnings("ArrayRecordComponent") // figures, not compared
    private record Runs(Rates rates, double[] largest, double[] losses) {}

    private record Run(double logNorm, double largest, double loss) {}

    private static Runs trained(Laboratory laboratory, Clipping gradients, List<Bound> bounds) {
        int steps = 60;
        Recipe recipe = new Recipe(Zoo.cell("rnn_tanh"), laboratory.data("adding"), steps, UNITS, 16,
                laboratory.choose(5, 40, 300), 0.005, 0, Map.of("U", "normal:0," + 3 / Math.sqrt(UNITS)), 0);
        List<Run> runs = laboratory.each(laboratory.seeds(laboratory.choose(4, 5, 20)), seed -> {
            Trained trained = laboratory.train(recipe.withSeed(seed), gradients, bounds);
            Batch batch = recipe.data().heldOut(laboratory.random("C7 held out " + seed), steps, 1);
            double largest = 0;
            for (double norm : trained.norms()) {
                largest = Math.max(largest, norm);
            }
            return new Run(Horizon.logNorm(Trajectories.run(trained.model(), batch), steps, 0), largest,
                    trained.heldOut().loss());
        });
        return new Runs(Rates.of(runs.stream().mapToDouble(Run::logNorm).toArray()),
                runs.stream().mapToDouble(Run::largest).toArray(), runs.stream().mapToDouble(Run::loss).toArray());
    }

    // ---- pictures ----

    private static Chart rates(List<Case> cases) {
        return Chart.bars("Exploding and vanishing, before and after clipping", Chart.Axis.of("fraction of draws"),
                cases.stream().map(Case::text).toList(),
                List.of(Chart.Series.bars(">1000", fractions(cases, c -> c.before.exploding / (double) c.before.draws),
                        new double[0]),
                        Chart.Series.bars(">1000 ✂", fractions(cases, c -> c.after.exploding / (double) c.after.draws),
                                new double[0]),
                        Chart.Series.bars("<1/1000",
                                fractions(cases, c -> c.before.vanishing / (double) c.before.draws), new double[0]),
                        Chart.Series.bars("<1/1000 ✂",
                                fractions(cases, c -> c.after.vanishing / (double) c.after.draws), new double[0])));
    }

    private static double[] fractions(List<Case> cases, java.util.function.ToDoubleFunction<Case> of) {
        return cases.stream().mapToDouble(of).toArray();
    }

    private static Chart growth(Laboratory laboratory, Network network) {
        List<Chart.Series> series = new ArrayList<>();
        double[] lags = IntStream.rangeClosed(1, LAG).mapToDouble(k -> k).toArray();
        List<List<Bound>> treatments = List.of(List.of(), List.of(ENTRIES), List.of(NORM));
        List<String> names = List.of("U", "U ∈ [−1,1]", "‖U‖₂ ≤ 1");
        for (int i = 0; i < names.size(); i++) {
            Model model = drawn(network, laboratory.seed() * 100_003, treatments.get(i));
            Batch batch = new NoiseData(0.1, 1).train(laboratory.random("C7 input 0"), STEPS, 1);
            double[] logs = Horizon.measure(Trajectories.run(model, batch), LAG, 1, List.of(), Horizon.EPSILON)
                    .logNorms();
            double[] norms = new double[LAG];
            for (int k = 0; k < LAG; k++) {
                norms[k] = StrictMath.exp(logs[k]);
            }
            series.add(Chart.Series.line(names.get(i), lags, norms));
        }
        return Chart.lines("Product of Jacobians of one ReLU network of 32 units, by lag", Chart.Axis.of("lag, steps"),
                Chart.Axis.log("norm of the product"), series);
    }
}
