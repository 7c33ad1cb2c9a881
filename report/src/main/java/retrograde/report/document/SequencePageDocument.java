package retrograde.report.document;

import retrograde.engine.LayerShape;
import retrograde.model.Model;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the page of {@code retrograde flow --at --out} is drawn from:
 * {@code {"kind":"at","model","provenance","cells":[…],"rows":[{"data","cell","at":D}]}} with D of
 * {@link SequenceGradientDocument}.
 */
public final class SequencePageDocument {
    private SequencePageDocument() {}

    /**
     * The document.
     *
     * @param at D
     * @param name how the reader knows the model: a file or a cell
     * @param provenance name and value of what the figures depend on, in order
     */
    public static ObjectNode of(ObjectNode at, Model model, String name, ObjectNode provenance) {
        ObjectNode document = Json.object();
        document.put("kind", "at");
        document.put("model", name);
        document.set("provenance", provenance);
        ArrayNode cells = document.putArray("cells");
        model.architecture()
                .layers()
                .stream()
                .map(LayerShape::cell)
                .distinct()
                .forEach(c -> cells.add(CompareDocument.cell(c)));
        ObjectNode row = document.putArray("rows").addObject();
        row.set("data", at.path("data"));
        row.set("cell", at.path("cell"));
        row.set("at", at);
        return document;
    }
}
