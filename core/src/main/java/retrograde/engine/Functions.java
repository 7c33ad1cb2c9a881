package retrograde.engine;

import retrograde.engine.simd.CompiledFunctions;
import retrograde.equation.Function;

/** How exp, log, tanh, σ and softplus of float64 numbers are evaluated. */
public enum Functions {
    /** One by one, by {@link StrictMath}: within 1 ulp each, and what {@link #COMPILED} is measured against. */
    STRICT {
        @Override
        public void apply(Function f, double[] a, int from, double[] into, int to, int n) {
            switch (f) {
                case SIGMOID -> {
                    for (int j = 0; j < n; j++) {
                        into[to + j] = 1 / (1 + StrictMath.exp(-a[from + j]));
                    }
                }
                case TANH -> {
                    for (int j = 0; j < n; j++) {
                        into[to + j] = StrictMath.tanh(a[from + j]);
                    }
                }
                case EXP -> {
                    for (int j = 0; j < n; j++) {
                        into[to + j] = StrictMath.exp(a[from + j]);
                    }
                }
                case LOG -> {
                    for (int j = 0; j < n; j++) {
                        into[to + j] = StrictMath.log(a[from + j]);
                    }
                }
                case SOFTPLUS -> {
                    for (int j = 0; j < n; j++) {
                        double u = a[from + j];
                        into[to + j] = Math.max(u, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(u)));
                    }
                }
                case RELU, ABS, SQRT, STEP, SIGN, MIN, MAX, MEAN, LAYERNORM,
                        INVERSE_DEVIATION -> throw new IllegalArgumentException(f + " is no elementary function");
            }
        }
    },
    /** As the compiled engines do, within 5 ulp and several times as fast; the same bits on every machine, too. */
    COMPILED {
        @Override
        public void apply(Function f, double[] a, int from, double[] into, int to, int n) {
            CompiledFunctions.apply(f, a, from, into, to, n);
        }
    };

    /**
     * {@code into[to + i] = f(a[from + i])} for {@code i < n}.
     *
     * @param f exp, log, tanh, σ or softplus
     * @param a not modified, unless it is {@code into} as well and the numbers take their own places
     */
    public abstract void apply(Function f, double[] a, int from, double[] into, int to, int n);
}
