package retrograde.engine;

import java.util.Map;

import retrograde.InputException;
import retrograde.equation.Cell;
import retrograde.equation.Parameter;

/**
 * A cell with its sizes.
 *
 * @param cell the equations
 * @param hidden {@code H}, units of every state
 * @param inputs {@code I}, entries of {@code x}
 * @param dimensions sizes of the cell's further dimensions, by name
 */
public record LayerShape(Cell cell, int hidden, int inputs, Map<String, Integer> dimensions) {
    /** Checks that every dimension has a positive size. */
    public LayerShape {
        dimensions = Map.copyOf(dimensions);
        if (hidden < 1) {
            throw new InputException(
                    "--hidden is " + hidden + ": a cell needs at least 1 hidden unit; try --hidden 64");
        }
        if (inputs < 1) {
            throw new InputException("--input is " + inputs + ": a cell needs at least 1 input; try --input 8");
        }
        for (String free : cell.freeDimensions()) {
            Integer size = dimensions.get(free);
            if (size == null || size < 1) {
                throw new InputException("cell " + cell.name() + " declares a dimension " + free + " that has no size"
                        + (size == null ? "" : " above zero") + "; give one, for example --dim " + free + "=8");
            }
        }
        for (Parameter parameter : cell.parameters()) {
            long entries = 1;
            for (String d : parameter.shape()) {
                entries *= resolve(d, hidden, inputs, dimensions);
            }
            if (entries > Integer.MAX_VALUE - 8L) {
                throw new InputException("parameter " + parameter.name() + " of cell " + cell.name() + " would have "
                        + entries + " entries, more than an array can hold; choose a smaller --hidden"
                        + (parameter.shape().contains(Cell.INPUTS) ? ", --embedding or --input" : ""));
            }
        }
    }

    /** A layer without further dimensions. */
    public LayerShape(Cell cell, int hidden, int inputs) {
        this(cell, hidden, inputs, Map.of());
    }

    private static int resolve(String dimension, int hidden, int inputs, Map<String, Integer> dimensions) {
        return switch (dimension) {
            case Cell.HIDDEN -> hidden;
            case Cell.INPUTS -> inputs;
            default -> {
                if (Character.isDigit(dimension.charAt(0))) {
                    yield Integer.parseInt(dimension);
                }
                Integer size = dimensions.get(dimension);
                if (size == null) {
                    throw new IllegalArgumentException("no size for dimension " + dimension);
                }
                yield size;
            }
        };
    }

    /** The size of a symbolic dimension. */
    public int size(String dimension) {
        return resolve(dimension, hidden, inputs, dimensions);
    }

    /** The rows of a parameter; a vector is one row. */
    public int rows(Parameter parameter) {
        return parameter.matrix() ? size(parameter.shape().get(0)) : 1;
    }

    /** The columns of a parameter: the entries of a vector. */
    public int columns(Parameter parameter) {
        return size(parameter.shape().get(parameter.shape().size() - 1));
    }

    /** The number of trained values. */
    public long parameterCount() {
        return cell.parameters().stream().mapToLong(p -> (long) rows(p) * columns(p)).sum();
    }

    /** {@code n}: entries of the joint state, {@code H} times the number of states. */
    public int stateSize() {
        return hidden * cell.states().size();
    }
}
