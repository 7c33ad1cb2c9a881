package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;

/**
 * C2: where {@code |∂h'/∂h| < 1} old gradient fades as {@code 0.9^t}, where it is above 1 it explodes as {@code 1.1^t}, and
 * to hover at 1 is improbable unless the network is designed for it. For many units {@code λ₁} takes the place of
 * {@code ln |∂h'/∂h|}: one hovers where {@code |λ₁| < 1/T}, so that T steps change the gradient by less than a factor e.
 *
 * <p>
 * Experiment: networks drawn at random, for each cell by three usual initialisations, read real text; how many hover for
 * T = 100. Criterion: fewer than one in ten, by two standard errors. Yes where every cell and initialisation meets it, no
 * where none does. Control: orthogonal linear networks, which are designed to hover.
 */
final class C02HoveringIsImprobable implements Claim {
    /** More than this share of draws is not improbable. */
    private static final double IMPROBABLE = 0.1;
    private static final int STEPS = 100;
    private static final int HIDDEN = 16;
    private static final String SHARE = "share of draws with |λ₁| < 1/T";
    private static final String SCALAR = "what is left of a gradient";
    private static final List<String> CELLS = List.of("rnn_tanh", "rnn_relu", "lstm", "gru", "gru_reset_last");
    private static final List<Init> INITIALISATIONS = List.of(new Init("PyTorch", Map.of()),
            new Init("orthogonal", Map.of("U", "orthogonal", "W", "xavier")),
            new Init("He", Map.of("U", "he", "W", "he")));

    /** A way to draw first values. */
    private record Init(String name, Map<String, String> settings) {}

    /** Networks of one kind. */
    private record Kind(Cell cell, Init init) {}

    @Override
    public String id() {
        return "C2";
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Kind> kinds = new ArrayList<>();
        CELLS.forEach(cell -> INITIALISATIONS.forEach(init -> kinds.add(new Kind(Zoo.cell(cell), init))));
        Cell linear = CellParser.parse("cell rnn_linear\nstate h\nh' = W x + U h + b\n", "rnn_linear");
        kinds.add(new Kind(linear, INITIALISATIONS.get(1)));
        kinds.add(new Kind(Zoo.cell("rnn_relu"),
                new Init("U = I", Map.of("U", "identity", "W", "normal:0,0.001", "b", "0"))));
        kinds.add(new Kind(Zoo.cell("lstm"), new Init("chrono", Map.of("b_f", "chrono:" + STEPS))));
        List<double[]> exponents = laboratory.each(kinds, kind -> exponents(laboratory, kind, draws(laboratory, kind)));

        int drawn = CELLS.size() * INITIALISATIONS.size();
        List<Figure> figures = new ArrayList<>(scalars(laboratory, linear));
        List<Estimate> shares = new ArrayList<>();
        for (int k = 0; k < drawn; k++) {
            shares.add(share(exponents.get(k), STEPS));
            figures.add(figure(kinds.get(k), exponents.get(k)));
        }
        List<Figure> control = List.of(figure(kinds.get(drawn), exponents.get(drawn)));
        List<Figure> limits = new ArrayList<>();
        for (int k = drawn + 1; k < kinds.size(); k++) {
            limits.add(figure(kinds.get(k), exponents.get(k)));
        }
        limits.addAll(laboratory.each(List.of("rnn_tanh", "lstm", "gru"), cell -> trained(laboratory, cell)));
        Chart scale = overScale(laboratory);
        for (Chart.Series series : scale.series()) {
            limits.add(Figure.of("share of draws with |λ₁| < 1/T at the best g", series.name() + ", T = " + STEPS,
                    Arrays.stream(series.y()).max().orElseThrow(), Double.NaN));
        }
        return new Finding(improbable(shares), figures, improbable(List.of(share(exponents.get(drawn), STEPS))),
                control, limits, List.of(bars(shares), overLength(exponents), scale));
    }

    /** Even a scale of the weights that is chosen for it leaves most draws beside 1. */
    private static Chart overScale(Laboratory laboratory) {
        double[] gains = {0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4};
        List<Kind> kinds = new ArrayList<>();
        for (String cell : List.of("rnn_tanh", "rnn_relu")) {
            for (double gain : gains) {
                kinds.add(new Kind(Zoo.cell(cell),
                        new Init("g = " + gain, Map.of("U", "normal:0," + gain / Math.sqrt(HIDDEN)))));
            }
        }
        double[] shares = laboratory.numbers(kinds,
                kind -> share(exponents(laboratory, kind, laboratory.choose(4, 30, 80)), STEPS).value());
        return Chart.lines("Random networks that hover, by the scale of their weights",
                Chart.Axis.of("g, of U ~ N(0, g²/n)"), Chart.Axis.of(SHARE),
                List.of(Chart.Series.line("rnn_tanh", gains, Arrays.copyOf(shares, gains.length)),
                        Chart.Series.line("rnn_relu", gains, Arrays.copyOfRange(shares, gains.length, shares.length))));
    }

    /** The criterion. */
    static Answer improbable(List<Estimate> shares) {
        boolean[] met = new boolean[shares.size()];
        for (int i = 0; i < met.length; i++) {
            met[i] = shares.get(i).value() + 2 * shares.get(i).error() < IMPROBABLE;
        }
        return Answer.ofAll(met);
    }

    /** Cells without gates cost less, and are those of which some draws do hover. */
    private static int draws(Laboratory laboratory, Kind kind) {
        return kind.cell().states().size() == 1 && kind.cell().parameters().size() <= 3
                ? laboratory.choose(10, 120, 400)
                : laboratory.choose(10, 25, 150);
    }

    /** {@code λ₁} of each draw. */
    private static double[] exponents(Laboratory laboratory, Kind kind, int draws) {
        Dataset text = laboratory.data("moby-dick");
        return laboratory.numbers(laboratory.random("C2").longs(draws).boxed().toList(), seed -> {
            Recipe recipe = new Recipe(kind.cell(), text, STEPS, HIDDEN, 1, 0, 0, 0, kind.init().settings(), seed);
            return LeadingExponent.of(recipe.fresh(), text, laboratory.choose(100, 100, 300), 1, seed).value();
        });
    }

    /** The share of exponents of less than 1/T. */
    static Estimate share(double[] exponents, double steps) {
        int hits = 0;
        for (double exponent : exponents) {
            hits += Math.abs(exponent) < 1 / steps ? 1 : 0;
        }
        return Estimate.fraction(hits, exponents.length);
    }

    private static Figure figure(Kind kind, double[] exponents) {
        Estimate share = share(exponents, STEPS);
        return Figure.of(SHARE, kind.cell().name() + ", " + kind.init().name() + ", T = " + STEPS, share.value(),
                share.error());
    }

    /** One linear unit over T steps: {@code u^T}. */
    private static List<Figure> scalars(Laboratory laboratory, Cell linear) {
        List<Figure> figures = new ArrayList<>();
        Dataset series = laboratory.data("nino-sst");
        for (String u : List.of("0.9", "1", "1.1")) {
            Recipe recipe = new Recipe(linear, series, STEPS, 1, 1, 0, 0, 0, Map.of("U", u), laboratory.seed());
            double lambda = LeadingExponent.of(recipe.fresh(), series, STEPS, 1, laboratory.seed()).value();
            figures.add(Figure.of(SCALAR, "u = " + u + ", T = " + STEPS, StrictMath.exp(STEPS * lambda), Figure.EXACT));
        }
        return figures;
    }

    /** What training makes of it, on a task that needs a long memory. */
    private static Figure trained(Laboratory laboratory, String cell) {
        Trained model = laboratory.trained(laboratory.standard(cell, "adding", laboratory.seed()));
        Estimate lambda = LeadingExponent.of(model.model(), model.recipe().data(), laboratory.choose(100, 200, 400), 8,
                laboratory.seed());
        return new Figure("λ₁ of a trained model", cell + ", adding", lambda.value(), lambda.error(), "nats/step");
    }

    private static Chart bars(List<Estimate> shares) {
        List<Chart.Series> series = new ArrayList<>();
        int inits = INITIALISATIONS.size();
        for (int i = 0; i < inits; i++) {
            double[] y = new double[CELLS.size()];
            double[] error = new double[CELLS.size()];
            for (int c = 0; c < y.length; c++) {
                y[c] = shares.get(c * inits + i).value();
                error[c] = shares.get(c * inits + i).error();
            }
            series.add(Chart.Series.bars(INITIALISATIONS.get(i).name(), y, error));
        }
        return Chart.bars("How many random networks hover at 1", Chart.Axis.of(SHARE), CELLS, series);
    }

    private static Chart overLength(List<double[]> exponents) {
        double[] steps = {2, 3, 5, 10, 20, 30, 50, 100, 200, 300};
        List<Chart.Series> series = new ArrayList<>();
        int inits = INITIALISATIONS.size();
        for (int c = 0; c < CELLS.size(); c++) {
            double[] all = exponents.subList(c * inits, (c + 1) * inits)
                    .stream()
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            series.add(Chart.Series.line(CELLS.get(c), steps,
                    Arrays.stream(steps).map(t -> share(all, t).value()).toArray()));
        }
        return Chart.lines("The longer the sequence, the fewer networks hover", Chart.Axis.log("T, steps"),
                Chart.Axis.of(SHARE), series);
    }
}
