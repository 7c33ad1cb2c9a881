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

    /** Sets everything to zero, in new units. */
    void clear(double newLogScale) {
        logScale = newLogScale;
        multiply(0);
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
        double squares = 0;
        for (Map<String, double[][]> layer : layers) {
            for (double[][] groups : layer.values()) {
                for (int i = 0; i < groups[0].length; i++) {
                    double sum = total(groups, i);
                    squares += sum * sum;
                }
            }
        }
        return squares == 0 ? Double.NEGATIVE_INFINITY
                : 0.5 * StrictMath.log(squares) + logScale - StrictMath.log(pairs);
    }

    private static double total(double[][] groups, int i) {
        double sum = 0;
        for (double[] group : groups) {
            sum += group[i];
        }
        return sum;
    }

    /** A comparison of partial sums with this gradient, which it uses up. */
    Comparison compare() {
        return new Comparison();
    }

    /** Takes summands away one after the other: what is left is the rest. */
    final class Comparison {
        /** Index {@link #GROUPS} is all pairs, g is all but group g. */
        private final double[] gradient;
        private double[] left;
        private final List<Map<String, double[]>> whole = new ArrayList<>();

        private Comparison() {
            gradient = leftSquares();
            left = gradient.clone();
            for (Map<String, double[][]> layer : layers) {
                Map<String, double[]> sums = new LinkedHashMap<>();
                layer.forEach((name, groups) -> {
                    double[] sum = new double[groups[0].length];
                    Arrays.setAll(sum, i -> total(groups, i));
                    sums.put(name, sum);
                });
                whole.add(sums);
            }
        }

        /**
         * Takes a summand away.
         *
         * @return its cosine to the whole gradient; NaN if one of them is zero
         */
        double add(GroupedGradient summand) {
            double factor = StrictMath.exp(summand.logScale - logScale);
            double dot = 0;
            double squares = 0;
            for (int l = 0; l < layers.size(); l++) {
                for (Map.Entry<String, double[][]> entry : layers.get(l).entrySet()) {
                    double[][] rest = entry.getValue();
                    double[][] now = Objects.requireNonNull(summand.layers.get(l).get(entry.getKey()));
                    double[] all = Objects.requireNonNull(whole.get(l).get(entry.getKey()));
                    for (int i = 0; i < all.length; i++) {
                        double sum = total(now, i);
                        dot += sum * all[i];
                        squares += sum * sum;
                        for (int g = 0; g < GROUPS && factor != 0; g++) {
                            rest[g][i] -= factor * now[g][i];
                        }
                    }
                }
            }
            left = leftSquares();
            double lengths = Math.sqrt(squares) * Math.sqrt(gradient[GROUPS]);
            return lengths == 0 ? Double.NaN : Math.max(-1, Math.min(1, dot / lengths));
        }

        /** {@code ‖what is left‖/‖G‖}, of all pairs for {@code group = GROUPS}, else without that group; 0 where G is. */
        double rest(int group) {
            return gradient[group] == 0 ? 0 : Math.sqrt(left[group] / gradient[group]);
        }

        private double[] leftSquares() {
            double[] squares = new double[GROUPS + 1];
            for (Map<String, double[][]> layer : layers) {
                for (double[][] groups : layer.values()) {
                    for (int i = 0; i < groups[0].length; i++) {
                        double sum = total(groups, i);
                        squares[GROUPS] += sum * sum;
                        for (int g = 0; g < GROUPS; g++) {
                            double others = sum - groups[g][i];
                            squares[g] += others * others;
                        }
                    }
                }
            }
            return squares;
        }
    }
}
