package retrograde.engine;

import java.util.OptionalDouble;

import retrograde.engine.simd.FmaLimit;
import retrograde.engine.simd.VectorModule;

/** What the machine itself is capable of, measured. */
public final class Hardware {
    private Hardware() {}

    /**
     * The limit of dense arithmetic: fused multiply-adds on registers alone. Takes a few hundred milliseconds.
     *
     * @param kind whose number format
     * @param threads that work at once, ≥ 1
     * @return GFLOP/s of all threads together; empty where the JVM was started without the Vector API
     */
    public static OptionalDouble fmaLimit(Execution.Kind kind, int threads) {
        if (!VectorModule.PRESENT) {
            return OptionalDouble.empty();
        }
        return OptionalDouble
                .of(kind == Execution.Kind.FLOAT32 ? FmaLimit.float32(threads) : FmaLimit.float64(threads));
    }
}
