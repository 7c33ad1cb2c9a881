package retrograde.flow;

import java.util.Arrays;
import java.util.random.RandomGenerator;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import retrograde.engine.Gemm;

/** k vectors carried along by Jacobians and orthonormalised from time to time: an {@code [n,k]} matrix. */
final class Frame {
    /** A vector that keeps less than this of its length beside those before it may lie in their span. */
    private static final double SUSPICIOUS = 1e-6;

    private final int n;
    private final int k;
    private final QRDecomposition<DMatrixRMaj> qr;
    private final double[] logGrowth;
    private double[] vectors;
    private double[] spare;
    /** The least rank of the Jacobians pushed since {@link #orthonormalise}, as far as {@link #limit} told. */
    private int rank;
    private boolean deficient;

    /** Random orthonormal vectors. */
    Frame(int n, int k, RandomGenerator random) {
        this(n, k, new double[n * k]);
        Arrays.setAll(vectors, i -> random.nextGaussian());
        orthonormalise();
    }

    private Frame(int n, int k, double[] vectors) {
        this.n = n;
        this.k = k;
        this.rank = n;
        this.qr = DecompositionFactory_DDRM.qr(n, k);
        this.logGrowth = new double[k];
        this.vectors = vectors;
        this.spare = new double[n * k];
    }

    /** The same vectors, the last one first. */
    Frame reversed() {
        double[] other = new double[n * k];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < k; c++) {
                other[i * k + c] = vectors[i * k + k - 1 - c];
            }
        }
        return new Frame(n, k, other);
    }

    /** Multiplies the vectors by an {@code [n,n]} matrix. */
    void push(double[] jacobian) {
        Gemm.multiply(jacobian, 0, n, n, n, vectors, k, spare, 0, false);
        double[] pushed = spare;
        spare = vectors;
        vectors = pushed;
    }

    /** Tells the rank of a matrix pushed: as many growth rates as it lacks are −∞, not roundings. */
    void limit(int rankOfJacobian) {
        rank = Math.min(rank, rankOfJacobian);
    }

    /** Makes the vectors orthonormal again. */
    void orthonormalise() {
        if (Double.isNaN(Products.frobenius(vectors))) {
            Arrays.fill(logGrowth, Double.NaN);
            return;
        }
        qr.decompose(new DMatrixRMaj(n, k, true, vectors.clone()));
        DMatrixRMaj r = qr.getR(null, true);
        deficient = false;
        for (int i = 0; i < k; i++) {
            double squares = 0;
            for (int l = 0; l <= i; l++) {
                squares += r.get(l, i) * r.get(l, i);
            }
            double growth = Math.abs(r.get(i, i));
            logGrowth[i] = StrictMath.log(growth);
            deficient |= growth <= SUSPICIOUS * Math.sqrt(squares);
        }
        vectors = qr.getQ(null, true).data;
    }

    /** Whether a vector almost fell into the span of those before it at the last {@link #orthonormalise}. */
    boolean mayBeDeficient() {
        return deficient;
    }

    /** {@code ln |R_ii|} of the last {@link #orthonormalise}; forgets what {@link #limit} told. */
    double[] logGrowth() {
        double[] logs = logGrowth.clone();
        if (rank < k) {
            double[] ascending = logs.clone();
            Arrays.sort(ascending);
            double rounding = ascending[k - rank - 1];
            Arrays.setAll(logs, i -> logs[i] <= rounding ? Double.NEGATIVE_INFINITY : logs[i]);
        }
        rank = n;
        return logs;
    }
}
