package retrograde.bench;

import java.util.Map;

import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.engine.LayerShape;
import retrograde.engine.simd.KernelTrial;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;

/** Kernels as the benchmarks' parameters name them. */
final class KernelTrials {
    private KernelTrials() {}

    /**
     * The kernels of a cell of the zoo.
     *
     * @param format float32 or float64
     * @param rows sequences
     */
    static KernelTrial of(String cell, String format, int rows, int inputs, int hidden) {
        return of(Zoo.cell(cell), format, rows, inputs, hidden);
    }

    /** A cell that is one elementary function: {@code h' = function(h)}. */
    static KernelTrial function(String function, String format, int rows, int hidden) {
        return of(CellParser.parse("cell one\nstate h\nh' = " + function + "(h)\n", "benchmark"), format, rows, 1,
                hidden);
    }

    private static KernelTrial of(Cell cell, String format, int rows, int inputs, int hidden) {
        if (!format.equals("float32") && !format.equals("float64")) {
            throw new InputException("format " + format + ": expected float32 or float64");
        }
        LayerShape shape = new LayerShape(cell, hidden, inputs, Map.of());
        return new KernelTrial(cell, shape::size, format.equals("float64"), rows);
    }
}
