package retrograde.data;

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

}
