package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import retrograde.sequence.Stack;

/**
 * The flow through depth as well as time: how far back each layer feels a change of its own state and of the layers' below.
 *
 * <p>
 * A block is {@code ∂s^{(l)}_t/∂s^{(m)}_{t−k}}, {@code m ≤ l}: layers above are not read by those below. Its horizon is defined
 * as that of the whole, on the same sequences, and no block's norm is above the whole's.
 *
 * @param blocks by the layer that feels, then by the layer that is changed
 */
public record LayerBlocks(List<Block> blocks) {
    /** What it costs. */
    public static final String COST = "O(k_max·S·n²): norms of blocks of products that the horizon forms";

    /**
     * One block.
     *
     * @param to the layer l that feels, from 1
     * @param from the layer m whose state is changed
     * @param horizon of the block
     */
    public record Block(int to, int from, Horizon horizon) {}

    /** Reads the products of several sequences, each on one thread at a time. */
    static final class Norms implements Horizon.Reader {
        private final int n;
        private final List<int[]> entries = new ArrayList<>();
        /** {@code [block][sequence][k−1]} */
        private final double[][][] logs;
        private final SpectralNorm[][] norms;

        Norms(Stack stack, List<String> states, int sequences, int lags) {
            n = stack.stateSize();
            int[] chosen = Products.select(stack, states);
            for (int l = 0; l < stack.depth(); l++) {
                int from = stack.stateOffset(l);
                int end = from + stack.layer(l).shape().stateSize();
                entries.add(Arrays.stream(chosen).filter(i -> i >= from && i < end).toArray());
            }
            int blocks = entries.size() * (entries.size() + 1) / 2;
            logs = new double[blocks][sequences][lags];
            norms = new SpectralNorm[sequences][blocks];
            for (SpectralNorm[] own : norms) {
                Arrays.setAll(own, i -> new SpectralNorm());
            }
        }

        @Override
        public void read(int sequence, int lag, Products products) {
            int block = 0;
            for (int l = 0; l < entries.size(); l++) {
                for (int m = 0; m <= l; m++) {
                    int size = Math.max(entries.get(l).length, entries.get(m).length);
                    double norm = norms[sequence][block]
                            .of(square(products.product(), n, entries.get(l), entries.get(m), size), size);
                    logs[block][sequence][lag - 1] = norm == 0 ? Double.NEGATIVE_INFINITY
                            : StrictMath.log(norm) + products.logScale();
                    block++;
                }
            }
        }

        LayerBlocks blocks(double epsilon) {
            List<Block> blocks = new ArrayList<>();
            for (int l = 0; l < entries.size(); l++) {
                for (int m = 0; m <= l; m++) {
                    blocks.add(new Block(l + 1, m + 1, Horizon.of(logs[blocks.size()], epsilon)));
                }
            }
            return new LayerBlocks(blocks);
        }

        /** Rows and columns of a matrix, with zeros where it is not square: they change no singular value. */
        private static double[] square(double[] matrix, int n, int[] rows, int[] columns, int size) {
            double[] out = new double[size * size];
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < columns.length; j++) {
                    out[i * size + j] = matrix[rows[i] * n + columns[j]];
                }
            }
            return out;
        }
    }
}
