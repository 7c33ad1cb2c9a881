package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.flow.LongProduct;

/**
 * C13: over thousands of steps even an LSTM's far gradient vanishes.
 *
 * <p>
 * Criterion: {@code ln‖∂s_t/∂s_{t−k}‖₂} of a trained LSTM along data, by products of all its step Jacobians, is below ln 10⁻³
 * by two standard errors, at the longest lag and at the one before. Yes if it is for every initial forget bias and both
 * data sets, partly if for some. The errors are over windows, at the longest lag over sequences. Control: a cell that does not
 * forget, f = 1 and no gate that sees the state.
 */
final class C13FarGradientVanishes implements Claim {
    private static final int HIDDEN = 16;
    private static final int SKIP = 1000;
    private static final double VANISHED = StrictMath.log(1e-3);
    private static final List<String> DATA = List.of("adding", "moby-dick");
    private static final String KEEPS = """
            cell keeps
            state h, c
            i  = sigmoid(W_i x + b_i)
            o  = sigmoid(W_o x + b_o)
            g  = tanh(W_c x + b_c)
            c' = c + i * g
            h' = o * tanh(c')
            """;

    @Override
    public String id() {
        return "C13";
    }

    /**
     * One network to be followed.
     *
     * @param name of the case
     * @param cell the cell
     * @param bias initial forget bias; empty for the cell's own
     * @param data what it learns and is driven by
     */
    private record Case(String name, Cell cell, String bias, String data) {}

    /** For each lag the logarithms of all windows of all sequences. */
    record Norms(List<double[]> byLag) {
        Estimate at(int lag) {
            return Estimate.mean(byLag.get(lag));
        }

        boolean vanished() {
            boolean vanished = true;
            for (int l = byLag.size() - 2; l < byLag.size(); l++) {
                Estimate estimate = at(l);
                vanished &= estimate.value() + 2 * estimate.error() < VANISHED;
            }
            return vanished;
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        List<Integer> lags = switch (laboratory.extent()) {
            case LEAST -> List.of(10, 100, 200);
            case QUICK -> List.of(10, 100, 1000, 5000);
            case FULL -> List.of(10, 100, 1000, 10_000, 100_000);
        };
        Cell lstm = Zoo.cell("lstm");
        Cell keeps = CellParser.parse(KEEPS, "C13");
        List<Case> cases = new ArrayList<>();
        for (String data : DATA) {
            for (String bias : List.of("1", "3", "5")) {
                cases.add(new Case("b_f = " + bias + ", " + data, lstm, bias, data));
            }
        }
        int claimed = cases.size();
        cases.add(new Case("b_f = 10, adding", lstm, "10", "adding"));
        cases.add(new Case("f = 1, adding", keeps, "", "adding"));
        List<Norms> all = laboratory.each(cases, c -> measure(laboratory, c, lags));

        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < claimed; i++) {
            figures.addAll(figures(cases.get(i), all.get(i), lags));
        }
        List<Figure> limits = new ArrayList<>(figures(cases.get(claimed), all.get(claimed), lags));
        for (int i = 0; i <= claimed; i++) {
            limits.add(new Figure("lag at which the gradient falls below 1/1000", cases.get(i).name(),
                    crossing(lags, all.get(i)), Double.NaN, "steps"));
        }
        return new Finding(judge(all.subList(0, claimed)), figures, judge(all.subList(claimed + 1, claimed + 2)),
                figures(cases.get(claimed + 1), all.get(claimed + 1), lags), limits, List.of(chart(cases, all, lags)));
    }

    /** The criterion. */
    static Answer judge(List<Norms> all) {
        boolean[] met = new boolean[all.size()];
        for (int i = 0; i < met.length; i++) {
            met[i] = all.get(i).vanished();
        }
        return Answer.ofAll(met);
    }

    private static List<Figure> figures(Case c, Norms norms, List<Integer> lags) {
        List<Figure> figures = new ArrayList<>();
        for (int l = Math.max(0, lags.size() - 3); l < lags.size(); l++) {
            Estimate estimate = norms.at(l);
            figures.add(new Figure("ln of the gradient", c.name() + ", k = " + lags.get(l), estimate.value(),
                    estimate.error(), "nats"));
        }
        return figures;
    }

    private static Norms measure(Laboratory laboratory, Case c, List<Integer> lags) {
        Dataset data = laboratory.data(c.data());
        boolean text = data.symbolic();
        Recipe recipe = new Recipe(c.cell(), data, text ? laboratory.choose(10, 32, 64) : laboratory.choose(10, 30, 60),
                HIDDEN, 16, laboratory.choose(5, text ? 100 : 200, text ? 300 : 1000), 0.02, 1,
                c.bias().isEmpty() ? Map.of() : Map.of("b_f", c.bias()), laboratory.seed());
        var model = laboratory.trained(recipe).model();
        int longest = lags.getLast();
        int skip = laboratory.choose(10, 100, SKIP);
        int sequences = 2;
        // The held-out part of the text is too short for the longest lag; nothing is judged by how well it is predicted.
        Batch batch = data.train(laboratory.random("C13 " + c.data()), skip + longest, sequences);
        List<List<Double>> found = new ArrayList<>();
        lags.forEach(_ -> found.add(new ArrayList<>()));
        for (int s = 0; s < sequences; s++) {
            LongProduct product = LongProduct.measure(model, batch, s, lags, skip);
            for (int l = 0; l < lags.size(); l++) {
                for (double v : product.logNorms().get(l)) {
                    found.get(l).add(v);
                }
            }
        }
        return new Norms(found.stream().map(f -> f.stream().mapToDouble(Double::doubleValue).toArray()).toList());
    }

    /** Where the mean falls below the line, interpolated between the lags measured; ∞ if it does not. */
    static double crossing(List<Integer> lags, Norms norms) {
        double lag = 0;
        double log = 0;
        for (int l = 0; l < lags.size(); l++) {
            double next = norms.at(l).value();
            if (next < VANISHED) {
                return lag + (lags.get(l) - lag) * (log - VANISHED) / (log - next);
            }
            lag = lags.get(l);
            log = next;
        }
        return Double.POSITIVE_INFINITY;
    }

    /** What is lost of the gradient, so that a logarithmic axis shows every lag; what grows is not drawn. */
    private static Chart chart(List<Case> cases, List<Norms> all, List<Integer> lags) {
        List<Chart.Series> series = new ArrayList<>();
        double[] x = lags.stream().mapToDouble(Integer::doubleValue).toArray();
        for (int i = 0; i < cases.size(); i++) {
            double[] y = new double[x.length];
            for (int l = 0; l < y.length; l++) {
                double lost = -all.get(i).at(l).value();
                y[l] = lost > 0 ? lost : Double.NaN;
            }
            if (Arrays.stream(y).anyMatch(v -> v > 0)) {
                series.add(Chart.Series.line(cases.get(i).name(), x, y));
            }
        }
        double[] line = new double[x.length];
        Arrays.fill(line, -VANISHED);
        if (series.size() < 8) {
            series.add(Chart.Series.line("1/1000", x, line));
        }
        return Chart.lines("Nats lost of the gradient over lag", Chart.Axis.log("lag, steps"),
                Chart.Axis.log("nats lost"), series);
    }
}
