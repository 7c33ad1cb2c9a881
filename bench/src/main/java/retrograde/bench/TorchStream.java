package retrograde.bench;

import java.util.List;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GRUCellImpl;
import org.bytedeco.pytorch.LSTMCellImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import retrograde.model.Parameters;

/**
 * libtorch's {@code nn.LSTMCell} or {@code nn.GRUCell} with a linear read-out, one step at a time, states going over.
 *
 * <p>
 * A step is from an array of numbers to a number, as {@link retrograde.model.Stepper}'s. Belongs to the thread that made it.
 */
final class TorchStream implements AutoCloseable {
    private final PointerScope scope = new PointerScope();
    private final @Nullable LSTMCellImpl lstm;
    private final @Nullable GRUCellImpl gru;
    private final LinearImpl readOut;
    private final Tensor input;
    private final ScalarType type;
    private Tensor h;
    private Tensor c;

    /**
     * A cell with given weights.
     *
     * @param cell {@code lstm}, or {@code gru_reset_after}, which {@code nn.GRUCell} is
     */
    TorchStream(String cell, Parameters weights, int inputs, int hidden, ScalarType type) {
        this.type = type;
        boolean isLstm = cell.equals("lstm");
        org.bytedeco.pytorch.Module module;
        if (isLstm) {
            lstm = new LSTMCellImpl(inputs, hidden);
            gru = null;
            module = lstm;
        } else {
            lstm = null;
            gru = new GRUCellImpl(inputs, hidden);
            module = gru;
        }
        readOut = new LinearImpl(hidden, 1);
        List<String> gates = isLstm ? List.of("i", "f", "c", "o") : List.of("r", "z", "n");
        for (var m : List.of(module, readOut)) {
            m.to(ScalarType.Double, false);
        }
        var own = weights.layer(0);
        fill(module, "weight_ih", stacked(gates, g -> own.get("W_" + g)));
        fill(module, "weight_hh", stacked(gates, g -> own.get("U_" + g)));
        fill(module, "bias_ih", stacked(gates, g -> own.get("b_" + g)));
        fill(module, "bias_hh", stacked(gates, g -> isLstm || !g.equals("n") ? new double[hidden] : own.get("b_hn")));
        fill(readOut, "weight", weights.readoutWeights());
        fill(readOut, "bias", weights.readoutBias());
        for (var m : List.of(module, readOut)) {
            m.to(type, false);
        }
        input = torch.zeros(1, inputs).to(type);
        h = torch.zeros(1, hidden).to(type);
        c = torch.zeros(1, hidden).to(type);
        // Held by this object as every later state is, whatever scope made it.
        h.retainReference();
        c.retainReference();
    }

    private static double[] stacked(List<String> gates, java.util.function.Function<String, double[]> array) {
        return gates.stream().map(array).flatMapToDouble(java.util.Arrays::stream).toArray();
    }

    private static void fill(org.bytedeco.pytorch.Module module, String name, double[] values) {
        try (PointerScope _ = new PointerScope(); NoGradGuard _ = new NoGradGuard()) {
            module.named_parameters().get(name).data_ptr_double().put(values);
        }
    }

    /** One step; the output. */
    double step(double[] x) {
        try (PointerScope _ = new PointerScope(); NoGradGuard _ = new NoGradGuard()) {
            if (type == ScalarType.Double) {
                DoublePointer to = input.data_ptr_double();
                to.put(x);
            } else {
                float[] single = new float[x.length];
                for (int i = 0; i < x.length; i++) {
                    single[i] = (float) x[i];
                }
                input.data_ptr_float().put(single);
            }
            Tensor oldH = h;
            Tensor oldC = c;
            if (lstm != null) {
                T_TensorTensor_T state = lstm.forward(input, new T_TensorTensor_T(h, c));
                h = new Tensor(state.get0());
                c = new Tensor(state.get1());
                c.retainReference();
                oldC.releaseReference();
            } else if (gru != null) {
                h = gru.forward(input, h);
            }
            h.retainReference();
            oldH.releaseReference();
            return readOut.forward(h).item_double();
        }
    }

    @Override
    public void close() {
        h.releaseReference();
        c.releaseReference();
        scope.close();
    }
}
