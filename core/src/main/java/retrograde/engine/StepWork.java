package retrograde.engine;

import java.util.List;

import retrograde.equation.Cell;
import retrograde.equation.Graph;
import retrograde.equation.Graph.Kind;
import retrograde.equation.Graph.Node;
import retrograde.equation.Parameter;

/**
 * The arithmetic of a training step that no way of running a cell saves: its matrix products.
 *
 * <p>
 * A product {@code M v} with {@code M [n,k]} takes {@code 2nk} flops forward, as many for {@code ∂ℓ/∂M}, and as many for
 * {@code ∂ℓ/∂v} where {@code v} depends on a state or a parameter. For G gates of {@code W x + U h} that is
 * {@code 2·T·B·G·H·(2(I + H) + H)}. Elementwise work is not counted.
 */
public final class StepWork {
    private StepWork() {}

    /** The flops of a training step over {@code T} steps of {@code B} sequences, {@code ∂ℓ/∂x} not wanted. */
    public static double flops(LayerShape shape, int steps, int batch) {
        Graph graph = new Graph(shape.cell());
        List<Node> nodes = graph.nodes();
        boolean[] trained = new boolean[graph.forwardCount()];
        double flops = 0;
        for (int id = 0; id < trained.length; id++) {
            Node n = nodes.get(id);
            boolean operands = (n.a() >= 0 && trained[n.a()]) || (n.b() >= 0 && trained[n.b()]);
            trained[id] = operands || n.kind() == Kind.PRODUCT
                    || (n.kind() == Kind.VARIABLE && !n.name().equals(Cell.INPUT));
            Parameter matrix = n.kind() == Kind.PRODUCT ? shape.cell().parameter(n.name()) : null;
            if (matrix != null) {
                flops += 2.0 * shape.rows(matrix) * shape.columns(matrix) * (operands ? 3 : 2);
            }
        }
        return flops * steps * batch;
    }
}
