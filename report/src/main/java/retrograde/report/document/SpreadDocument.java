package retrograde.report.document;

import retrograde.flow.Spread;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A figure over several seeds as JSON: {@code {"name","mean","error","averaged","atLeast","unbounded"}}. */
public final class SpreadDocument {
    private SpreadDocument() {}

    /** Adds it; a figure that no seed has is left out. */
    public static void add(ArrayNode figures, String name, Spread spread) {
        if (spread.values() + spread.unbounded() > 0) {
            fill(figures.addObject().put("name", name), spread);
        }
    }

    /** The same of a model at some time: {@code when} is {@code before} or {@code after} training. */
    static void add(ArrayNode figures, String name, String when, Spread spread) {
        if (spread.values() + spread.unbounded() > 0) {
            fill(figures.addObject().put("name", name).put("when", when), spread);
        }
    }

    private static void fill(ObjectNode node, Spread spread) {
        Json.put(node, "mean", spread.mean());
        Json.put(node, "error", spread.error());
        node.put("averaged", spread.values());
        node.put("atLeast", spread.beyond());
        node.put("unbounded", spread.unbounded());
    }
}
