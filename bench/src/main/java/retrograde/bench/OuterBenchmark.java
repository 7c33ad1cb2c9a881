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

/** The gradients of an LSTM over some 512 rows, sums of outer products as the engine tiles them: GFLOP/s. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class OuterBenchmark {
    /** The format. */
    @Param({"float32", "float64"})
    public String format = "";

    /** Inputs. */
    @Param({"1", "64", "200"})
    public int inputs;

    /** Hidden units. */
    @Param({"128", "200", "256", "512"})
    public int hidden;

    private @Nullable KernelTrial trial;

    /** Makes the kernels. */
    @Setup
    public void make() {
        trial = KernelTrials.of("lstm", format, 16, inputs, hidden);
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

    /** All gradients. */
    @Benchmark
    public void gradients(KernelFlops counter) {
        kernels().gradients();
        counter.flops += kernels().gradientOperations();
    }
}
