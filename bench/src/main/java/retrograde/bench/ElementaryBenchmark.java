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

/** One elementary function over 16 × 128 numbers, as the engine writes it: ns an element. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ElementaryBenchmark {
    /** The format. */
    @Param({"float32", "float64"})
    public String format = "";

    /** The function. */
    @Param({"exp", "tanh", "sigmoid", "log", "softplus"})
    public String function = "";

    private @Nullable KernelTrial trial;

    /** Makes the kernels. */
    @Setup
    public void make() {
        trial = KernelTrials.function(function, format, 16, 128);
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

    /** All numbers. */
    @Benchmark
    public void apply(KernelUnits counter) {
        kernels().forward();
        counter.units += kernels().units();
    }
}
