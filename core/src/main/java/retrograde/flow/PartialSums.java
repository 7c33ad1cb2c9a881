package retrograde.flow;

import java.util.Arrays;
import java.util.List;

import retrograde.engine.Execution;

/**
 * The sums of a gradient's summands from each lag on, against the whole gradient: of all groups, and without each of them;
 * of each layer's parameters, and of all.
 *
 * <p>
 * Starts from the whole and takes one summand away after the other: what is left is the rest. Threads share the parameters;
 * each parameter's sums have one order.
 */
final class PartialSums {
    private static final int GROUPS = LagPass.GROUPS;
    /** Squares of what is taken are a difference of sums as large as the gradient's; below this share it is roundings. */
    private static final double SMALLEST_TAKEN = 1e-8;

    /** Index {@link #GROUPS} is all pairs, g is all but group g. */
    private final Part[] parts;
    private final Parameter[] parameters;
    private final int[] layers;
    private final double logScale;

    /** Sums over the parameters of a layer, or over all. */
    private static final class Part {
        final double[] gradient = new double[GROUPS + 1];
        final double[] left = new double[GROUPS + 1];
        /** {@code Σ_{k≤K} G_k · G} of what has been taken. */
        double taken;
        double dot;
        double squares;

        void clear() {
            Arrays.fill(left, 0);
            dot = 0;
            squares = 0;
        }

        void add(Parameter p) {
            for (int g = 0; g <= GROUPS; g++) {
                left[g] += p.squaresLeft[g];
            }
            dot += p.dot;
            squares += p.squares;
        }
    }

    /** One parameter's arrays by group, and what is to be known of them. */
    private static final class Parameter {
        final double[][] rest = new double[GROUPS][];
        final double[][] summand = new double[GROUPS][];
        final double[] whole;
        final double[] sum;
        final double[] squaresLeft = new double[GROUPS + 1];
        double dot;
        double squares;

        Parameter(List<PairGroup> groups, int index) {
            for (int g = 0; g < GROUPS; g++) {
                rest[g] = groups.get(g).gradient().get(index);
                summand[g] = groups.get(g).summand().get(index);
            }
            whole = new double[rest[0].length];
            sum = new double[whole.length];
            total(rest, whole);
        }

        /** Takes the summands, times a factor, away from the rests, and clears them. */
        void take(double factor) {
            total(summand, sum);
            dot = Sums.dot(sum, 0, whole, 0, sum.length);
            squares = Sums.dot(sum, 0, sum, 0, sum.length);
            for (int g = 0; g < GROUPS; g++) {
                double[] r = rest[g];
                double[] s = summand[g];
                for (int i = 0; i < r.length && factor != 0; i++) {
                    r[i] -= factor * s[i];
                }
                Arrays.fill(s, 0);
            }
            squares();
        }

        void squares() {
            total(rest, sum);
            for (int g = 0; g < GROUPS; g++) {
                squaresLeft[g] = Sums.squaredDistance(sum, rest[g]);
            }
            squaresLeft[GROUPS] = Sums.dot(sum, 0, sum, 0, sum.length);
        }

        private static void total(double[][] groups, double[] into) {
            Arrays.fill(into, 0);
            for (double[] group : groups) {
                for (int i = 0; i < into.length; i++) {
                    into[i] += group[i];
                }
            }
        }
    }

    /**
     * Starts from the groups' gradients, which are used up.
     *
     * @param groups with gradients in units of {@code e^logScale}
     * @param layers for each parameter its layer, from 0
     * @param depth how many layers; as a part their number stands for all of them
     */
    PartialSums(List<PairGroup> groups, int[] layers, int depth, double logScale, Execution execution) {
        this.logScale = logScale;
        this.layers = layers;
        this.parts = new Part[depth + 1];
        Arrays.setAll(parts, _ -> new Part());
        this.parameters = new Parameter[groups.get(0).gradient().size()];
        execution.each(parameters.length, (_, p) -> {
            parameters[p] = new Parameter(groups, p);
            parameters[p].squares();
        });
        add();
        for (Part part : parts) {
            System.arraycopy(part.left, 0, part.gradient, 0, part.left.length);
        }
    }

    private void add() {
        for (Part part : parts) {
            part.clear();
        }
        for (int p = 0; p < parameters.length; p++) {
            parts[layers[p]].add(parameters[p]);
            parts[parts.length - 1].add(parameters[p]);
        }
    }

    /** {@code ln ‖G‖} of a part, G the mean over pairs; −∞ for zero. */
    double logNorm(int part, int pairs) {
        double[] gradient = parts[part].gradient;
        return gradient[GROUPS] == 0 ? Double.NEGATIVE_INFINITY
                : 0.5 * StrictMath.log(gradient[GROUPS]) + logScale - StrictMath.log(pairs);
    }

    /**
     * Takes the groups' summands away, and clears them.
     *
     * @param summandLogScale they are in units of e to this
     */
    void take(double summandLogScale, Execution execution) {
        double factor = StrictMath.exp(summandLogScale - logScale);
        execution.each(parameters.length, (_, p) -> parameters[p].take(factor));
        add();
        for (Part part : parts) {
            part.taken += factor * part.dot;
        }
    }

    /** The cosine of a part of what was taken last to that of the whole gradient; NaN if one of them is zero. */
    double cosine(int part) {
        Part of = parts[part];
        double lengths = Math.sqrt(of.squares) * Math.sqrt(of.gradient[GROUPS]);
        return lengths == 0 ? Double.NaN : Math.max(-1, Math.min(1, of.dot / lengths));
    }

    /**
     * The cosine of all that has been taken to the whole gradient; NaN where the gradient is zero, or so little of it is taken
     * that its direction is lost in roundings.
     */
    double cosineOfTaken(int part) {
        double whole = parts[part].gradient[GROUPS];
        double taken = parts[part].taken;
        double squares = 2 * taken - whole + parts[part].left[GROUPS];
        return squares > SMALLEST_TAKEN * whole ? Math.clamp(taken / Math.sqrt(squares * whole), -1, 1) : Double.NaN;
    }

    /** {@code ‖what is left‖/‖G‖}, of all pairs for {@code group = GROUPS}, else without that group; 0 where G is. */
    double rest(int part, int group) {
        Part of = parts[part];
        return of.gradient[group] == 0 ? 0 : Math.sqrt(of.left[group] / of.gradient[group]);
    }
}
