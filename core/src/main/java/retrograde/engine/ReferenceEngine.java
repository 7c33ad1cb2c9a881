package retrograde.engine;

import org.jspecify.annotations.Nullable;

/** The {@link Interpreter} as an engine: float64, one thread, one written order. */
final class ReferenceEngine implements Engine {
    private final Interpreter interpreter;
    private @Nullable Weights weights;
    private @Nullable Activations activations;

    ReferenceEngine(LayerShape shape) {
        interpreter = new Interpreter(shape);
    }

    @Override
    public LayerShape shape() {
        return interpreter.shape();
    }

    @Override
    public void forward(Weights w, Sequence s, int @Nullable [] pairs, double[] outputs) {
        weights = w;
        activations = interpreter.forward(w, s.input(), s.initial(), s.steps(), s.batch(), s.starts());
        double[] all = activations.output();
        int hidden = shape().hidden();
        if (pairs == null) {
            System.arraycopy(all, 0, outputs, 0, all.length);
            return;
        }
        for (int k = 0; k < pairs.length; k++) {
            System.arraycopy(all, pairs[k] * hidden, outputs, k * hidden, hidden);
        }
    }

    @Override
    public void backward(int @Nullable [] pairs, double[] outputAdjoints, double @Nullable [] inputAdjoint,
            double @Nullable [][] initialAdjoint, Weights gradient) {
        Activations a = activations;
        Weights w = weights;
        if (a == null || w == null) {
            throw new IllegalStateException("a backward pass follows a forward pass");
        }
        double[] adjoint = outputAdjoints;
        if (pairs != null) {
            int hidden = shape().hidden();
            adjoint = new double[a.steps() * a.batch() * hidden];
            for (int k = 0; k < pairs.length; k++) {
                for (int j = 0; j < hidden; j++) {
                    adjoint[pairs[k] * hidden + j] += outputAdjoints[k * hidden + j];
                }
            }
        }
        interpreter.backward(w, a, adjoint, inputAdjoint, initialAdjoint, Interpreter.into(gradient, a.batch()));
        activations = null;
    }

    @Override
    public double halfMeanSquare(Weights w, Sequence s, Weights gradient) {
        double[] outputs = new double[s.steps() * s.batch() * shape().hidden()];
        forward(w, s, null, outputs);
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            sum += outputs[i] * outputs[i];
            outputs[i] /= outputs.length;
        }
        backward(null, outputs, null, null, gradient);
        return sum / 2 / outputs.length;
    }

    @Override
    public long bytes(int steps, int batch) {
        return interpreter.bytes(steps, batch);
    }
}
