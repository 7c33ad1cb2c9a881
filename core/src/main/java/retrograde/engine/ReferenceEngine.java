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
        activations = interpreter.forward(w, s.input(), s.given(), s.initial(), s.steps(), s.batch(), s.starts());
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
    public void backward(int @Nullable [] pairs, double[] outputAdjoints, Wanted wanted) {
        Activations a = activations;
        Weights w = weights;
        if (a == null || w == null) {
            throw new IllegalStateException("a backward pass follows a forward pass");
        }
        activations = null;
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
        Weights gradient = wanted.gradient() == null ? new Weights(shape()) : wanted.gradient();
        interpreter.backward(w, a, adjoint, wanted.input(), wanted.initial(), Interpreter.into(gradient, a.batch()),
                wanted.window());
        if (wanted.carried() != null) {
            carried(w, a, adjoint, wanted.carried(), wanted.window());
        }
    }

    /** Once more, step by step: the interpreter's own pass does not show what it carries. */
    private void carried(Weights w, Activations a, double[] outputAdjoint, double[] squares, int window) {
        int hidden = shape().hidden();
        int output = shape().cell().states().indexOf(shape().cell().output());
        double[][] adjoints = new double[shape().cell().states().size()][a.batch() * hidden];
        Weights ignored = new Weights(shape());
        for (int t = a.steps() - 1; t >= 0; t--) {
            for (int b = 0; b < a.batch(); b++) {
                for (int j = b * hidden; j < (b + 1) * hidden; j++) {
                    adjoints[output][j] += outputAdjoint[t * a.batch() * hidden + j];
                }
                for (double[] s : adjoints) {
                    if (a.start(b) > t) {
                        java.util.Arrays.fill(s, b * hidden, (b + 1) * hidden, 0);
                    }
                }
            }
            adjoints = interpreter.adjoint(w, a, t, adjoints, null, Interpreter.into(ignored, a.batch()));
            for (int b = 0; b < a.batch(); b++) {
                for (double[] s : adjoints) {
                    if (Wanted.cutBefore(t, a.steps(), window)) {
                        java.util.Arrays.fill(s, b * hidden, (b + 1) * hidden, 0);
                    }
                    for (int j = b * hidden; j < (b + 1) * hidden; j++) {
                        squares[t * a.batch() + b] += s[j] * s[j];
                        s[j] = a.start(b) == t ? 0 : s[j];
                    }
                }
            }
        }
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
        backward(null, outputs, Wanted.gradient(gradient));
        return sum / 2 / outputs.length;
    }

    @Override
    public long bytes(int steps, int batch) {
        return interpreter.bytes(steps, batch);
    }
}
