package retrograde.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;

/** The options by which a measurement of speed names one layer, its sequences, how long to measure and how to print. */
final class LayerOptions {
    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            defaultValue = "lstm",
            description = "The cell (default ${DEFAULT-VALUE}).")
    private String cell = "lstm";

    @Option(names = "--steps", paramLabel = "T", description = "Length of the sequences (default ${DEFAULT-VALUE}).")
    int steps;

    @Option(names = "--batch", paramLabel = "B", description = "Number of sequences (default ${DEFAULT-VALUE}).")
    int batch;

    @Option(names = "--input", paramLabel = "I", description = "Inputs (default ${DEFAULT-VALUE}).")
    int input;

    @Option(names = "--hidden", paramLabel = "H", description = "Hidden units (default ${DEFAULT-VALUE}).")
    int hidden;

    @Option(names = "--dim", paramLabel = "R=8", description = "Size of a dimension that the cell declares.")
    private Map<String, Integer> dimensions = new LinkedHashMap<>();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            description = "How long to measure, after a warm-up of up to three times that (default ${DEFAULT-VALUE}).")
    double seconds;

    @Option(names = "--json", description = "Print one JSON document.")
    boolean json;

    /** The sizes where none are given, which are those of the measurement's own kind of work. */
    LayerOptions(int steps, int batch, int input, int hidden) {
        this.steps = steps;
        this.batch = batch;
        this.input = input;
        this.hidden = hidden;
    }

    /**
     * The layer.
     *
     * @throws InputException where a size is impossible or the cell cannot be read
     */
    LayerShape shape() {
        if (steps < 1) {
            throw new InputException("--steps is " + steps + ": sequences need at least 1 step");
        }
        if (batch < 1) {
            throw new InputException("--batch is " + batch + ": at least 1 sequence is needed");
        }
        if (!(seconds > 0) || seconds > 3600) {
            throw new InputException("--seconds is " + seconds + ": measure for more than 0 and at most 3600 seconds");
        }
        Cell loaded = Zoo.load(cell);
        ModelOptions.checkDimensions(dimensions, List.of(loaded));
        return new LayerShape(loaded, hidden, input, dimensions);
    }
}
