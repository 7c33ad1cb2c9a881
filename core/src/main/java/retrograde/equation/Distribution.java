package retrograde.equation;

import java.util.List;
import java.util.Locale;

/**
 * How a parameter or an initial state gets its first values.
 *
 * <p>
 * The text forms are those of the command line: a number or {@code const:v}, {@code normal:mean,std},
 * {@code uniform:lo,hi}, {@code orthogonal[:gain]}, {@code identity[:scale]}, {@code values:.9,10;0,.8},
 * {@code file:PATH}, {@code chrono:Tmax}, and the schemes {@code pytorch}, {@code pytorch-sum}, {@code keras},
 * {@code xavier}, {@code xavier-normal}, {@code he}, {@code he-uniform}.
 */
public sealed interface Distribution {
    /** Every entry {@code value}. */
    record Constant(double value) implements Distribution {}

    /** Gaussian entries. */
    record Normal(double mean, double deviation) implements Distribution {}

    /** Entries uniform on {@code [low, high)}. */
    record Uniform(double low, double high) implements Distribution {}

    /** {@code gain} times a random orthogonal matrix (orthonormal rows or columns where it is not square). */
    record Orthogonal(double gain) implements Distribution {}

    /** {@code scale} on the diagonal, zero elsewhere. */
    record Identity(double scale) implements Distribution {}

    /** The given rows; a vector is one row. */
    record Values(List<List<Double>> rows) implements Distribution {
        /** Copies the rows. */
        public Values {
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /** Values read from a CSV or NPY file. */
    record File(String path) implements Distribution {}

    /**
     * Chrono initialisation (Tallec &amp; Ollivier 2018): {@code ln u}, {@code u ~ U(1, maximum − 1)}, for the forget bias;
     * the input bias takes the negative of the same draw, and so does the bias of a gate that forgets as it opens, as z of a
     * GRU ({@link CarryGate}).
     */
    record Chrono(double maximum) implements Distribution {}

    /** A framework's default for the kind of parameter at hand. */
    record Scheme(Name name) implements Distribution {
        /** The schemes. */
        public enum Name {
            /** Everything uniform on {@code ±1/√H}; an embedding standard normal. */
            PYTORCH,
            /**
             * The same, but a bias that stands beside an input and a recurrent matrix is the sum of two draws, as PyTorch's two
             * biases there add up: the exact distribution of a fresh {@code torch.nn} module.
             */
            PYTORCH_SUM,
            /**
             * Input matrices Glorot uniform and recurrent ones orthogonal, those of all gates drawn as one matrix; {@code b_f} one,
             * other vectors zero; an embedding uniform on ±0.05.
             */
            KERAS,
            /** Matrices uniform on {@code ±√(6/(rows + columns))}, vectors zero (Glorot &amp; Bengio 2010). */
            XAVIER,
            /** Matrices normal with variance {@code 2/(rows + columns)}, vectors zero. */
            XAVIER_NORMAL,
            /** Matrices normal with variance {@code 2/columns}, vectors zero (He et al. 2015). */
            HE,
            /** Matrices uniform on {@code ±√(6/columns)}, vectors zero. */
            HE_UNIFORM;

            /** As in options and files: {@code he-uniform}. */
            public String text() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }
    }
}
