package retrograde.article;

import java.util.ArrayList;
import java.util.List;

import retrograde.data.Batch;
import retrograde.flow.ProductSpectrum;
import retrograde.flow.Trajectories;
import retrograde.sequence.JointJacobian;

/**
 * C20: in an LSTM, analysing {@code ∂h_T/∂h_0} is analysing {@code ∂c_T/∂c_0}: their singular values grow at the rates of the
 * whole state's.
 *
 * <p>
 * Criterion: the growth rates of the largest singular value, and of the first eight on average, over the second half of the
 * lags, differ between c and the whole state by less than 0.02 nats a step, two standard errors over networks included, and
 * so between h and the whole state. Yes if all four agree, partly if some do. Control: the Jacobian of h alone with c held,
 * as published code has it (MATH §2.3).
 */
final class C20HiddenIsCell implements Claim {
    private static final double AGREE = 0.02;
    private static final int LEADING = 8;
    private static final List<String> BLOCKS = List.of("s", "c", "h", "h | c");

    @Override
    public String id() {
        return "C20";
    }

    /**
     * The spectra of one network's products over lag, as logarithms: of the whole state, of c, of h, and of h with c held.
     */
    private record Spectra(List<ProductSpectrum> blocks) {
        /** The growth rate of the first singular values on average over the second half of the lags, nats a step. */
        double rate(int block, int first) {
            return rate(blocks.get(block), first);
        }

        /** How far the largest singular value is from the whole state's, in nats. */
        double apart(int block, int lag) {
            return blocks.get(block).logSingularValues().get(lag)[0] - blocks.get(0).logSingularValues().get(lag)[0];
        }

        static double rate(ProductSpectrum spectrum, int first) {
            int lags = spectrum.lags().size();
            double[] half = spectrum.logSingularValues().get(lags - 2);
            double[] whole = spectrum.logSingularValues().get(lags - 1);
            double sum = 0;
            for (int i = 0; i < first; i++) {
                sum += whole[i] - half[i];
            }
            return sum / first / (spectrum.lags().get(lags - 1) - spectrum.lags().get(lags - 2));
        }
    }

    @Override
    public Finding examine(Laboratory laboratory) {
        int most = laboratory.choose(40, 100, 200);
        List<Long> seeds = laboratory.seeds(laboratory.choose(2, 2, 3));
        List<Recipe> recipes = new ArrayList<>();
        Laboratory.TASKS.forEach(task -> seeds.forEach(s -> recipes.add(laboratory.standard("lstm", task, s))));
        List<Spectra> all = laboratory.each(recipes, r -> spectra(laboratory, r, most));

        List<Figure> figures = new ArrayList<>();
        List<Figure> control = new ArrayList<>();
        List<Figure> limits = new ArrayList<>();
        for (int t = 0; t < Laboratory.TASKS.size(); t++) {
            List<Spectra> own = all.subList(t * seeds.size(), (t + 1) * seeds.size());
            for (int b = 0; b < BLOCKS.size(); b++) {
                int block = b;
                String of = BLOCKS.get(b) + ", " + Laboratory.TASKS.get(t);
                (b < 3 ? figures : control).add(Figure.mean("growth rate of the largest singular value", of,
                        own.stream().mapToDouble(s -> s.rate(block, 1)).toArray(), "nats/step"));
            }
        }
        for (int b = 1; b < 3; b++) {
            figures.add(difference(all, b, 1));
            figures.add(difference(all, b, LEADING));
            for (int lag : new int[] {0, all.getFirst().blocks().getFirst().lags().size() - 1}) {
                int block = b;
                limits.add(Figure.mean("ln of the largest singular value less that of the whole state",
                        BLOCKS.get(b) + ", k = " + all.getFirst().blocks().getFirst().lags().get(lag),
                        all.stream().mapToDouble(s -> s.apart(block, lag)).toArray(), "nats"));
            }
        }
        control.add(difference(all, 3, 1));
        control.add(difference(all, 3, LEADING));
        Answer holds = judge(differences(all, 1, 1), differences(all, 1, LEADING), differences(all, 2, 1),
                differences(all, 2, LEADING));
        return new Finding(holds, figures, judge(differences(all, 3, 1), differences(all, 3, LEADING)), control, limits,
                List.of(lines(all.getFirst()), bars(all, seeds.size())));
    }

    /** The criterion, on the differences of growth rates over networks. */
    static Answer judge(double[]... differences) {
        boolean[] met = new boolean[differences.length];
        for (int i = 0; i < met.length; i++) {
            Estimate mean = Estimate.mean(differences[i]);
            met[i] = Math.abs(mean.value()) + 2 * mean.error() < AGREE;
        }
        return Answer.ofAll(met);
    }

    private static double[] differences(List<Spectra> all, int block, int first) {
        return all.stream().mapToDouble(s -> s.rate(block, first) - s.rate(0, first)).toArray();
    }

    private static Figure difference(List<Spectra> all, int block, int first) {
        String quantity = first == 1 ? "growth rate less that of the whole state, largest singular value"
                : "growth rate less that of the whole state, first eight singular values";
        return Figure.mean(quantity, BLOCKS.get(block), differences(all, block, first), "nats/step");
    }

    private static Spectra spectra(Laboratory laboratory, Recipe recipe, int most) {
        // The held-out years of the temperatures are fewer than the steps; nothing is judged by how they are predicted.
        Batch batch = recipe.data().train(laboratory.random("C20 " + recipe.data().name()), most, 2);
        Trajectories run = Trajectories.run(laboratory.trained(recipe).model(), batch);
        List<Integer> lags = ProductSpectrum.roundLags(most);
        List<ProductSpectrum> blocks = new ArrayList<>();
        for (List<String> states : List.of(List.<String>of(), List.of("c"), List.of("h"))) {
            blocks.add(ProductSpectrum.measure(run, lags, run.sequences(), states));
        }
        blocks.add(cellHeld(run, lags));
        return new Spectra(blocks);
    }

    /** The spectrum of the products of {@code ∂h_t/∂h_{t−1}}, c_{t−1} held: of the Jacobians' upper left blocks. */
    private static ProductSpectrum cellHeld(Trajectories run, List<Integer> lags) {
        int hidden = run.stack().layer(0).shape().hidden();
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        int n = jacobian.size();
        return ProductSpectrum.of((k, s) -> {
            jacobian.at(run.steps() - k);
            double[] whole = jacobian.of(s);
            double[] block = new double[hidden * hidden];
            for (int i = 0; i < hidden; i++) {
                System.arraycopy(whole, i * n, block, i * hidden, hidden);
            }
            return block;
        }, hidden, lags, run.sequences());
    }

    private static Chart lines(Spectra spectra) {
        List<Chart.Series> series = new ArrayList<>();
        for (int b = 0; b < BLOCKS.size(); b++) {
            ProductSpectrum spectrum = spectra.blocks().get(b);
            series.add(Chart.Series.line(BLOCKS.get(b),
                    spectrum.lags().stream().mapToDouble(Integer::doubleValue).toArray(),
                    spectrum.logSingularValues().stream().mapToDouble(v -> v[0]).toArray()));
        }
        return Chart.lines("Largest singular value over lag, adding", Chart.Axis.of("lag, steps"),
                Chart.Axis.of("ln of the singular value, nats"), series);
    }

    private static Chart bars(List<Spectra> all, int count) {
        List<Chart.Series> series = new ArrayList<>();
        for (int b = 0; b < BLOCKS.size(); b++) {
            int block = b;
            List<Estimate> rates = new ArrayList<>();
            for (int t = 0; t < Laboratory.TASKS.size(); t++) {
                rates.add(Estimate.mean(
                        all.subList(t * count, (t + 1) * count).stream().mapToDouble(s -> s.rate(block, 1)).toArray()));
            }
            series.add(Chart.Series.bars(BLOCKS.get(b), rates.stream().mapToDouble(Estimate::value).toArray(),
                    rates.stream().mapToDouble(Estimate::error).toArray()));
        }
        return Chart.bars("Growth rate of the largest singular value", Chart.Axis.of("nats a step"), Laboratory.TASKS,
                series);
    }
}
