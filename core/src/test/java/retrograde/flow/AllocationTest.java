package retrograde.flow;

import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.data.Dataset;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;

import static org.assertj.core.api.Assertions.assertThat;

/** That long runs allocate no more than short ones: nothing is allocated for a step. */
class AllocationTest {
    private static final int ROUNDS = 400;
    /** Objects a step: what is there once a run, a block or a window of ten steps stays below. */
    private static final double ENOUGH = 2;

    private static Trajectories run(String cell, int steps) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, 16, 2, 4, "*=normal:0,0.3");
        return Networks.run(model, data, steps, 1, 1);
    }

    /**
     * What {@code b} steps allocate more than {@code a}, in smallest objects of 16 bytes a step, the least of many rounds:
     * vectors are objects until the compiler has done away with them.
     */
    private static double objectsPerStep(int a, int b, IntConsumer action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > ENOUGH; round++) {
            long begin = threads.getCurrentThreadAllocatedBytes();
            action.accept(a);
            long between = threads.getCurrentThreadAllocatedBytes();
            action.accept(b);
            long end = threads.getCurrentThreadAllocatedBytes();
            least = Math.min(least, Math.abs((end - between) - (between - begin)) / 16.0 / (b - a));
        }
        return least;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru", "gru_reset_after", "rnn_tanh"})
    void formingJacobiansAllocatesNothing(String cell) {
        Trajectories run = run(cell, 400);
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        double[] sum = {0};
        double objects = objectsPerStep(100, 400, steps -> {
            for (int t = 0; t < steps; t++) {
                jacobian.at(t);
                sum[0] += jacobian.of(0)[t % 16];
            }
        });
        assertThat(sum[0]).isFinite();
        assertThat(objects).isLessThanOrEqualTo(ENOUGH);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void aSpectrumAllocatesNothingForAStep(int k) {
        Trajectories brief = run("lstm", 300);
        Trajectories lasting = run("lstm", 900);
        double[] first = {0};
        double objects = objectsPerStep(300, 900,
                steps -> first[0] = LyapunovSpectrum.measure(steps == 300 ? brief : lasting, k, 1, 1).values()[0]);
        assertThat(first[0]).isFinite();
        assertThat(objects).isLessThanOrEqualTo(ENOUGH);
    }
}
