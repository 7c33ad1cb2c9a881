// Long because each tile is written out: sums live in registers only if each has a name.
package retrograde.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products by register tiles over weights packed in panels one vector wide, written by hand for 32 registers.
 *
 * <p>
 * GFLOP/s of a whole LSTM step (100, 32, 128, 256) by tile, rows by vectors: 6×4 79, 8×2 70, 7×4 70.
 */
final class HandwrittenProduct {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int MOST_ROWS = 6;

    private HandwrittenProduct() {}

    /**
     * {@code c[r,·] = s[r,·] + Σ_k a[r,k] · w[k,·]}.
     *
     * @param aRow numbers from a row to the next; likewise below
     * @param w {@code [panels][k][lanes]}; four panels at a time, what is left over one by one
     */
    static void multiply(float[] a, int at, int aRow, int rows, int k, float[] w, int panels, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        int tiles = (rows + MOST_ROWS - 1) / MOST_ROWS;
        int wPanel = k * L;
        for (int p = 0; p < panels;) {
            int wide = panels - p >= 4 ? 4 : 1;
            int column = p * L;
            for (int i = 0; i < tiles; i++) {
                int r = rows * i / tiles;
                int n = rows * (i + 1) / tiles - r;
                if (wide == 4) {
                    tile(n, a, at + r * aRow, aRow, k, w, p * wPanel, wPanel, s, sAt + r * sRow + column, sRow, c,
                            cAt + r * cRow + column, cRow);
                } else {
                    narrow(n, a, at + r * aRow, aRow, k, w, p * wPanel, s, sAt + r * sRow + column, sRow, c,
                            cAt + r * cRow + column, cRow);
                }
            }
            p += wide;
        }
    }

    private static void tile(int n, float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s,
            int sAt, int sRow, float[] c, int cAt, int cRow) {
        switch (n) {
            case 1 -> tile1x4(a, at, k, w, wAt, wPanel, s, sAt, c, cAt);
            case 2 -> tile2x4(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            case 3 -> tile3x4(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            case 4 -> tile4x4(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            case 5 -> tile5x4(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            default -> tile6x4(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
        }
    }

    private static void narrow(int n, float[] a, int at, int aRow, int k, float[] w, int wAt, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        switch (n) {
            case 1 -> tile1x1(a, at, k, w, wAt, s, sAt, c, cAt);
            case 2 -> tile2x1(a, at, aRow, k, w, wAt, s, sAt, sRow, c, cAt, cRow);
            case 3 -> tile3x1(a, at, aRow, k, w, wAt, s, sAt, sRow, c, cAt, cRow);
            case 4 -> tile4x1(a, at, aRow, k, w, wAt, s, sAt, sRow, c, cAt, cRow);
            case 5 -> tile5x1(a, at, aRow, k, w, wAt, s, sAt, sRow, c, cAt, cRow);
            default -> tile6x1(a, at, aRow, k, w, wAt, s, sAt, sRow, c, cAt, cRow);
        }
    }

    private static void tile1x4(float[] a, int at, int k, float[] w, int wAt, int wPanel, float[] s, int sAt, float[] c,
            int cAt) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c02 = FloatVector.fromArray(S, s, sAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, sAt + 3 * L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector w2 = FloatVector.fromArray(S, w, p + 2 * wPanel);
            FloatVector w3 = FloatVector.fromArray(S, w, p + 3 * wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            c02 = a0.fma(w2, c02);
            c03 = a0.fma(w3, c03);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c02.intoArray(c, cAt + 2 * L);
        c03.intoArray(c, cAt + 3 * L);
    }

    private static void tile2x4(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c02 = FloatVector.fromArray(S, s, sAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, sAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c12 = FloatVector.fromArray(S, s, sAt + sRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, s, sAt + sRow + 3 * L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector w2 = FloatVector.fromArray(S, w, p + 2 * wPanel);
            FloatVector w3 = FloatVector.fromArray(S, w, p + 3 * wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            c02 = a0.fma(w2, c02);
            c03 = a0.fma(w3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            c12 = a1.fma(w2, c12);
            c13 = a1.fma(w3, c13);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c02.intoArray(c, cAt + 2 * L);
        c03.intoArray(c, cAt + 3 * L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c12.intoArray(c, cAt + cRow + 2 * L);
        c13.intoArray(c, cAt + cRow + 3 * L);
    }

    private static void tile3x4(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c02 = FloatVector.fromArray(S, s, sAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, sAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c12 = FloatVector.fromArray(S, s, sAt + sRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, s, sAt + sRow + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c22 = FloatVector.fromArray(S, s, sAt + 2 * sRow + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, s, sAt + 2 * sRow + 3 * L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector w2 = FloatVector.fromArray(S, w, p + 2 * wPanel);
            FloatVector w3 = FloatVector.fromArray(S, w, p + 3 * wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            c02 = a0.fma(w2, c02);
            c03 = a0.fma(w3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            c12 = a1.fma(w2, c12);
            c13 = a1.fma(w3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            c22 = a2.fma(w2, c22);
            c23 = a2.fma(w3, c23);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c02.intoArray(c, cAt + 2 * L);
        c03.intoArray(c, cAt + 3 * L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c12.intoArray(c, cAt + cRow + 2 * L);
        c13.intoArray(c, cAt + cRow + 3 * L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c22.intoArray(c, cAt + 2 * cRow + 2 * L);
        c23.intoArray(c, cAt + 2 * cRow + 3 * L);
    }

    private static void tile4x4(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c02 = FloatVector.fromArray(S, s, sAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, sAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c12 = FloatVector.fromArray(S, s, sAt + sRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, s, sAt + sRow + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c22 = FloatVector.fromArray(S, s, sAt + 2 * sRow + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, s, sAt + 2 * sRow + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c31 = FloatVector.fromArray(S, s, sAt + 3 * sRow + L);
        FloatVector c32 = FloatVector.fromArray(S, s, sAt + 3 * sRow + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, s, sAt + 3 * sRow + 3 * L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector w2 = FloatVector.fromArray(S, w, p + 2 * wPanel);
            FloatVector w3 = FloatVector.fromArray(S, w, p + 3 * wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            c02 = a0.fma(w2, c02);
            c03 = a0.fma(w3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            c12 = a1.fma(w2, c12);
            c13 = a1.fma(w3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            c22 = a2.fma(w2, c22);
            c23 = a2.fma(w3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            c31 = a3.fma(w1, c31);
            c32 = a3.fma(w2, c32);
            c33 = a3.fma(w3, c33);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c02.intoArray(c, cAt + 2 * L);
        c03.intoArray(c, cAt + 3 * L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c12.intoArray(c, cAt + cRow + 2 * L);
        c13.intoArray(c, cAt + cRow + 3 * L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c22.intoArray(c, cAt + 2 * cRow + 2 * L);
        c23.intoArray(c, cAt + 2 * cRow + 3 * L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
        c32.intoArray(c, cAt + 3 * cRow + 2 * L);
        c33.intoArray(c, cAt + 3 * cRow + 3 * L);
    }

    private static void tile5x4(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c02 = FloatVector.fromArray(S, s, sAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, sAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c12 = FloatVector.fromArray(S, s, sAt + sRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, s, sAt + sRow + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c22 = FloatVector.fromArray(S, s, sAt + 2 * sRow + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, s, sAt + 2 * sRow + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c31 = FloatVector.fromArray(S, s, sAt + 3 * sRow + L);
        FloatVector c32 = FloatVector.fromArray(S, s, sAt + 3 * sRow + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, s, sAt + 3 * sRow + 3 * L);
        FloatVector c40 = FloatVector.fromArray(S, s, sAt + 4 * sRow);
        FloatVector c41 = FloatVector.fromArray(S, s, sAt + 4 * sRow + L);
        FloatVector c42 = FloatVector.fromArray(S, s, sAt + 4 * sRow + 2 * L);
        FloatVector c43 = FloatVector.fromArray(S, s, sAt + 4 * sRow + 3 * L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector w2 = FloatVector.fromArray(S, w, p + 2 * wPanel);
            FloatVector w3 = FloatVector.fromArray(S, w, p + 3 * wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            c02 = a0.fma(w2, c02);
            c03 = a0.fma(w3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            c12 = a1.fma(w2, c12);
            c13 = a1.fma(w3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            c22 = a2.fma(w2, c22);
            c23 = a2.fma(w3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            c31 = a3.fma(w1, c31);
            c32 = a3.fma(w2, c32);
            c33 = a3.fma(w3, c33);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * aRow]);
            c40 = a4.fma(w0, c40);
            c41 = a4.fma(w1, c41);
            c42 = a4.fma(w2, c42);
            c43 = a4.fma(w3, c43);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c02.intoArray(c, cAt + 2 * L);
        c03.intoArray(c, cAt + 3 * L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c12.intoArray(c, cAt + cRow + 2 * L);
        c13.intoArray(c, cAt + cRow + 3 * L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c22.intoArray(c, cAt + 2 * cRow + 2 * L);
        c23.intoArray(c, cAt + 2 * cRow + 3 * L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
        c32.intoArray(c, cAt + 3 * cRow + 2 * L);
        c33.intoArray(c, cAt + 3 * cRow + 3 * L);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + L);
        c42.intoArray(c, cAt + 4 * cRow + 2 * L);
        c43.intoArray(c, cAt + 4 * cRow + 3 * L);
    }

    private static void tile6x4(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c02 = FloatVector.fromArray(S, s, sAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, s, sAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c12 = FloatVector.fromArray(S, s, sAt + sRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, s, sAt + sRow + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c22 = FloatVector.fromArray(S, s, sAt + 2 * sRow + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, s, sAt + 2 * sRow + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c31 = FloatVector.fromArray(S, s, sAt + 3 * sRow + L);
        FloatVector c32 = FloatVector.fromArray(S, s, sAt + 3 * sRow + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, s, sAt + 3 * sRow + 3 * L);
        FloatVector c40 = FloatVector.fromArray(S, s, sAt + 4 * sRow);
        FloatVector c41 = FloatVector.fromArray(S, s, sAt + 4 * sRow + L);
        FloatVector c42 = FloatVector.fromArray(S, s, sAt + 4 * sRow + 2 * L);
        FloatVector c43 = FloatVector.fromArray(S, s, sAt + 4 * sRow + 3 * L);
        FloatVector c50 = FloatVector.fromArray(S, s, sAt + 5 * sRow);
        FloatVector c51 = FloatVector.fromArray(S, s, sAt + 5 * sRow + L);
        FloatVector c52 = FloatVector.fromArray(S, s, sAt + 5 * sRow + 2 * L);
        FloatVector c53 = FloatVector.fromArray(S, s, sAt + 5 * sRow + 3 * L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector w2 = FloatVector.fromArray(S, w, p + 2 * wPanel);
            FloatVector w3 = FloatVector.fromArray(S, w, p + 3 * wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            c02 = a0.fma(w2, c02);
            c03 = a0.fma(w3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            c12 = a1.fma(w2, c12);
            c13 = a1.fma(w3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            c22 = a2.fma(w2, c22);
            c23 = a2.fma(w3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            c31 = a3.fma(w1, c31);
            c32 = a3.fma(w2, c32);
            c33 = a3.fma(w3, c33);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * aRow]);
            c40 = a4.fma(w0, c40);
            c41 = a4.fma(w1, c41);
            c42 = a4.fma(w2, c42);
            c43 = a4.fma(w3, c43);
            FloatVector a5 = FloatVector.broadcast(S, a[i + 5 * aRow]);
            c50 = a5.fma(w0, c50);
            c51 = a5.fma(w1, c51);
            c52 = a5.fma(w2, c52);
            c53 = a5.fma(w3, c53);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c02.intoArray(c, cAt + 2 * L);
        c03.intoArray(c, cAt + 3 * L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c12.intoArray(c, cAt + cRow + 2 * L);
        c13.intoArray(c, cAt + cRow + 3 * L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c22.intoArray(c, cAt + 2 * cRow + 2 * L);
        c23.intoArray(c, cAt + 2 * cRow + 3 * L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
        c32.intoArray(c, cAt + 3 * cRow + 2 * L);
        c33.intoArray(c, cAt + 3 * cRow + 3 * L);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + L);
        c42.intoArray(c, cAt + 4 * cRow + 2 * L);
        c43.intoArray(c, cAt + 4 * cRow + 3 * L);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + L);
        c52.intoArray(c, cAt + 5 * cRow + 2 * L);
        c53.intoArray(c, cAt + 5 * cRow + 3 * L);
    }

    private static void tile1x1(float[] a, int at, int k, float[] w, int wAt, float[] s, int sAt, float[] c, int cAt) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            p += L;
        }
        c00.intoArray(c, cAt);
    }

    private static void tile2x1(float[] a, int at, int aRow, int k, float[] w, int wAt, float[] s, int sAt, int sRow,
            float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            p += L;
        }
        c00.intoArray(c, cAt);
        c10.intoArray(c, cAt + cRow);
    }

    private static void tile3x1(float[] a, int at, int aRow, int k, float[] w, int wAt, float[] s, int sAt, int sRow,
            float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            p += L;
        }
        c00.intoArray(c, cAt);
        c10.intoArray(c, cAt + cRow);
        c20.intoArray(c, cAt + 2 * cRow);
    }

    private static void tile4x1(float[] a, int at, int aRow, int k, float[] w, int wAt, float[] s, int sAt, int sRow,
            float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            p += L;
        }
        c00.intoArray(c, cAt);
        c10.intoArray(c, cAt + cRow);
        c20.intoArray(c, cAt + 2 * cRow);
        c30.intoArray(c, cAt + 3 * cRow);
    }

    private static void tile5x1(float[] a, int at, int aRow, int k, float[] w, int wAt, float[] s, int sAt, int sRow,
            float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c40 = FloatVector.fromArray(S, s, sAt + 4 * sRow);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * aRow]);
            c40 = a4.fma(w0, c40);
            p += L;
        }
        c00.intoArray(c, cAt);
        c10.intoArray(c, cAt + cRow);
        c20.intoArray(c, cAt + 2 * cRow);
        c30.intoArray(c, cAt + 3 * cRow);
        c40.intoArray(c, cAt + 4 * cRow);
    }

    private static void tile6x1(float[] a, int at, int aRow, int k, float[] w, int wAt, float[] s, int sAt, int sRow,
            float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c40 = FloatVector.fromArray(S, s, sAt + 4 * sRow);
        FloatVector c50 = FloatVector.fromArray(S, s, sAt + 5 * sRow);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * aRow]);
            c40 = a4.fma(w0, c40);
            FloatVector a5 = FloatVector.broadcast(S, a[i + 5 * aRow]);
            c50 = a5.fma(w0, c50);
            p += L;
        }
        c00.intoArray(c, cAt);
        c10.intoArray(c, cAt + cRow);
        c20.intoArray(c, cAt + 2 * cRow);
        c30.intoArray(c, cAt + 3 * cRow);
        c40.intoArray(c, cAt + 4 * cRow);
        c50.intoArray(c, cAt + 5 * cRow);
    }
}
