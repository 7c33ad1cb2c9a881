package retrograde.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The pointwise part of the LSTM and its derivative, written by hand; rows hold the gates f, i, o, g side by side. */
final class HandwrittenGates {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final float LOG2_E = 1.442695f;
    private static final float LN2 = 0.6931472f;
    /** Rounds to a whole number and leaves it, plus the exponent's bias, in the lowest bits. */
    private static final float ROUNDER = 12582912f + 127;

    private HandwrittenGates() {}

    /** {@code σ(x) = 1/(1 + 2ᵐ·eʳ)}, where {@code −x = m ln 2 + r}; eʳ by its Taylor series of degree 6: 1e-7. */
    private static FloatVector sigmoid(FloatVector x) {
        FloatVector c = x.max(-80f).min(80f);
        FloatVector t = c.fma(FloatVector.broadcast(S, -LOG2_E), FloatVector.broadcast(S, ROUNDER));
        FloatVector r = t.sub(ROUNDER).fma(FloatVector.broadcast(S, -LN2), c.neg());
        FloatVector e = r.mul(1f / 720).add(1f / 120);
        e = e.fma(r, FloatVector.broadcast(S, 1f / 24));
        e = e.fma(r, FloatVector.broadcast(S, 1f / 6));
        e = e.fma(r, FloatVector.broadcast(S, 0.5f));
        e = e.fma(r, FloatVector.broadcast(S, 1f));
        e = e.fma(r, FloatVector.broadcast(S, 1f));
        IntVector power = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        FloatVector one = FloatVector.broadcast(S, 1f);
        return one.div(e.fma(power.reinterpretAsFloats(), one));
    }

    /**
     * A row forward: sums become gates; {@code c' = f·c + i·g}, {@code h' = o·tanh c'}.
     *
     * @param at where the row of sums begins, four times {@code width} numbers
     * @param width of one gate, whole vectors
     * @param from where the row of the old cell state begins
     * @param to where the rows of the new states begin
     * @param tanh receives {@code tanh c'}, in a row at {@code from}
     */
    static void forward(float[] gates, int at, int width, float[] cells, float[] outputs, int from, int to,
            float[] tanh) {
        sigmoids(gates, at, at + 3 * width);
        tanhs(gates, at + 3 * width, at + 4 * width);
        states(gates, at, width, cells, outputs, from, to, tanh);
    }

    // One function a loop: with more of them the JIT compiler no longer inlines all, and vectors become objects.

    private static void sigmoids(float[] gates, int from, int to) {
        for (int j = from; j < to; j += L) {
            sigmoid(FloatVector.fromArray(S, gates, j)).intoArray(gates, j);
        }
    }

    private static void tanhs(float[] gates, int from, int to) {
        for (int j = from; j < to; j += L) {
            FloatVector x = FloatVector.fromArray(S, gates, j);
            sigmoid(x.add(x)).mul(2f).sub(1f).intoArray(gates, j);
        }
    }

    private static void states(float[] gates, int at, int width, float[] cells, float[] outputs, int from, int to,
            float[] tanh) {
        for (int j = 0; j < width; j += L) {
            FloatVector f = FloatVector.fromArray(S, gates, at + j);
            FloatVector i = FloatVector.fromArray(S, gates, at + width + j);
            FloatVector g = FloatVector.fromArray(S, gates, at + 3 * width + j);
            FloatVector c = i.fma(g, f.mul(FloatVector.fromArray(S, cells, from + j)));
            FloatVector u = sigmoid(c.add(c)).mul(2f).sub(1f);
            c.intoArray(cells, to + j);
            u.intoArray(tanh, from + j);
            u.mul(FloatVector.fromArray(S, gates, at + 2 * width + j)).intoArray(outputs, to + j);
        }
    }

    /** The sum of the squares of a row. */
    static double squares(float[] outputs, int at, int width) {
        FloatVector sum = FloatVector.zero(S);
        for (int j = at; j < at + width; j += L) {
            FloatVector h = FloatVector.fromArray(S, outputs, j);
            sum = h.fma(h, sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /**
     * A row backward: gates become the adjoints of their sums.
     *
     * @param scale the adjoint of an output is {@code scale} times it
     * @param from where the rows of the old cell state and of {@code tanh c'} begin
     * @param to where the row of the new output begins
     * @param dh what later steps give to {@code h'}, in a row at {@code d}
     * @param dc what they give to {@code c'}; becomes the adjoint of c
     */
    static void backward(float[] gates, int at, int width, float scale, float[] cells, float[] outputs, int from,
            int to, float[] tanh, float[] dh, float[] dc, int d) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int j = 0; j < width; j += L) {
            int f = at + j;
            int i = f + width;
            int o = i + width;
            int g = o + width;
            FloatVector u = FloatVector.fromArray(S, tanh, from + j);
            FloatVector output = FloatVector.fromArray(S, gates, o);
            FloatVector h = FloatVector.fromArray(S, outputs, to + j)
                    .fma(FloatVector.broadcast(S, scale), FloatVector.fromArray(S, dh, d + j));
            h.mul(u).mul(output).mul(one.sub(output)).intoArray(gates, o);
            FloatVector c = h.mul(output).fma(one.sub(u.mul(u)), FloatVector.fromArray(S, dc, d + j));
            FloatVector forget = FloatVector.fromArray(S, gates, f);
            FloatVector input = FloatVector.fromArray(S, gates, i);
            FloatVector candidate = FloatVector.fromArray(S, gates, g);
            FloatVector kept = c.mul(forget);
            kept.intoArray(dc, d + j);
            kept.mul(one.sub(forget)).mul(FloatVector.fromArray(S, cells, from + j)).intoArray(gates, f);
            FloatVector let = c.mul(input);
            let.mul(one.sub(input)).mul(candidate).intoArray(gates, i);
            let.mul(one.sub(candidate.mul(candidate))).intoArray(gates, g);
        }
    }
}
