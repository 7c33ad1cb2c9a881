package retrograde.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The steps of labelled sequences, vectors or symbols, and how they get into a batch. */
sealed interface SequenceSteps {
    /** The number of steps of a sequence. */
    int lengthOf(int sequence);

    /** Whether steps are symbols. */
    boolean symbolic();

    /** The size of the vocabulary, or the width of a vector. */
    int inputs();

    /** The inputs of a batch of {@code T} steps and {@code B} sequences, nothing in them yet. */
    Filling filling(int T, int B);

    /** A batch's inputs while sequences are put into them. */
    interface Filling {
        /**
         * Puts a piece of a sequence into a batch.
         *
         * @param first the piece's first step in its sequence
         * @param length its steps
         * @param t the batch's step where it begins
         * @param b the batch's column
         */
        void put(int sequence, int first, int length, int t, int b);

        /** What was put; steps where nothing was are zeros, or symbol 0. */
        Batch.Inputs inputs();
    }

    /**
     * Vectors.
     *
     * @param width {@code I}
     * @param values {@code [S][T_s·I]}, of each sequence its steps one after the other
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Vectors(int width, double[][] values) implements SequenceSteps {
        /** The columns with mean and standard deviation of the training part. */
        static List<Encoding.Column> normalisations(String name, List<String> columns, double[][] values, int[] train) {
            int width = columns.size();
            int rows = Arrays.stream(train).map(s -> values[s].length / width).sum();
            double[] column = new double[rows];
            List<Encoding.Column> normalisations = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                int n = 0;
                for (int s : train) {
                    for (int k = i; k < values[s].length; k += width) {
                        column[n++] = values[s][k];
                    }
                }
                normalisations.add(new Encoding.Column(columns.get(i), Normalisation
                        .of("Input " + (i + 1) + " of '" + name + "'", SeriesValues.of(column, 1), 0, rows)));
            }
            return normalisations;
        }

        /** The same values in these units. */
        static double[][] normalised(double[][] values, List<Encoding.Column> columns) {
            double[][] normalised = new double[values.length][];
            for (int s = 0; s < values.length; s++) {
                normalised[s] = values[s].clone();
                for (int k = 0; k < values[s].length; k++) {
                    normalised[s][k] = columns.get(k % columns.size()).normalisation().normalised(values[s][k]);
                }
            }
            return normalised;
        }

        @Override
        public int lengthOf(int sequence) {
            return values[sequence].length / width;
        }

        @Override
        public boolean symbolic() {
            return false;
        }

        @Override
        public int inputs() {
            return width;
        }

        @Override
        public Filling filling(int T, int B) {
            double[] inputs = new double[T * B * width];
            return new Filling() {
                @Override
                public void put(int sequence, int first, int length, int t, int b) {
                    for (int k = 0; k < length; k++) {
                        System.arraycopy(values[sequence], (first + k) * width, inputs, ((t + k) * B + b) * width,
                                width);
                    }
                }

                @Override
                public Batch.Inputs inputs() {
                    return new Batch.Vectors(T, B, width, inputs);
                }
            };
        }
    }

    /**
     * Symbols.
     *
     * @param vocabulary how many there are
     * @param values {@code [S][T_s]}
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Symbols(int vocabulary, int[][] values) implements SequenceSteps {
        @Override
        public int lengthOf(int sequence) {
            return values[sequence].length;
        }

        @Override
        public boolean symbolic() {
            return true;
        }

        @Override
        public int inputs() {
            return vocabulary;
        }

        @Override
        public Filling filling(int T, int B) {
            int[] inputs = new int[T * B];
            return new Filling() {
                @Override
                public void put(int sequence, int first, int length, int t, int b) {
                    for (int k = 0; k < length; k++) {
                        inputs[(t + k) * B + b] = values[sequence][first + k];
                    }
                }

                @Override
                public Batch.Inputs inputs() {
                    return new Batch.Symbols(T, B, vocabulary, inputs);
                }
            };
        }
    }
}
