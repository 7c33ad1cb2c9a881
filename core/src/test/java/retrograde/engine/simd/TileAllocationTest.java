package retrograde.engine.simd;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** That the compiler does away with the vectors of every tile, so that none of them is an object any more. */
class TileAllocationTest {
    /** As long as real rows are: a tile of 9 × 3 vectors kept its objects here, but not where K was 8. */
    private static final int K = 200;
    private static final int CALLS = 100;
    /** It takes some 2,000 calls, and time for the compiler's own threads. */
    private static final int ROUNDS = 2_000;
    private static final int ROW = 256;
    private static final int RESULT = 220 * ROW;

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
        Object memory = Memory.of(format, 256L * ROW).array();
        for (int rows = 1; rows <= 32; rows++) {
            if (kernels.tiles(rows) > 1) {
                continue;
            }
            for (int columns = 1; columns <= kernels.vectors(rows); columns++) {
                Tile tile = kernels.tile(rows, columns);
                assertThat(
                        bytes(() -> tile.multiply(memory, 0, ROW, 0, 1, K, 0, K * kernels.lanes(), 0, 0, RESULT, ROW)))
                        .as("%d × %d", rows, columns)
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void tilesOfGradientsAllocateNothing(Format format) {
        Kernels kernels = Kernels.of(format);
        Object memory = Memory.of(format, 256L * ROW).array();
        for (int rows = 1; rows <= kernels.outerRows(); rows++) {
            for (int columns = 1; columns <= kernels.outerVectors(); columns++) {
                OuterTile tile = kernels.outer(rows, columns);
                assertThat(bytes(() -> tile.add(memory, K * ROW, ROW, K * ROW, ROW, K, RESULT, ROW)))
                        .as("%d × %d", rows, columns)
                        .isZero();
            }
        }
    }
}
