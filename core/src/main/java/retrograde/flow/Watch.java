package retrograde.flow;

import java.util.List;

import org.jspecify.annotations.Nullable;
import retrograde.engine.Activations;
import retrograde.equation.Equation;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.Term;
import retrograde.equation.View;

/**
 * Watches sequences while they are run: the first value that is not finite, and the largest states of the first and of the
 * last half.
 */
final class Watch {
    private final int steps;
    private final int sequences;
    private @Nullable NonFinite found;
    /** Where the equation of what was found stands in the order of evaluation. */
    private int order;
    private double largestBefore;
    private double largestAfter;

    /** Watches some of {@code sequences} sequences of {@code steps} steps. */
    Watch(int steps, int sequences) {
        this.steps = steps;
        this.sequences = sequences;
    }

    /** Whether all values seen were finite. */
    boolean finite() {
        return found == null;
    }

    /**
     * Looks at a piece.
     *
     * @param piece one a layer, bottom first
     * @param length how many of its steps to look at
     * @param first the step of all at which the piece begins
     * @param sequence the number of its first sequence among all
     */
    void see(List<Activations> piece, int length, int first, int sequence) {
        findNonFinite(piece, length, first, sequence);
        for (Activations a : piece) {
            for (String state : a.shape().cell().states()) {
                seeState(a.named(state), a, length, first, sequence);
            }
        }
    }

    private void findNonFinite(List<Activations> piece, int length, int first, int sequence) {
        double[][][] values = piece.stream()
                .map(a -> a.shape()
                        .cell()
                        .evaluationOrder()
                        .stream()
                        .map(e -> a.named(e.name()))
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
        for (int t = 0; t < length && found == null; t++) {
            for (int l = 0; l < values.length && found == null; l++) {
                Activations a = piece.get(l);
                for (int e = 0; e < values[l].length && found == null; e++) {
                    int width = values[l][e].length / a.steps() / a.batch();
                    int from = t * a.batch() * width;
                    int i = firstNonFinite(values[l][e], from, from + a.batch() * width);
                    if (i >= 0) {
                        Equation equation = a.shape().cell().evaluationOrder().get(e);
                        order = e;
                        found = new NonFinite(first + t, l + 1, equation.name(), (i - from) % width,
                                sequence + (i - from) / width, Double.toString(values[l][e][i]),
                                path(a, equation.name()));
                    }
                }
            }
        }
    }

    private static int firstNonFinite(double[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Double.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }

    private static String path(Activations a, String variable) {
        List<String> terms = SymbolicJacobian.of(a.shape().cell(), View.FULL)
                .terms()
                .stream()
                .filter(t -> a.shape().cell().isState(variable)
                        ? t.paths().stream().anyMatch(p -> p.to().equals(variable))
                        : t.gates().contains(variable))
                .map(Term::name)
                .toList();
        return String.join("; ", terms);
    }

    /** Half of all values, in the order of time and then of sequences, belong to the first half. */
    private void seeState(double[] values, Activations a, int length, int first, int sequence) {
        int hidden = a.shape().hidden();
        long half = (long) steps * sequences * hidden / 2;
        for (int row = 0; row < length * a.batch(); row++) {
            int t = row / a.batch();
            long place = (((long) first + t) * sequences + sequence + row % a.batch()) * hidden;
            for (int i = 0; i < hidden; i++) {
                double v = Math.abs(values[row * hidden + i]);
                if (place + i < half) {
                    largestBefore = Math.max(largestBefore, v);
                } else {
                    largestAfter = Math.max(largestAfter, v);
                }
            }
        }
    }

    /** Takes in what another has seen of other sequences. */
    void add(Watch other) {
        largestBefore = Math.max(largestBefore, other.largestBefore);
        largestAfter = Math.max(largestAfter, other.largestAfter);
        NonFinite theirs = other.found;
        NonFinite ours = found;
        if (theirs != null && (ours == null || other.isBefore(theirs, ours, order))) {
            found = theirs;
            order = other.order;
        }
    }

    private boolean isBefore(NonFinite mine, NonFinite that, int orderOfThat) {
        if (mine.step() != that.step()) {
            return mine.step() < that.step();
        }
        if (mine.layer() != that.layer()) {
            return mine.layer() < that.layer();
        }
        return order != orderOfThat ? order < orderOfThat : mine.sequence() < that.sequence();
    }

    /** What has been seen. */
    Course course() {
        double growth = largestBefore == 0 ? largestAfter == 0 ? 1 : Double.POSITIVE_INFINITY
                : largestAfter / largestBefore;
        return new Course(steps, found == null ? List.of() : List.of(found), growth);
    }
}
