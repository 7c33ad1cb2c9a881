// Long because each tile is written out: sums live in registers only if each has a name.
package retrograde.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums of outer products by register tiles, written by hand. */
final class HandwrittenOuter {
    /** The most rows of the result that {@link #add} takes, and the vectors of columns. */
    static final int ROWS = 6;
    static final int VECTORS = 4;
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private HandwrittenOuter() {}

    /**
     * {@code c[r,·] += Σ_i a[i,r] · b[i,·]}.
     *
     * @param n rows r
     * @param aRow numbers from a row to the next; likewise below
     * @param rows how many i
     */
    static void add(int n, float[] a, int at, int aRow, float[] b, int bAt, int bRow, int rows, float[] c, int cAt,
            int cRow) {
        switch (n) {
            case 1 -> tile1x4(a, at, aRow, b, bAt, bRow, rows, c, cAt);
            case 2 -> tile2x4(a, at, aRow, b, bAt, bRow, rows, c, cAt, cRow);
            case 3 -> tile3x4(a, at, aRow, b, bAt, bRow, rows, c, cAt, cRow);
            case 4 -> tile4x4(a, at, aRow, b, bAt, bRow, rows, c, cAt, cRow);
            case 5 -> tile5x4(a, at, aRow, b, bAt, bRow, rows, c, cAt, cRow);
            default -> tile6x4(a, at, aRow, b, bAt, bRow, rows, c, cAt, cRow);
        }
    }

    private static void tile1x4(float[] a, int at, int aRow, float[] b, int bAt, int bRow, int rows, float[] c,
            int cAt) {
        FloatVector c00 = FloatVector.fromArray(S, c, cAt);
        FloatVector c01 = FloatVector.fromArray(S, c, cAt + L);
        FloatVector c02 = FloatVector.fromArray(S, c, cAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, c, cAt + 3 * L);
        int x = at;
        int y = bAt;
        for (int i = 0; i < rows; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, y);
            FloatVector b1 = FloatVector.fromArray(S, b, y + L);
            FloatVector b2 = FloatVector.fromArray(S, b, y + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, y + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            x += aRow;
            y += bRow;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + L);
        c02.intoArray(c, cAt + 2 * L);
        c03.intoArray(c, cAt + 3 * L);
    }

    private static void tile2x4(float[] a, int at, int aRow, float[] b, int bAt, int bRow, int rows, float[] c, int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, c, cAt);
        FloatVector c01 = FloatVector.fromArray(S, c, cAt + L);
        FloatVector c02 = FloatVector.fromArray(S, c, cAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, c, cAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, c, cAt + cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cAt + cRow + L);
        FloatVector c12 = FloatVector.fromArray(S, c, cAt + cRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, c, cAt + cRow + 3 * L);
        int x = at;
        int y = bAt;
        for (int i = 0; i < rows; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, y);
            FloatVector b1 = FloatVector.fromArray(S, b, y + L);
            FloatVector b2 = FloatVector.fromArray(S, b, y + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, y + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[x + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            x += aRow;
            y += bRow;
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

    private static void tile3x4(float[] a, int at, int aRow, float[] b, int bAt, int bRow, int rows, float[] c, int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, c, cAt);
        FloatVector c01 = FloatVector.fromArray(S, c, cAt + L);
        FloatVector c02 = FloatVector.fromArray(S, c, cAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, c, cAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, c, cAt + cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cAt + cRow + L);
        FloatVector c12 = FloatVector.fromArray(S, c, cAt + cRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, c, cAt + cRow + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, c, cAt + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(S, c, cAt + 2 * cRow + L);
        FloatVector c22 = FloatVector.fromArray(S, c, cAt + 2 * cRow + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, c, cAt + 2 * cRow + 3 * L);
        int x = at;
        int y = bAt;
        for (int i = 0; i < rows; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, y);
            FloatVector b1 = FloatVector.fromArray(S, b, y + L);
            FloatVector b2 = FloatVector.fromArray(S, b, y + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, y + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[x + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[x + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            x += aRow;
            y += bRow;
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

    private static void tile4x4(float[] a, int at, int aRow, float[] b, int bAt, int bRow, int rows, float[] c, int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, c, cAt);
        FloatVector c01 = FloatVector.fromArray(S, c, cAt + L);
        FloatVector c02 = FloatVector.fromArray(S, c, cAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, c, cAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, c, cAt + cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cAt + cRow + L);
        FloatVector c12 = FloatVector.fromArray(S, c, cAt + cRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, c, cAt + cRow + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, c, cAt + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(S, c, cAt + 2 * cRow + L);
        FloatVector c22 = FloatVector.fromArray(S, c, cAt + 2 * cRow + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, c, cAt + 2 * cRow + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, c, cAt + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(S, c, cAt + 3 * cRow + L);
        FloatVector c32 = FloatVector.fromArray(S, c, cAt + 3 * cRow + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, c, cAt + 3 * cRow + 3 * L);
        int x = at;
        int y = bAt;
        for (int i = 0; i < rows; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, y);
            FloatVector b1 = FloatVector.fromArray(S, b, y + L);
            FloatVector b2 = FloatVector.fromArray(S, b, y + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, y + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[x + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[x + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[x + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            x += aRow;
            y += bRow;
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

    private static void tile5x4(float[] a, int at, int aRow, float[] b, int bAt, int bRow, int rows, float[] c, int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, c, cAt);
        FloatVector c01 = FloatVector.fromArray(S, c, cAt + L);
        FloatVector c02 = FloatVector.fromArray(S, c, cAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, c, cAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, c, cAt + cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cAt + cRow + L);
        FloatVector c12 = FloatVector.fromArray(S, c, cAt + cRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, c, cAt + cRow + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, c, cAt + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(S, c, cAt + 2 * cRow + L);
        FloatVector c22 = FloatVector.fromArray(S, c, cAt + 2 * cRow + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, c, cAt + 2 * cRow + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, c, cAt + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(S, c, cAt + 3 * cRow + L);
        FloatVector c32 = FloatVector.fromArray(S, c, cAt + 3 * cRow + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, c, cAt + 3 * cRow + 3 * L);
        FloatVector c40 = FloatVector.fromArray(S, c, cAt + 4 * cRow);
        FloatVector c41 = FloatVector.fromArray(S, c, cAt + 4 * cRow + L);
        FloatVector c42 = FloatVector.fromArray(S, c, cAt + 4 * cRow + 2 * L);
        FloatVector c43 = FloatVector.fromArray(S, c, cAt + 4 * cRow + 3 * L);
        int x = at;
        int y = bAt;
        for (int i = 0; i < rows; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, y);
            FloatVector b1 = FloatVector.fromArray(S, b, y + L);
            FloatVector b2 = FloatVector.fromArray(S, b, y + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, y + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[x + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[x + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[x + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(S, a[x + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            x += aRow;
            y += bRow;
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

    private static void tile6x4(float[] a, int at, int aRow, float[] b, int bAt, int bRow, int rows, float[] c, int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(S, c, cAt);
        FloatVector c01 = FloatVector.fromArray(S, c, cAt + L);
        FloatVector c02 = FloatVector.fromArray(S, c, cAt + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, c, cAt + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, c, cAt + cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cAt + cRow + L);
        FloatVector c12 = FloatVector.fromArray(S, c, cAt + cRow + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, c, cAt + cRow + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, c, cAt + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(S, c, cAt + 2 * cRow + L);
        FloatVector c22 = FloatVector.fromArray(S, c, cAt + 2 * cRow + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, c, cAt + 2 * cRow + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, c, cAt + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(S, c, cAt + 3 * cRow + L);
        FloatVector c32 = FloatVector.fromArray(S, c, cAt + 3 * cRow + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, c, cAt + 3 * cRow + 3 * L);
        FloatVector c40 = FloatVector.fromArray(S, c, cAt + 4 * cRow);
        FloatVector c41 = FloatVector.fromArray(S, c, cAt + 4 * cRow + L);
        FloatVector c42 = FloatVector.fromArray(S, c, cAt + 4 * cRow + 2 * L);
        FloatVector c43 = FloatVector.fromArray(S, c, cAt + 4 * cRow + 3 * L);
        FloatVector c50 = FloatVector.fromArray(S, c, cAt + 5 * cRow);
        FloatVector c51 = FloatVector.fromArray(S, c, cAt + 5 * cRow + L);
        FloatVector c52 = FloatVector.fromArray(S, c, cAt + 5 * cRow + 2 * L);
        FloatVector c53 = FloatVector.fromArray(S, c, cAt + 5 * cRow + 3 * L);
        int x = at;
        int y = bAt;
        for (int i = 0; i < rows; i++) {
            FloatVector b0 = FloatVector.fromArray(S, b, y);
            FloatVector b1 = FloatVector.fromArray(S, b, y + L);
            FloatVector b2 = FloatVector.fromArray(S, b, y + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, b, y + 3 * L);
            FloatVector a0 = FloatVector.broadcast(S, a[x]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            c03 = a0.fma(b3, c03);
            FloatVector a1 = FloatVector.broadcast(S, a[x + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            c13 = a1.fma(b3, c13);
            FloatVector a2 = FloatVector.broadcast(S, a[x + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            c23 = a2.fma(b3, c23);
            FloatVector a3 = FloatVector.broadcast(S, a[x + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            c33 = a3.fma(b3, c33);
            FloatVector a4 = FloatVector.broadcast(S, a[x + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            c43 = a4.fma(b3, c43);
            FloatVector a5 = FloatVector.broadcast(S, a[x + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            c53 = a5.fma(b3, c53);
            x += aRow;
            y += bRow;
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
}
