// Long because each tile is written out: sums live in registers only if each has a name.
package retrograde.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Matrix products by register tiles over weights packed in panels one vector wide, written by hand. */
final class HandwrittenProduct {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int MOST_ROWS = 8;

    private HandwrittenProduct() {}

    /**
     * {@code c[r,·] = s[r,·] + Σ_k a[r,k] · w[k,·]}.
     *
     * @param aRow numbers from a row to the next; likewise below
     * @param w {@code [panels][k][lanes]}
     * @param panels at least 4; a multiple of 4 where {@code s} is {@code c}
     */
    static void multiply(float[] a, int at, int aRow, int rows, int k, float[] w, int panels, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        int tiles = (rows + MOST_ROWS - 1) / MOST_ROWS;
        int wide = rows <= 3 ? 4 : 2;
        int wPanel = k * L;
        for (int next = 0; next < panels; next += wide) {
            int p = Math.min(next, panels - wide);
            int wAt = p * wPanel;
            int column = p * L;
            for (int i = 0; i < tiles; i++) {
                int r = rows * i / tiles;
                int n = rows * (i + 1) / tiles - r;
                tile(n, a, at + r * aRow, aRow, k, w, wAt, wPanel, s, sAt + r * sRow + column, sRow, c,
                        cAt + r * cRow + column, cRow);
            }
        }
    }

    private static void tile(int n, float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s,
            int sAt, int sRow, float[] c, int cAt, int cRow) {
        switch (n) {
            case 1 -> tile1x4(a, at, k, w, wAt, wPanel, s, sAt, c, cAt);
            case 2 -> tile2x4(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            case 3 -> tile3x4(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            case 4 -> tile4x2(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            case 5 -> tile5x2(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            case 6 -> tile6x2(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            case 7 -> tile7x2(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
            default -> tile8x2(a, at, aRow, k, w, wAt, wPanel, s, sAt, sRow, c, cAt, cRow);
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

    private static void tile4x2(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c31 = FloatVector.fromArray(S, s, sAt + 3 * sRow + L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            c31 = a3.fma(w1, c31);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
    }

    private static void tile5x2(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c31 = FloatVector.fromArray(S, s, sAt + 3 * sRow + L);
        FloatVector c40 = FloatVector.fromArray(S, s, sAt + 4 * sRow);
        FloatVector c41 = FloatVector.fromArray(S, s, sAt + 4 * sRow + L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            c31 = a3.fma(w1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * aRow]);
            c40 = a4.fma(w0, c40);
            c41 = a4.fma(w1, c41);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + L);
    }

    private static void tile6x2(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c31 = FloatVector.fromArray(S, s, sAt + 3 * sRow + L);
        FloatVector c40 = FloatVector.fromArray(S, s, sAt + 4 * sRow);
        FloatVector c41 = FloatVector.fromArray(S, s, sAt + 4 * sRow + L);
        FloatVector c50 = FloatVector.fromArray(S, s, sAt + 5 * sRow);
        FloatVector c51 = FloatVector.fromArray(S, s, sAt + 5 * sRow + L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            c31 = a3.fma(w1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * aRow]);
            c40 = a4.fma(w0, c40);
            c41 = a4.fma(w1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[i + 5 * aRow]);
            c50 = a5.fma(w0, c50);
            c51 = a5.fma(w1, c51);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + L);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + L);
    }

    private static void tile7x2(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c31 = FloatVector.fromArray(S, s, sAt + 3 * sRow + L);
        FloatVector c40 = FloatVector.fromArray(S, s, sAt + 4 * sRow);
        FloatVector c41 = FloatVector.fromArray(S, s, sAt + 4 * sRow + L);
        FloatVector c50 = FloatVector.fromArray(S, s, sAt + 5 * sRow);
        FloatVector c51 = FloatVector.fromArray(S, s, sAt + 5 * sRow + L);
        FloatVector c60 = FloatVector.fromArray(S, s, sAt + 6 * sRow);
        FloatVector c61 = FloatVector.fromArray(S, s, sAt + 6 * sRow + L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            c31 = a3.fma(w1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * aRow]);
            c40 = a4.fma(w0, c40);
            c41 = a4.fma(w1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[i + 5 * aRow]);
            c50 = a5.fma(w0, c50);
            c51 = a5.fma(w1, c51);
            FloatVector a6 = FloatVector.broadcast(S, a[i + 6 * aRow]);
            c60 = a6.fma(w0, c60);
            c61 = a6.fma(w1, c61);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + L);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + L);
        c60.intoArray(c, cAt + 6 * cRow);
        c61.intoArray(c, cAt + 6 * cRow + L);
    }

    private static void tile8x2(float[] a, int at, int aRow, int k, float[] w, int wAt, int wPanel, float[] s, int sAt,
            int sRow, float[] c, int cAt, int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, s, sAt);
        FloatVector c01 = FloatVector.fromArray(S, s, sAt + L);
        FloatVector c10 = FloatVector.fromArray(S, s, sAt + sRow);
        FloatVector c11 = FloatVector.fromArray(S, s, sAt + sRow + L);
        FloatVector c20 = FloatVector.fromArray(S, s, sAt + 2 * sRow);
        FloatVector c21 = FloatVector.fromArray(S, s, sAt + 2 * sRow + L);
        FloatVector c30 = FloatVector.fromArray(S, s, sAt + 3 * sRow);
        FloatVector c31 = FloatVector.fromArray(S, s, sAt + 3 * sRow + L);
        FloatVector c40 = FloatVector.fromArray(S, s, sAt + 4 * sRow);
        FloatVector c41 = FloatVector.fromArray(S, s, sAt + 4 * sRow + L);
        FloatVector c50 = FloatVector.fromArray(S, s, sAt + 5 * sRow);
        FloatVector c51 = FloatVector.fromArray(S, s, sAt + 5 * sRow + L);
        FloatVector c60 = FloatVector.fromArray(S, s, sAt + 6 * sRow);
        FloatVector c61 = FloatVector.fromArray(S, s, sAt + 6 * sRow + L);
        FloatVector c70 = FloatVector.fromArray(S, s, sAt + 7 * sRow);
        FloatVector c71 = FloatVector.fromArray(S, s, sAt + 7 * sRow + L);
        int p = wAt;
        for (int i = at; i < at + k; i++) {
            FloatVector w0 = FloatVector.fromArray(S, w, p);
            FloatVector w1 = FloatVector.fromArray(S, w, p + wPanel);
            FloatVector a0 = FloatVector.broadcast(S, a[i]);
            c00 = a0.fma(w0, c00);
            c01 = a0.fma(w1, c01);
            FloatVector a1 = FloatVector.broadcast(S, a[i + aRow]);
            c10 = a1.fma(w0, c10);
            c11 = a1.fma(w1, c11);
            FloatVector a2 = FloatVector.broadcast(S, a[i + 2 * aRow]);
            c20 = a2.fma(w0, c20);
            c21 = a2.fma(w1, c21);
            FloatVector a3 = FloatVector.broadcast(S, a[i + 3 * aRow]);
            c30 = a3.fma(w0, c30);
            c31 = a3.fma(w1, c31);
            FloatVector a4 = FloatVector.broadcast(S, a[i + 4 * aRow]);
            c40 = a4.fma(w0, c40);
            c41 = a4.fma(w1, c41);
            FloatVector a5 = FloatVector.broadcast(S, a[i + 5 * aRow]);
            c50 = a5.fma(w0, c50);
            c51 = a5.fma(w1, c51);
            FloatVector a6 = FloatVector.broadcast(S, a[i + 6 * aRow]);
            c60 = a6.fma(w0, c60);
            c61 = a6.fma(w1, c61);
            FloatVector a7 = FloatVector.broadcast(S, a[i + 7 * aRow]);
            c70 = a7.fma(w0, c70);
            c71 = a7.fma(w1, c71);
            p += L;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + L);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + L);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + L);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + L);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + L);
        c60.intoArray(c, cAt + 6 * cRow);
        c61.intoArray(c, cAt + 6 * cRow + L);
        c70.intoArray(c, cAt + 7 * cRow);
        c71.intoArray(c, cAt + 7 * cRow + L);
    }
}
