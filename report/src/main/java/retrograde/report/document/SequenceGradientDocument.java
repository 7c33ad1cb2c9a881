package retrograde.report.document;

import java.util.List;

import org.jspecify.annotations.Nullable;
import retrograde.data.Dataset;
import retrograde.flow.SequenceGradient;
import retrograde.flow.SequenceGradient.Matrices;
import retrograde.flow.SequenceGradient.StateMatrix;
import retrograde.model.Model;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document of {@code retrograde flow --at --json}.
 *
 * <p>
 * {@code {"cell","hidden","layers","data","step","loss","symbols":[…],"logInput":[…],"logState":[…],"logTransport":[…],
 * "matrices":{"step","from","logScale":[H],"toInput":[H][I],"toState":[{"layer","state","values":[H][H]}]}}};
 * {@code logState} and {@code logTransport} of models that read in one direction.
 */
public final class SequenceGradientDocument {
    private SequenceGradientDocument() {}

    /**
     * The document.
     *
     * @param symbols the sequence's characters and the one after its end; empty if it has none
     * @param matrices null if not asked for
     */
    public static ObjectNode of(SequenceGradient gradient, Model model, Dataset data, List<String> symbols,
            @Nullable Matrices matrices) {
        ObjectNode node = Json.object();
        node.put("cell", model.architecture().layers().getLast().cell().name());
        node.put("hidden", model.architecture().topHidden());
        node.put("layers", model.architecture().layers().size());
        node.put("data", data.name());
        node.put("step", gradient.step());
        Json.put(node, "loss", gradient.loss());
        if (!symbols.isEmpty()) {
            node.set("symbols", Json.strings(symbols));
        }
        node.set("logInput", Json.numbers(gradient.logInput()));
        if (!gradient.bothSides()) {
            node.set("logState", Json.numbers(gradient.logState()));
            node.set("logTransport", Json.numbers(gradient.logTransport()));
        }
        node.put("k50", gradient.within(0.5));
        node.put("k90", gradient.within(0.9));
        node.put("k99", gradient.within(0.99));
        if (matrices != null) {
            ObjectNode all = node.putObject("matrices");
            int rows = matrices.logScale().length;
            all.put("step", matrices.step());
            all.put("from", matrices.from());
            all.set("logScale", Json.numbers(matrices.logScale()));
            all.set("toInput", matrix(matrices.toInput(), rows));
            ArrayNode states = all.putArray("toState");
            for (StateMatrix block : matrices.toState()) {
                ObjectNode one = states.addObject();
                one.put("layer", block.layer());
                one.put("state", block.state());
                one.set("values", matrix(block.values(), rows));
            }
        }
        return node;
    }

    private static ArrayNode matrix(double[] values, int rows) {
        ArrayNode matrix = Json.array();
        int columns = values.length / rows;
        for (int i = 0; i < rows; i++) {
            matrix.add(Json.numbers(java.util.Arrays.copyOfRange(values, i * columns, (i + 1) * columns)));
        }
        return matrix;
    }
}
