package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.engine.LayerJacobian;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;
import retrograde.equation.bound.Ranges;
import retrograde.equation.bound.TermBounds;
import retrograde.flow.TermShares;
import retrograde.flow.Trajectories;
import retrograde.flow.ViewGap;
import retrograde.model.Model;

/**
 * C9: in an LSTM, in the article's view and where the initialisation is not bad, {@code f} is the main term of
 * {@code ∂c_t/∂c_{t−1}} and the other three are minor.
 *
 * <p>
 * Criterion: the equations give each of the three at least 4 gate factors, three more than a tanh RNN's one; the main
 * term's share of the Frobenius norms is above ½, more than the three together; and its mean spectral norm is above that of
 * each other term. Both by two standard errors over seeds. Yes if all tasks meet all of it; partly if most do, or if all
 * have the shares only. Control: the same trained models, their recurrent matrices × 20.
 */
final class C09ForgetGateIsMain implements Claim {
    private static final int LEAST_FACTORS = 4;
    private static final double HALF = 0.5;
    private static final double CONTROL_SCALE = 20;
    private static final int GAP_LAGS = 20;
    private static final int UNIT_STEPS = 16;
    private static final String SWEPT = "nino-sst";

    @Override
    public String id() {
        return "C9";
    }

    /**
     * What is measured of one model.
     *
     * @param article shares in the article's view: main, via f, via i, via ĉ
     * @param norms mean spectral norms in the article's view
     * @param full shares in the full state: the same and via o, which stands before the last
     * @param units share of main where only the diagonals count, as if each unit were alone
     * @param gap of the two views after some steps
     * @param largest |c|
     */
    @SuppressWarnings("ArrayRecordComponent") // read, not compared
    private record Measured(double[] article, double[] norms, double[] full, double units, double gap,
            double largest) {}

    /**
     * One task's shares or norms, by term and then by seed; main first.
     */
    @SuppressWarnings("ArrayRecordComponent") // read, not compared
    record Sizes(double[][] shares, double[][] norms) {
        /** The other term of largest mean norm. */
        int largestOther() {
            int largest = 1;
            for (int k = 2; k < norms.length; k++) {
                largest = Estimate.mean(norms[k]).value() > Estimate.mean(norms[largest]).value() ? k : largest;
            }
            return largest;
        }

        boolean sharesMet() {
            Estimate share = Estimate.mean(shares[0]);
            return share.value() - 2 * share.error() > HALF;
        }

        boolean normsMet() {
            boolean met = true;
            for (int k = 1; k < norms.length; k++) {
                double[] other = norms[k];
                double[] apart = new double[other.length];
                Arrays.setAll(apart, i -> norms[0][i] - other[i]);
                Estimate difference = Estimate.mean(apart);
                met &= difference.value() - 2 * difference.error() > 0;
            }
            return met;
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Long> seeds = laboratory.seeds(laboratory.choose(2, 2, 4));
        List<Recipe> recipes = new ArrayList<>();
        Laboratory.TASKS.forEach(task -> seeds.forEach(s -> recipes.add(laboratory.standard("lstm", task, s))));
        List<Measured> measured = laboratory.each(recipes, r -> measure(laboratory, r, laboratory.trained(r).model()));
        List<double[][]> scaled = laboratory.each(recipes,
                r -> sizes(run(laboratory, r, scaled(laboratory.trained(r).model())), View.ARTICLE));
        List<Term> terms = SymbolicJacobian.of(Zoo.cell("lstm"), View.ARTICLE).terms();
        int count = seeds.size();

        List<Figure> figures = factors(terms);
        List<Figure> controlFigures = new ArrayList<>();
        List<Figure> limits = new ArrayList<>();
        List<Sizes> found = new ArrayList<>();
        List<Sizes> control = new ArrayList<>();
        for (int t = 0; t < Laboratory.TASKS.size(); t++) {
            String task = Laboratory.TASKS.get(t);
            List<Measured> own = measured.subList(t * count, (t + 1) * count);
            found.add(bySeed(own.stream().map(m -> new double[][] {m.article(), m.norms()}).toList()));
            control.add(bySeed(scaled.subList(t * count, (t + 1) * count)));
            figures.addAll(figures(terms, found.getLast(), task));
            controlFigures.addAll(figures(terms, control.getLast(), task + ", U × 20"));
            limits.addAll(limits(task, own));
        }
        Sweep sweep = sweep(laboratory);
        limits.addAll(sweep.figures());
        return new Finding(judge(terms, found), figures, judge(terms, control), controlFigures, limits,
                List.of(chart(terms, found, control), sweep.chart()));
    }

    /** The criterion. */
    static Answer judge(List<Term> terms, List<Sizes> tasks) {
        Ranges ranges = Ranges.of(Zoo.cell("lstm"));
        boolean enough = terms.stream()
                .filter(t -> !t.gates().isEmpty())
                .allMatch(t -> TermBounds.of(t, ranges).gateFactors() >= LEAST_FACTORS);
        Answer both = Answer.of(enough && tasks.stream().allMatch(s -> s.sharesMet() && s.normsMet()));
        boolean most = 2 * tasks.stream().filter(s -> s.sharesMet() && s.normsMet()).count() > tasks.size()
                || tasks.stream().allMatch(Sizes::sharesMet);
        return both == Answer.NO && enough && most ? Answer.PARTLY : both;
    }

    private static List<Figure> figures(List<Term> terms, Sizes sizes, String of) {
        List<Figure> figures = new ArrayList<>();
        for (int k = 0; k < terms.size(); k++) {
            figures.add(Figure.mean("share of the term", name(terms.get(k)) + ", " + of, sizes.shares()[k], ""));
        }
        int other = sizes.largestOther();
        figures.add(Figure.mean("norm of the term", "main, " + of, sizes.norms()[0], ""));
        figures.add(Figure.mean("norm of the term", name(terms.get(other)) + ", " + of, sizes.norms()[other], ""));
        return figures;
    }

    /** From shares and norms of each seed's terms to each term's over seeds. */
    private static Sizes bySeed(List<double[][]> seeds) {
        int terms = seeds.getFirst()[0].length;
        double[][] shares = new double[terms][seeds.size()];
        double[][] norms = new double[terms][seeds.size()];
        for (int k = 0; k < terms; k++) {
            for (int s = 0; s < seeds.size(); s++) {
                shares[k][s] = seeds.get(s)[0][k];
                norms[k][s] = seeds.get(s)[1][k];
            }
        }
        return new Sizes(shares, norms);
    }

    private static List<Figure> factors(List<Term> terms) {
        List<Figure> figures = new ArrayList<>();
        Ranges ranges = Ranges.of(Zoo.cell("lstm"));
        for (Term term : terms) {
            if (!term.gates().isEmpty()) {
                figures.add(
                        Figure.of("gate factors", name(term), TermBounds.of(term, ranges).gateFactors(), Figure.EXACT));
            }
        }
        Cell simple = Zoo.cell("rnn_tanh");
        figures.add(Figure.of("gate factors", "rnn_tanh",
                TermBounds.of(SymbolicJacobian.of(simple, View.FULL).terms().getFirst(), Ranges.of(simple))
                        .gateFactors(),
                Figure.EXACT));
        return figures;
    }

    private static List<Figure> limits(String task, List<Measured> own) {
        return List.of(
                Figure.mean("share of main in the full state", task,
                        own.stream().mapToDouble(m -> m.full()[0]).toArray(), ""),
                Figure.mean("share of via o in the full state", task,
                        own.stream().mapToDouble(m -> m.full()[m.full().length - 2]).toArray(), ""),
                Figure.mean("share of main, each unit alone", task, own.stream().mapToDouble(Measured::units).toArray(),
                        ""),
                Figure.mean("gap between the views after 20 steps", task,
                        own.stream().mapToDouble(Measured::gap).toArray(), ""),
                Figure.mean("largest |c|", task, own.stream().mapToDouble(Measured::largest).toArray(), ""));
    }

    private static Chart chart(List<Term> terms, List<Sizes> found, List<Sizes> control) {
        List<Chart.Series> series = new ArrayList<>();
        for (int k = 0; k < terms.size(); k++) {
            int term = k;
            series.add(bars(name(terms.get(k)), found.stream().map(s -> s.shares()[term]).toArray(double[][]::new)));
        }
        series.add(bars("main, U × 20", control.stream().map(s -> s.shares()[0]).toArray(double[][]::new)));
        return Chart.bars("Shares of the terms of ∂c_t/∂c_{t−1}", Chart.Axis.of("share of the norms"), Laboratory.TASKS,
                series);
    }

    private static Chart.Series bars(String name, double[][] values) {
        return Chart.Series.bars(name, Arrays.stream(values).mapToDouble(v -> Estimate.mean(v).value()).toArray(),
                Arrays.stream(values).mapToDouble(v -> Estimate.mean(v).error()).toArray());
    }

    /** A term's name with the article's letter for the candidate. */
    private static String name(Term term) {
        return term.name().replace("via g", "via ĉ");
    }

    private static Trajectories run(Laboratory laboratory, Recipe recipe, Model model) {
        Batch batch = recipe.data()
                .heldOut(laboratory.random("C9 " + recipe.data().name()), recipe.steps(), laboratory.choose(2, 2, 4));
        return Trajectories.run(model, batch);
    }

    /** Shares and norms of the terms. */
    private static double[][] sizes(Trajectories run, View view) {
        List<TermShares.TermShare> terms = TermShares.measure(run, view).layers().getFirst().terms();
        return new double[][] {terms.stream().mapToDouble(TermShares.TermShare::share).toArray(),
                terms.stream().mapToDouble(TermShares.TermShare::norm).toArray()};
    }

    private static double mainShare(Laboratory laboratory, Recipe recipe, Model model) {
        return sizes(run(laboratory, recipe, model), View.ARTICLE)[0][0];
    }

    private static Measured measure(Laboratory laboratory, Recipe recipe, Model model) {
        Trajectories run = run(laboratory, recipe, model);
        int lags = Math.min(GAP_LAGS, run.steps() - 1);
        double largest = Arrays.stream(run.activations().getFirst().state("c")).map(Math::abs).max().orElse(0);
        double[][] article = sizes(run, View.ARTICLE);
        return new Measured(article[0], article[1], sizes(run, View.FULL)[0], unitShare(run),
                ViewGap.measure(run, lags, run.sequences()).getFirst().gap()[lags - 1], largest);
    }

    /** The mean share of main on the diagonals: each unit's own numbers, as in the article's scalar case. */
    private static double unitShare(Trajectories run) {
        var engine = run.stack().layer(0);
        LayerShape shape = engine.shape();
        SymbolicJacobian symbolic = SymbolicJacobian.of(shape.cell(), View.ARTICLE);
        LayerJacobian jacobian = new LayerJacobian(engine, run.stack().weights(0), run.activations().getFirst(),
                symbolic);
        int n = jacobian.rows();
        int steps = Math.min(UNIT_STEPS, run.steps() - 1);
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            jacobian.at(1 + i * (run.steps() - 1) / steps);
            double[][] matrices = new double[symbolic.terms().size()][n * n];
            for (int k = 0; k < matrices.length; k++) {
                jacobian.addTerm(symbolic.terms().get(k), 0, matrices[k]);
            }
            for (int unit = 0; unit < n; unit++) {
                double all = 0;
                for (double[] matrix : matrices) {
                    all += Math.abs(matrix[unit * n + unit]);
                }
                sum += Math.abs(matrices[0][unit * n + unit]) / all / n;
            }
        }
        return sum / steps;
    }

    /** The same model with its recurrent matrices × 20. */
    private static Model scaled(Model model) {
        model.architecture().layers().getFirst().cell().parameters().forEach(p -> {
            if (p.family().equals("U")) {
                double[] values = model.parameters().layer(0).get(p.name());
                Arrays.setAll(values, i -> values[i] * CONTROL_SCALE);
            }
        });
        return model;
    }

    private record Sweep(List<Figure> figures, Chart chart) {}

    /** The main term's share over the scale of the first U, before and after training. */
    private static Sweep sweep(Laboratory laboratory) {
        double[] scales = laboratory.extent() == Laboratory.Extent.FULL ? new double[] {1, 2, 4, 8, 16}
                : new double[] {1, 4, 16};
        List<Long> seeds = laboratory.seeds(laboratory.choose(1, 1, 3));
        List<Recipe> recipes = new ArrayList<>();
        for (double scale : scales) {
            seeds.forEach(s -> recipes.add(scaled(laboratory.standard("lstm", SWEPT, s), scale)));
        }
        double[] before = laboratory.numbers(recipes, r -> mainShare(laboratory, r, r.fresh()));
        double[] after = laboratory.numbers(recipes, r -> mainShare(laboratory, r, laboratory.trained(r).model()));
        int count = seeds.size();
        List<Figure> figures = new ArrayList<>();
        figures.add(stops("scale of the first U at which main falls below ½, before training", scales, before, count));
        figures.add(stops("the same after training", scales, after, count));
        Chart chart = Chart.lines("Share of the main term over the scale of the first U",
                Chart.Axis.log("scale of the first U"), Chart.Axis.of("share of the norms"),
                List.of(line("t = 0", scales, before, count), line("Adam, " + SWEPT, scales, after, count)));
        return new Sweep(figures, chart);
    }

    /** PyTorch's first recurrent weights, multiplied; scale 1 is the standard recipe itself. */
    private static Recipe scaled(Recipe standard, double scale) {
        if (scale == 1) {
            return standard;
        }
        double bound = scale / Math.sqrt(standard.hidden());
        return standard.withInitialisation(Map.of("U", "uniform:" + -bound + "," + bound));
    }

    private static Chart.Series line(String name, double[] scales, double[] values, int count) {
        double[] y = new double[scales.length];
        double[] error = new double[scales.length];
        for (int i = 0; i < y.length; i++) {
            Estimate share = Estimate.mean(Arrays.copyOfRange(values, i * count, (i + 1) * count));
            y[i] = share.value();
            error[i] = share.error();
        }
        return new Chart.Series(name, scales, y, error, true);
    }

    private static Figure stops(String quantity, double[] scales, double[] values, int count) {
        double[] crossings = new double[count];
        for (int s = 0; s < count; s++) {
            double[] shares = new double[scales.length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = values[i * count + s];
            }
            crossings[s] = crossing(scales, shares);
        }
        return Figure.mean(quantity, SWEPT, crossings, "");
    }

    /** Where the shares first fall to ½, interpolated over the logarithm of the scale; ∞ if they do not. */
    static double crossing(double[] scales, double[] shares) {
        if (shares[0] <= HALF) {
            return scales[0];
        }
        for (int i = 1; i < scales.length; i++) {
            if (shares[i] <= HALF) {
                double fraction = (shares[i - 1] - HALF) / (shares[i - 1] - shares[i]);
                double log = StrictMath.log(scales[i - 1]) + fraction * StrictMath.log(scales[i] / scales[i - 1]);
                return StrictMath.exp(log);
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
