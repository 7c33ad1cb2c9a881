package retrograde.engine;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.CompiledLayer;
import retrograde.engine.simd.Workers;

/** The compiled kernels as an engine. */
final class CompiledEngine implements Engine {
    private final LayerShape shape;
    private final CompiledLayer layer;

    CompiledEngine(LayerShape shape, Execution.Kind kind, Workers workers, long budget) {
        this.shape = shape;
        this.layer = new CompiledLayer(shape.cell(), shape::size, kind == Execution.Kind.FLOAT64, workers, budget);
    }

    @Override
    public LayerShape shape() {
        return shape;
    }

    @Override
    public void forward(Weights weights, Sequence s, int @Nullable [] pairs, double[] outputs) {
        if (s.input().length != (long) s.steps() * s.batch() * shape.inputs()) {
            throw new IllegalArgumentException("input has " + s.input().length + " entries, expected [T,B,I] = ["
                    + s.steps() + "," + s.batch() + "," + shape.inputs() + "]");
        }
        layer.forward(weights.arrays(), s.input(), s.initial(), s.steps(), s.batch(), s.starts(), s.given(), pairs,
                outputs);
    }

    @Override
    public void backward(int @Nullable [] pairs, double[] outputAdjoints, Wanted wanted) {
        layer.backward(pairs, outputAdjoints, wanted.gradient() == null ? null : wanted.gradient().arrays(),
                wanted.input(), wanted.initial(), wanted.carried(), wanted.window());
    }

    @Override
    public double halfMeanSquare(Weights weights, Sequence s, Weights gradient) {
        return layer.halfMeanSquare(weights.arrays(), s.input(), s.initial(), s.steps(), s.batch(), s.starts(),
                gradient.arrays());
    }

    @Override
    public long bytes(int steps, int batch) {
        return layer.bytes(steps, batch);
    }
}
