package retrograde.flow;

import java.util.ArrayList;
import java.util.List;

import retrograde.model.Seeds;

/**
 * How often a frame must be made orthonormal again: the largest of 1, 2, 5 and 10 steps at which nothing is lost.
 *
 * <p>
 * In exact arithmetic the growth rates do not depend on it. In doubles a vector that keeps only a share x of its length beside
 * those before it has lost a part {@code u/x} of its own growth to rounding, u = 1.1e-16: the tail of the spectrum goes first.
 * A pilot stretch of the first sequence chooses the largest interval whose vectors keep 1e-4; in the run that follows they
 * must keep 1e-6 in every interval of every sequence, and the sum rule must hold, or the run is repeated with the next smaller
 * one. What is left of rounding only moves growth between exponents so close that the alignment does not tell them apart
 * either, far below their errors. The intervals checked by the sum rule are a fixed number: the run must be
 * long enough for them to be a small part of it.
 */
final class QrInterval {
    /** Steps of the pilot stretch. */
    static final int PILOT = 60;

    private static final List<Integer> CANDIDATES = List.of(2, 5, 10);
    /** Pilot steps that align the frame. */
    private static final int ALIGNMENT = 20;
    private static final double MARGIN = 1e-4;
    /** Counted steps of all sequences for each step of the interval: some 32 intervals are measured twice. */
    private static final int WORTH = 128;

    private QrInterval() {}

    /** The next smaller one. */
    static int before(int interval) {
        int smaller = 1;
        for (int candidate : CANDIDATES) {
            smaller = candidate < interval ? candidate : smaller;
        }
        return smaller;
    }

    /**
     * Chooses by a pilot stretch.
     *
     * @param counted steps that count, of all sequences
     * @param n entries of the joint state
     * @param walk of {@link #PILOT} steps
     */
    static int choose(long counted, int n, int exponents, long seed, Walk walk) {
        int k = Math.min(exponents, n);
        Frame first = new Frame(n, k, Seeds.generator(seed, "pilot"));
        for (int t = 0; t < ALIGNMENT; t++) {
            if (!walk.at(t)) {
                return 1;
            }
            first.push(walk.jacobian(), walk.sequence());
            first.orthonormalise(true);
        }
        List<Integer> left = new ArrayList<>(CANDIDATES.stream().filter(c -> (long) WORTH * c <= counted).toList());
        List<Frame> frames = new ArrayList<>();
        left.forEach(_ -> frames.add(first.copy()));
        for (int t = ALIGNMENT; t < PILOT && !left.isEmpty(); t++) {
            if (!walk.at(t)) {
                return 1;
            }
            for (int c = left.size() - 1; c >= 0; c--) {
                Frame frame = frames.get(c);
                frame.push(walk.jacobian(), walk.sequence());
                if ((t + 1 - ALIGNMENT) % left.get(c) == 0) {
                    frame.orthonormalise(false);
                    if (frame.least() < MARGIN) {
                        left.remove(/* index */ c);
                        frames.remove(c);
                    }
                }
            }
        }
        return left.isEmpty() ? 1 : left.getLast();
    }
}
