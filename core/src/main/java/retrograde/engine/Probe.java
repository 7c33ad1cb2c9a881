package retrograde.engine;

import java.util.List;

import retrograde.engine.Interpreter.Rows;
import retrograde.equation.Expression;
import retrograde.equation.Graph;
import retrograde.equation.Graph.Kind;
import retrograde.equation.Graph.Node;

/**
 * Evaluates expressions over a cell's variables along a sequence that was run: the coefficients of a Jacobian's paths.
 *
 * <p>
 * A gate taken {@link retrograde.equation.Moment#BEFORE} the step is its value at the step before; at the first step of
 * a sequence, where there is none, it reads zero.
 */
public final class Probe {
    private final Activations activations;
    private final Graph graph;
    private final Interpreter.Frame frame;
    private final List<Node> nodes;
    private final int[] wanted;
    private final LayerShape shape;

    Probe(Interpreter interpreter, Weights weights, Activations activations, List<Expression> expressions) {
        this.activations = activations;
        this.graph = interpreter.graph();
        this.shape = interpreter.shape();
        this.frame = interpreter.new Frame(weights, activations);
        this.wanted = expressions.stream().mapToInt(graph::extend).toArray();
        this.nodes = graph.nodes();
        frame.extend(nodes);
    }

    /** Evaluates all expressions at step {@code t}. */
    public void at(int t) {
        frame.at(t);
        for (int id = 0; id < nodes.size(); id++) {
            Node n = nodes.get(id);
            if (n.kind() == Kind.SEED && n.name().startsWith("before ")) {
                int d = shape.size(n.dimension());
                frame.bind(id, before(graph.target(n.name().substring("before ".length())), t, d), 0, d);
            }
        }
        frame.runNeeded(nodes.size(), wanted);
    }

    private double[] before(int gate, int t, int d) {
        double[] values = new double[activations.batch() * d];
        for (int b = 0; b < activations.batch(); b++) {
            if (t > activations.starts[b]) {
                int from = ((t - 1) * activations.batch() + b) * d;
                System.arraycopy(activations.saved[gate], from, values, b * d, d);
            }
        }
        return values;
    }

    /** The value of expression {@code i} at the step of the last {@link #at}; valid until the next call. */
    public Rows value(int i) {
        return frame.view(wanted[i]);
    }
}
