package retrograde.report.document;

import java.util.List;

import retrograde.engine.LayerShape;
import retrograde.equation.Cell;
import retrograde.flow.Flow;
import retrograde.model.Model;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the page of {@code retrograde flow --out} is drawn from: a comparison's document with one row, measured once; of a model
 * that reads in both directions a row for all layers together and one for each.
 *
 * <p>
 * {@code {"kind":"flow","model","provenance","cells":[…],"rows":[{"data","cell","after":M}]}} with M as in
 * {@link CompareDocument}, so that one instrument draws both; {@code M.flow} is what {@code flow --json} prints.
 */
public final class FlowPageDocument {
    private FlowPageDocument() {}

    /**
     * The document.
     *
     * @param flowDocument what {@code flow --json} prints of it
     * @param data the data's name
     * @param name how the reader knows the model: a file or a cell
     * @param provenance name and value of what the figures depend on, in order
     */
    public static ObjectNode of(Flow flow, ObjectNode flowDocument, Model model, String data, String name,
            ObjectNode provenance) {
        ObjectNode document = Json.object();
        document.put("kind", "flow");
        document.put("model", name);
        document.set("provenance", provenance);
        ArrayNode cells = document.putArray("cells");
        List<Cell> distinct = model.architecture().layers().stream().map(LayerShape::cell).distinct().toList();
        distinct.forEach(c -> cells.add(CompareDocument.cell(c)));
        if (flowDocument.has("leftOut")) {
            document.set("leftOut", flowDocument.path("leftOut"));
        }
        ArrayNode rows = document.putArray("rows");
        flow.byName().forEach((cell, part) -> {
            ObjectNode row = rows.addObject();
            row.put("data", data);
            row.put("cell", cell);
            ObjectNode own = flow.layers().isEmpty() ? flowDocument
                    : FlowDocument.alone(part, flowDocument.path("steps").asInt());
            row.set("after", CompareDocument.measurement(part, own, part.judged()));
        });
        return document;
    }
}
