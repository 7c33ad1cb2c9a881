package retrograde.bench;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import retrograde.engine.Gemm;

/** The reference engine's matrix product in float64, {@code out[m,n] = a[m,k]·w[k,n]}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class GemmBenchmark {
    /** {@code m,k,n}. */
    @Param({"128,128,128", "16,64,256", "1,128,512"})
    public String shape = "";

    private int m;
    private int k;
    private int n;
    private double[] a = {};
    private double[] w = {};
    private double[] out = {};

    /** Fills the operands. */
    @Setup
    public void fill() {
        String[] parts = shape.split(",", -1);
        m = Integer.parseInt(parts[0]);
        k = Integer.parseInt(parts[1]);
        n = Integer.parseInt(parts[2]);
        a = ramp(m * k);
        w = ramp(k * n);
        out = new double[m * n];
    }

    private static double[] ramp(int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = (i % 17 - 8) / 8.0;
        }
        return values;
    }

    /** One product. */
    @Benchmark
    public double[] product() {
        Gemm.multiply(a, 0, k, m, k, w, n, out, 0, false);
        return out;
    }
}
