package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import retrograde.sequence.Stack;

/**
 * A gradient of the recurrent parameters as sums over groups of pairs, in units of e to a logarithmic scale: a network
 * that explodes has a gradient too large for a double, but its parts can still be compared.
 */
final class GroupedGradient {
    private static final int GROUPS = LagPass.GROUPS;

    private final List<Map<String, double[][]>> layers = new ArrayList<>();
    private final int pairs;
    private double logScale = Double.NEGATIVE_INFINITY;

    /** All zero. */
    GroupedGradient(Stack stack, int pairs) {
        this.pairs = pairs;
        for (int l = 0; l < stack.depth(); l++) {
            Map<String, double[][]> layer = new LinkedHashMap<>();
            stack.weights(l).arrays().forEach((name, array) -> layer.put(name, new double[GROUPS][array.length]));
            layers.add(layer);
        }
    }

    /** The arrays of a layer, {@code [group][entry]} by parameter; live. */
    Map<String, double[][]> layer(int l) {
        return layers.get(l);
    }

    double logScale() {
        return logScale;
    }

    /** Chooses the units of a gradient that is zero. */
    void begin(double newLogScale) {
        logScale = newLogScale;
    }

    /** Changes to units of {@code e^wanted} if these are larger. */
    void raiseLogScale(double wanted) {
        if (wanted > logScale) {
            multiply(StrictMath.exp(logScale - wanted));
            logScale = wanted;
        }
    }

    /** Chooses the unit in which the largest entry is 1; leaves a gradient that is zero or not finite as it is. */
    void normalise() {
        double largest = 0;
        for (Map<String, double[][]> layer : layers) {
            for (double[][] groups : layer.values()) {
                for (double[] group : groups) {
                    for (double v : group) {
                        largest = Math.max(largest, Math.abs(v));
                    }
                }
            }
        }
        if (largest > 0 && largest < Double.POSITIVE_INFINITY) {
            multiply(1 / largest);
            logScale += StrictMath.log(largest);
        }
    }

    private void multiply(double factor) {
        for (Map<String, double[][]> layer : layers) {
            for (double[][] groups : layer.values()) {
                for (double[] group : groups) {
                    if (factor == 0) {
                        Arrays.fill(group, 0);
                    } else {
                        for (int i = 0; i < group.length; i++) {
                            group[i] *= factor;
                        }
                    }
                }
            }
        }
    }

    /** {@code ln ‖G‖}, G the mean over pairs; −∞ for zero. */
    double logNorm() {
        double[] squares = new double[GROUPS + 1];
        layers.forEach(layer -> layer.values().forEach(groups -> addSquares(groups, squares)));
        return squares[GROUPS] == 0 ? Double.NEGATIVE_INFINITY
                : 0.5 * StrictMath.log(squares[GROUPS]) + logScale - StrictMath.log(pairs);
    }

    /** A comparison of partial sums with this gradient, which it uses up. */
    Comparison compare() {
        return new Comparison();
    }

    /** Takes summands away one after the other: what is left is the rest. */
    final class Comparison {
        /** Index {@link #GROUPS} is all pairs, g is all but group g. */
        private final double[] gradient = new double[GROUPS + 1];
        private final double[] left = new double[GROUPS + 1];
        private final List<Map<String, double[]>> whole = new ArrayList<>();

        private Comparison() {
            for (Map<String, double[][]> layer : layers) {
                Map<String, double[]> sums = new LinkedHashMap<>();
                layer.forEach((name, groups) -> {
                    sums.put(name, total(groups));
                    addSquares(groups, gradient);
                });
                whole.add(sums);
            }
        }

        /**
         * Takes a summand away, and clears it.
         *
         * @return its cosine to the whole gradient; NaN if one of them is zero
         */
        double add(GroupedGradient summand) {
            double factor = StrictMath.exp(summand.logScale - logScale);
            double dot = 0;
            double squares = 0;
            Arrays.fill(left, 0);
            for (int l = 0; l < layers.size(); l++) {
                for (Map.Entry<String, double[][]> entry : layers.get(l).entrySet()) {
                    double[][] rest = entry.getValue();
                    double[][] now = Objects.requireNonNull(summand.layers.get(l).get(entry.getKey()));
                    double[] all = Objects.requireNonNull(whole.get(l).get(entry.getKey()));
                    double[] sum = total(now);
                    for (int g = 0; g < GROUPS; g++) {
                        for (int i = 0; i < sum.length && factor != 0; i++) {
                            rest[g][i] -= factor * now[g][i];
                        }
                        Arrays.fill(now[g], 0);
                    }
                    for (int i = 0; i < sum.length; i++) {
                        dot += sum[i] * all[i];
                        squares += sum[i] * sum[i];
                    }
                    addSquares(rest, left);
                }
            }
            double lengths = Math.sqrt(squares) * Math.sqrt(gradient[GROUPS]);
            return lengths == 0 ? Double.NaN : Math.max(-1, Math.min(1, dot / lengths));
        }

        /** {@code ‖what is left‖/‖G‖}, of all pairs for {@code group = GROUPS}, else without that group; 0 where G is. */
        double rest(int group) {
            return gradient[group] == 0 ? 0 : Math.sqrt(left[group] / gradient[group]);
        }
    }

    private static double[] total(double[][] groups) {
        double[] sum = new double[groups[0].length];
        for (double[] group : groups) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += group[i];
            }
        }
        return sum;
    }

    /** Adds {@code ‖Σ groups‖²} to the last entry and that without group g to entry g. */
    private static void addSquares(double[][] groups, double[] to) {
        double[] sum = total(groups);
        for (int i = 0; i < sum.length; i++) {
            to[GROUPS] += sum[i] * sum[i];
        }
        for (int g = 0; g < GROUPS; g++) {
            double squares = 0;
            for (int i = 0; i < sum.length; i++) {
                double others = sum[i] - groups[g][i];
                squares += others * others;
            }
            to[g] += squares;
        }
    }
}
