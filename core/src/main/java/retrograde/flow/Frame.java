package retrograde.flow;

import java.util.Arrays;
import java.util.random.RandomGenerator;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import retrograde.engine.CholeskyQr;
import retrograde.sequence.JointJacobian;

/**
 * k vectors carried along by Jacobians and orthonormalised from time to time: an {@code [n,k]} matrix.
 *
 * <p>
 * Between two exact orthonormalisations the vectors may be orthonormal to some 1e-6 only, which a single pass of
 * {@link CholeskyQr} gives: for any triangular {@code R_t} with {@code V_t R_t = J_t V_{t−1}} the product of the Jacobians
 * times {@code V_0} is {@code V_T R_T ··· R_1}, so the sum of the logarithms is right as soon as {@code V_T} is orthonormal
 * to rounding again. Householder's method takes over where columns are close to dependent.
 */
final class Frame {
    /** A vector that keeps less than this of its length beside those before it may lie in their span. */
    private static final double SUSPICIOUS = 1e-6;

    private final int n;
    private final int k;
    private final CholeskyQr cholesky;
    private final QRDecomposition<DMatrixRMaj> householder;
    private final double[] logGrowth;
    private final double[] ascending;
    private double[] vectors;
    private double[] spare;
    /** The least rank of the Jacobians pushed since {@link #orthonormalise}, as far as {@link #limit} told. */
    private int rank;
    private boolean deficient;
    private double least;

    /** Random orthonormal vectors. */
    Frame(int n, int k, RandomGenerator random) {
        this(n, k, new double[n * k]);
        Arrays.setAll(vectors, i -> random.nextGaussian());
        orthonormalise(true);
    }

    private Frame(int n, int k, double[] vectors) {
        this.n = n;
        this.k = k;
        this.rank = n;
        this.cholesky = new CholeskyQr(n, k);
        this.householder = DecompositionFactory_DDRM.qr(n, k);
        this.logGrowth = new double[k];
        this.ascending = new double[k];
        this.vectors = vectors;
        this.spare = new double[n * k];
    }

    /** Another frame for {@link #reverse}. */
    Frame empty() {
        return new Frame(n, k, new double[n * k]);
    }

    /** Another frame with the same vectors. */
    Frame copy() {
        return new Frame(n, k, vectors.clone());
    }

    /** Takes over the vectors of another frame, the last one first. */
    void reverse(Frame other) {
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < k; c++) {
                vectors[i * k + c] = other.vectors[i * k + k - 1 - c];
            }
        }
    }

    /** Multiplies the vectors by the Jacobian of a sequence at the current step. */
    void push(JointJacobian jacobian, int sequence) {
        jacobian.times(sequence, vectors, k, spare);
        double[] pushed = spare;
        spare = vectors;
        vectors = pushed;
    }

    /** Copies the first vector: the one that is orthogonalised against nothing. */
    void first(double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = vectors[i * k];
        }
    }

    /** Tells the rank of a matrix pushed: as many growth rates as it lacks are −∞, not roundings. */
    void limit(int rankOfJacobian) {
        rank = Math.min(rank, rankOfJacobian);
    }

    /**
     * Makes the vectors orthonormal again.
     *
     * @param exactly whether to rounding; else 1e-6 will do
     */
    void orthonormalise(boolean exactly) {
        deficient = false;
        least = 0;
        if (cholesky.decompose(vectors, exactly)) {
            least = cholesky.least();
            double[] diagonal = cholesky.diagonal();
            for (int i = 0; i < k; i++) {
                logGrowth[i] = StrictMath.log(diagonal[i]);
            }
        } else if (Double.isNaN(Products.frobenius(vectors))) {
            Arrays.fill(logGrowth, Double.NaN);
        } else {
            byHouseholder();
        }
    }

    private void byHouseholder() {
        householder.decompose(new DMatrixRMaj(n, k, true, vectors.clone()));
        DMatrixRMaj r = householder.getR(null, true);
        for (int i = 0; i < k; i++) {
            double squares = 0;
            for (int l = 0; l <= i; l++) {
                squares += r.get(l, i) * r.get(l, i);
            }
            double growth = Math.abs(r.get(i, i));
            logGrowth[i] = StrictMath.log(growth);
            deficient |= growth <= SUSPICIOUS * Math.sqrt(squares);
        }
        vectors = householder.getQ(null, true).data;
    }

    /** Whether a vector almost fell into the span of those before it at the last {@link #orthonormalise}. */
    boolean mayBeDeficient() {
        return deficient;
    }

    /**
     * The smallest share of its length that a vector kept beside those before it at the last {@link #orthonormalise}; 0 where it
     * is below 1e-6.
     */
    double least() {
        return least;
    }

    /**
     * {@code ln |R_ii|} of the last {@link #orthonormalise}; forgets what {@link #limit} told. Not to be modified, valid
     * until the next.
     */
    double[] logGrowth() {
        if (rank < k) {
            System.arraycopy(logGrowth, 0, ascending, 0, k);
            Arrays.sort(ascending);
            double rounding = ascending[k - rank - 1];
            for (int i = 0; i < k; i++) {
                logGrowth[i] = logGrowth[i] <= rounding ? Double.NEGATIVE_INFINITY : logGrowth[i];
            }
        }
        rank = n;
        return logGrowth;
    }
}
