package retrograde.engine.simd;

import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.engine.SampleCells;
import retrograde.equation.Cell;

import static org.assertj.core.api.Assertions.assertThat;

/** Threads that share the units of each step, because there are fewer sequences than threads. */
class SharedUnitsTest {

    /** Two sequences, of which the second starts later, in pieces of three steps. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void theyGiveTheBitsOfOneThread(Format format) {
        Kernels kernels = new Kernels(format, true, 2);
        int[] starts = {0, 4};
        int shared = 0;
        for (Cell cell : SampleCells.all()) {
            Map<String, double[]> one = CellRun.of(cell, kernels, 1, 8, starts, 3, 0);
            for (int threads : new int[] {3, 4}) {
                Map<String, double[]> several = CellRun.of(cell, kernels, threads, 8, starts, 3, 0);
                one.keySet()
                        .stream()
                        .filter(name -> !name.equals("shared"))
                        .forEach(name -> assertThat(Arrays.equals(several.get(name), one.get(name)))
                                .as("%s of %s by %d threads", name, cell.name(), threads)
                                .isTrue());
                shared += several.getOrDefault("shared", new double[1])[0] > 0 ? 1 : 0;
            }
            assertThat(one.get("shared")).containsExactly(0);
        }
        // All but those that normalise whole rows.
        assertThat(shared).isGreaterThan(SampleCells.all().size());
    }
}
