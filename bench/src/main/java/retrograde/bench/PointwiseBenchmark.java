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

/** The pointwise programs of one step of a cell: ns a unit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class PointwiseBenchmark {
    /** The format. */
    @Param({"float32", "float64"})
    public String format = "";

    /** The cell. */
    @Param({"lstm", "gru", "gru_reset_after", "rnn_tanh"})
    public String cell = "";

    /** Sequences. */
    @Param("16")
    public int rows;

    /** Hidden units. */
    @Param("128")
    public int hidden;

    private @Nullable KernelTrial trial;

    /** Makes the kernels. */
    @Setup
    public void make() {
        trial = KernelTrials.of(cell, format, rows, 1, hidden);
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

    /** Gates and new state. */
    @Benchmark
    public void forward(KernelUnits counter) {
        kernels().forward();
        counter.units += kernels().units();
    }

    /** Their adjoints. */
    @Benchmark
    public void backward(KernelUnits counter) {
        kernels().backward();
        counter.units += kernels().units();
    }
}
