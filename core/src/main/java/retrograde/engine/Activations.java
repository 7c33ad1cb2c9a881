package retrograde.engine;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Cell;

/**
 * What one layer computed over a sequence: every named value and every value the backward pass reads.
 *
 * <p>
 * Arrays are time-major, {@code [T,B,d]}. Owned by whoever called {@link Interpreter#forward}; the interpreter does not
 * keep it.
 */
public final class Activations {
    private final int steps;
    private final int batch;
    final double[] input;
    /** For each vector that is given to the cell {@code [T,B,H]}. */
    final double[][] given;
    /** For each state {@code [T+1,B,H]}: slot t is the old state of step t. */
    final double[][] states;
    /** For each forward node its values {@code [T,B,d]}, or empty where nothing reads them later. */
    final double[][] saved;
    final int[] starts;
    private final LayerShape shape;
    private final Interpreter interpreter;
    private int runs;
    /** Where everything lies, once other steps have been run in these arrays. */
    Interpreter.@Nullable Frame frame;

    Activations(Interpreter interpreter, int steps, int batch, double[] input, double[][] given, double[][] states,
            double[][] saved, int[] starts) {
        this.interpreter = interpreter;
        this.shape = interpreter.shape();
        this.steps = steps;
        this.batch = batch;
        this.input = input;
        this.given = given;
        this.states = states;
        this.saved = saved;
        this.starts = starts;
    }

    /** Tells that other steps are run in these arrays. */
    void rerun() {
        runs++;
    }

    /** How many times other steps have been run in these arrays: what was computed from those before is stale. */
    int runs() {
        return runs;
    }

    /** What a variable of the cell that is no parameter holds at all steps: the input, a given vector or an old state. */
    double[] over(String variable) {
        int g = shape.cell().given().indexOf(variable);
        return variable.equals(Cell.INPUT) ? input
                : g >= 0 ? given[g] : states[shape.cell().states().indexOf(variable)];
    }

    boolean kept(int node) {
        return node < saved.length && saved[node].length > 0;
    }

    /** {@code T}. */
    public int steps() {
        return steps;
    }

    /** {@code B}. */
    public int batch() {
        return batch;
    }

    /** The layer's shape. */
    public LayerShape shape() {
        return shape;
    }

    /** The step at which each sequence of the batch starts from the initial state; 0 for a full one. Not modified. */
    public int start(int sequence) {
        return starts[sequence];
    }

    /** The input {@code [T,B,I]}. Not modified. */
    public double[] input() {
        return input;
    }

    /**
     * The trajectory of a state, {@code [T+1,B,H]}: slot {@code t} is the old state of step {@code t}, slot
     * {@code t+1} the new one. Not modified.
     */
    public double[] state(String state) {
        return states[shape.cell().states().indexOf(state)];
    }

    /** A gate or new state over time, {@code [T,B,d]}. Not modified. */
    public double[] named(String variable) {
        double[] values = saved[interpreter.graph().target(variable)];
        if (values.length == 0) {
            throw new IllegalStateException(variable + " was not saved");
        }
        return values;
    }

    /** The output over time, {@code [T,B,H]}. Not modified. */
    public double[] output() {
        return named(shape.cell().output());
    }
}
