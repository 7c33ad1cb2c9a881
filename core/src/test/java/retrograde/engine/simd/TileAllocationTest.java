package retrograde.engine.simd;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** That the compiler does away with the vectors of every tile, so that none of them is an object any more. */
class TileAllocationTest {
    private static final int K = 8;
    private static final int CALLS = 200;
    /** It takes some 5,000 calls, and time for the compiler's own threads. */
    private static final int ROUNDS = 1_000;
    private static final int ROW = 256;

    /** The bytes that calls still allocate in the end. */
    private static long bytes(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && bytes > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void tilesOfAllSizesAllocateNothing(Format format) {
        Kernels kernels = Kernels.of(format);
        Object memory = Memory.of(format, 64L * ROW).array();
        for (int rows = 1; rows <= 32; rows++) {
            if (kernels.tiles(rows) > 1) {
                continue;
            }
            for (int columns = 1; columns <= kernels.vectors(rows); columns++) {
                Tile tile = kernels.tile(rows, columns);
                assertThat(bytes(() -> tile.multiply(memory, 0, ROW, 0, 1, K, 0, ROW, 0, 0, 32 * ROW, ROW)))
                        .as("%d × %d", rows, columns)
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void tilesOfGradientsAllocateNothing(Format format) {
        Kernels kernels = Kernels.of(format);
        Object memory = Memory.of(format, 64L * ROW).array();
        for (int rows = 1; rows <= kernels.outerRows(); rows++) {
            for (int columns = 1; columns <= kernels.outerVectors(); columns++) {
                OuterTile tile = kernels.outer(rows, columns);
                assertThat(bytes(() -> tile.add(memory, K * ROW, ROW, K * ROW, ROW, K, 32 * ROW, ROW)))
                        .as("%d × %d", rows, columns)
                        .isZero();
            }
        }
    }
}
