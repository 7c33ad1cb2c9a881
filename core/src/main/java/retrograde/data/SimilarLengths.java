package retrograde.data;

import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which sequences make a batch, and in which order.
 *
 * <p>
 * Of similar length, so that little of a batch is padding, which engines skip. The sequences stand in the order of their
 * length, and for each batch of {@code B} that order is cut into blocks of {@code 4·B} neighbours, the first cut at a
 * uniformly drawn place. One of the {@code N} sequences is drawn, each with the same probability, and the batch from the block
 * of {@code n} that it lies in, again each with the same. So a sequence comes {@code n/N · B/n = B/N} times in a batch,
 * whatever its block: each is as likely as any other, and the loss of a batch is an unbiased estimate of the mean loss.
 * Neighbours vary, since a block has more of them than a batch and is cut elsewhere each time.
 */
final class SimilarLengths {
    /** A block has so many times the sequences of a batch. */
    private static final int BLOCK = 4;
    /** So many threads have as much to do each; more groups would leave kernels fewer rows side by side. */
    private static final int GROUPS = 4;

    private SimilarLengths() {}

    /**
     * Draws a batch.
     *
     * @param ordered the sequences in the order of their length
     * @param B how many to draw, without putting back where there are enough
     */
    static int[] drawn(RandomGenerator random, int[] ordered, int B) {
        int N = ordered.length;
        int size = (int) Math.min(N, (long) BLOCK * B);
        int cut = random.nextInt(size);
        int one = random.nextInt(N);
        int from = Math.max(0, one - Math.floorMod(one - cut, size));
        int to = Math.min(N, one - Math.floorMod(one - cut, size) + size);
        int[] places = IntStream.range(from, to).toArray();
        int[] sequences = new int[B];
        for (int b = 0; b < B; b++) {
            boolean enough = B <= places.length;
            int k = enough ? random.nextInt(b, places.length) : random.nextInt(places.length);
            sequences[b] = ordered[places[k]];
            if (enough) {
                places[k] = places[b];
            }
        }
        return sequences;
    }

    /**
     * The same sequences in groups, each with some of every length, the longest first; as they are where all are as long. So
     * those that have begun at a step stand side by side, as engines run them, and threads that share out the batch have as
     * much to do each.
     */
    static int[] arranged(int[] sequences, IntUnaryOperator lengthOf) {
        if (IntStream.of(sequences).map(lengthOf).distinct().count() == 1) {
            return sequences;
        }
        int[] longestFirst = IntStream.of(sequences)
                .boxed()
                .sorted(Comparator.comparingInt(lengthOf::applyAsInt).reversed())
                .mapToInt(s -> s)
                .toArray();
        int groups = Math.min(GROUPS, sequences.length);
        return IntStream.range(0, groups)
                .flatMap(g -> IntStream.iterate(g, k -> k < longestFirst.length, k -> k + groups))
                .map(k -> longestFirst[k])
                .toArray();
    }
}
