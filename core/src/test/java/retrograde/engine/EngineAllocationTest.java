package retrograde.engine;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.cell.Zoo;
import retrograde.engine.Engine.Wanted;
import retrograde.engine.EngineParityTest.Drawn;
import retrograde.engine.EngineParityTest.Sizes;
import retrograde.engine.Execution.Kind;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;

import static org.assertj.core.api.Assertions.assertThat;

/** That the compiled engines allocate nothing in the loop over time, on any of their threads. */
class EngineAllocationTest {
    private static final int BRIEF = 100;
    private static final int LASTING = 400;
    private static final int INPUTS = 3;
    /** Vectors are objects until the compiler has done away with them; it takes some 100 rounds. */
    private static final int ROUNDS = 3_000;

    /** Two reductions, minimum and maximum, a state that is not the output. */
    private static final Cell OWN = CellParser.parse("""
            cell own
            state h, c
            f  = sigmoid(layernorm(W_f x + U_f h) + b_f)
            g  = max(min(tanh(W_g x + U_g h + b_g), 0.5), -f)
            c' = f * c + (1 - f) * g
            h' = layernorm(c') * min(f, g)
            """, "test");

    /** One way to run a cell. */
    record Way(Cell cell, Kind kind, int threads, boolean replay, int batch, int hidden) {
        /** Enough sequences that a pass has many meetings of the threads, and rows for tiles of several sizes. */
        Way(Cell cell, Kind kind, int threads, boolean replay) {
            this(cell, kind, threads, replay, 20, 17);
        }

        @Override
        public String toString() {
            return cell.name() + ", " + kind.text() + ", threads " + threads + ", batch " + batch
                    + (replay ? ", replayed" : "");
        }
    }

    static List<Way> ways() {
        List<Cell> cells = new ArrayList<>();
        List.of("lstm", "gru", "gru_reset_after", "rnn_tanh").forEach(name -> cells.add(Zoo.cell(name)));
        cells.add(OWN);
        List<Way> ways = new ArrayList<>();
        for (Cell cell : cells) {
            ways.add(new Way(cell, Kind.FLOAT32, 1, false));
            ways.add(new Way(cell, Kind.FLOAT32, 3, true));
            ways.add(new Way(cell, Kind.FLOAT64, 1, true));
            ways.add(new Way(cell, Kind.FLOAT64, 3, false));
        }
        // Threads that share the units of each step.
        ways.add(new Way(Zoo.cell("lstm"), Kind.FLOAT32, 2, false, 1, 100));
        return ways;
    }

    /** The threads of a new execution, with what they have allocated. */
    private static final class Meter {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final long[] ids;

        private Meter(long[] ids) {
            this.ids = ids;
        }

        static Set<Thread> workers() {
            Set<Thread> workers = new HashSet<>(Thread.getAllStackTraces().keySet());
            workers.removeIf(t -> !t.getName().startsWith("retrograde-engine-"));
            return workers;
        }

        /** Of the caller and the workers that were not there before. */
        static Meter since(Set<Thread> before) {
            Set<Thread> workers = workers();
            workers.removeAll(before);
            long[] ids = new long[workers.size() + 1];
            ids[0] = Thread.currentThread().threadId();
            int i = 1;
            for (Thread worker : workers) {
                ids[i++] = worker.threadId();
            }
            return new Meter(ids);
        }

        int threads() {
            return ids.length;
        }

        private long sum() {
            long sum = 0;
            for (int i = 0; i < ids.length; i++) {
                sum += THREADS.getThreadAllocatedBytes(ids[i]);
            }
            return sum;
        }

        long bytes(Runnable action) {
            long before = sum();
            action.run();
            return sum() - before;
        }
    }

    /** Every kind of pass over sequences of one length, with all they write to. */
    private static final class Passes implements Runnable {
        private final Drawn drawn;
        private final Engine engine;
        private final Weights gradient;
        private final double[] outputs;
        private final Wanted wanted;
        private final int[] last;
        private final double[] lastOutputs;

        Passes(Way way, Execution execution, int steps) {
            drawn = new Drawn(way.cell, new Sizes(steps, way.batch, INPUTS, way.hidden), 12);
            engine = execution.engine(drawn.shape);
            gradient = new Weights(drawn.shape);
            int entries = way.batch * way.hidden;
            outputs = new double[steps * entries];
            wanted = new Wanted(gradient, new double[steps * way.batch * INPUTS],
                    new double[way.cell.states().size()][entries], new double[steps * way.batch]);
            last = new int[way.batch];
            Arrays.setAll(last, b -> (steps - 1) * way.batch + b);
            lastOutputs = new double[entries];
        }

        @Override
        public void run() {
            engine.halfMeanSquare(drawn.weights, drawn.sequence, gradient);
            engine.forward(drawn.weights, drawn.sequence, null, outputs);
            engine.backward(null, drawn.adjoints, wanted);
            engine.forward(drawn.weights, drawn.sequence, last, lastOutputs);
            engine.backward(last, lastOutputs, wanted);
        }
    }

    private static long budget(Way way) {
        if (!way.replay) {
            return Long.MAX_VALUE;
        }
        try (Execution plenty = Execution.of(way.kind, 1)) {
            return plenty.engine(new LayerShape(way.cell, way.hidden, INPUTS)).bytes(BRIEF, way.batch) / 2;
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void fourTimesTheStepsTakeNotAByteMore(Way way) {
        long budget = budget(way);
        Set<Thread> others = Meter.workers();
        try (Execution execution = new Execution(way.kind, way.threads, budget)) {
            Meter meter = Meter.since(others);
            assertThat(meter.threads()).isEqualTo(way.threads);
            Passes brief = new Passes(way, execution, BRIEF);
            Passes lasting = new Passes(way, execution, LASTING);
            assertThat(brief.engine.bytes(BRIEF, way.batch)).isLessThanOrEqualTo(budget);
            // The brief passes before and after: so all three were run by the same code.
            long[] bytes = {0, 1, 2};
            for (int round = 0; round < ROUNDS && !(bytes[0] == bytes[1] && bytes[1] == bytes[2]); round++) {
                bytes[0] = meter.bytes(brief);
                bytes[1] = meter.bytes(lasting);
                bytes[2] = meter.bytes(brief);
            }
            assertThat(bytes[1])
                    .as("bytes of %d steps; of %d before and after %d, %d", LASTING, BRIEF, bytes[0], bytes[2])
                    .isEqualTo(bytes[0])
                    .isEqualTo(bytes[2]);
        }
    }

    @Test
    void whatAnyThreadAllocatesIsCounted() {
        Set<Thread> others = Meter.workers();
        try (Execution execution = Execution.of(Kind.FLOAT32, 3)) {
            Meter meter = Meter.since(others);
            byte[][] kept = new byte[3][];
            Runnable allocate = () -> execution.run((thread, threads) -> kept[thread] = new byte[10_000]);
            allocate.run();
            // Not three times: what else the first runs need is a few hundred bytes.
            assertThat(meter.bytes(allocate)).isBetween(30_000L, 40_000L);
        }
    }
}
