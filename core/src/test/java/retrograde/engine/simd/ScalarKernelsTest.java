package retrograde.engine.simd;

import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.engine.SampleCells;
import retrograde.equation.Cell;

import static org.assertj.core.api.Assertions.assertThat;

/** Kernels on single numbers, for a virtual machine without the Vector API, give the bits of those on vectors. */
class ScalarKernelsTest {

    @ParameterizedTest
    @EnumSource(Format.class)
    void scalarAndVectorKernelsGiveTheSameBits(Format format) {
        assertThat(VectorModule.PRESENT).as("the tests run with the Vector API").isTrue();
        for (Cell cell : SampleCells.all()) {
            Map<String, double[]> vectors = CellRun.of(cell, new Kernels(format, true, 2));
            Map<String, double[]> scalars = CellRun.of(cell, new Kernels(format, false, 2));
            vectors.forEach((name,
                    a) -> assertThat(Arrays.equals(a, scalars.get(name))).as("%s of %s", name, cell.name()).isTrue());
        }
    }

    /** How a program is split into loops changes nothing but time. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void oneLoopAndManyGiveTheSameBits(Format format) {
        for (Cell cell : SampleCells.all()) {
            Map<String, double[]> many = CellRun.of(cell, new Kernels(format, true, 1));
            Map<String, double[]> one = CellRun.of(cell, new Kernels(format, true, 100));
            many.forEach((name, a) -> assertThat(Arrays.equals(a, one.get(name))).as("%s of %s", name, cell.name())
                    .isTrue());
        }
    }
}
