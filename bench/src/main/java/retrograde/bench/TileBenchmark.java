package retrograde.bench;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import retrograde.engine.simd.KernelTrial;

/** The product of the old state in one step of an LSTM, {@code [rows,H]·[H,4H]}, as the engine tiles it: GFLOP/s. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class TileBenchmark {
    /** The format. */
    @Param({"float32", "float64"})
    public String format = "";

    /** The sequences of one thread. */
    @Param({"1", "2", "3", "4", "5", "6", "7", "8", "10", "13", "16", "20"})
    public int rows;

    /** {@code K}, the hidden units. */
    @Param({"128", "256", "512"})
    public int k;

    private @Nullable KernelTrial trial;

    /** Makes the kernels. */
    @Setup
    public void make() {
        trial = KernelTrials.of("lstm", format, rows, 1, k);
    }

    /** Ends them. */
    @TearDown
    public void end() {
        kernels().close();
    }

    private KernelTrial kernels() {
        if (trial == null) {
            throw new IllegalStateException("JMH calls make() first");
        }
        return trial;
    }

    /** One product. */
    @Benchmark
    public void product(KernelFlops counter) {
        kernels().products();
        counter.flops += kernels().productOperations();
    }
}
