package retrograde.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import retrograde.engine.LayerShape;

/**
 * A model's parts with their sizes, from the bottom up.
 *
 * @param parts one for each part that computes something
 * @param parameters the number of trained values in all
 */
public record ModelSummary(List<Part> parts, long parameters) {

    /**
     * One part.
     *
     * @param name what it is, such as {@code lstm, residual}
     * @param inputs what it reads of a step; 0 for a symbol
     * @param outputs what it gives
     * @param parameters its trained values
     */
    public record Part(String name, int inputs, int outputs, long parameters) {}

    /** Copies the parts. */
    public ModelSummary {
        parts = List.copyOf(parts);
    }

    /** The parts of an architecture. */
    public static ModelSummary of(Architecture a) {
        List<Part> parts = new ArrayList<>();
        if (a.symbolic()) {
            parts.add(new Part("embedding of " + a.inputs() + " symbols", 0, a.embedding(),
                    (long) a.inputs() * a.embedding()));
        }
        for (int l = 0; l < a.layers().size(); l++) {
            LayerShape shape = a.layers().get(l);
            dropout(a.wirings().get(l).dropout(), shape.inputs(), parts);
            parts.add(new Part(name(l + 1, shape, a.wirings().get(l)), shape.inputs(), shape.hidden(),
                    a.layerParameterCount(l)));
        }
        dropout(a.outputDropout(), a.topHidden(), parts);
        if (a.objective().outputs() > 0) {
            parts.add(new Part(a.tied() ? "read-out, tied to the embedding" : "read-out", a.topHidden(),
                    a.objective().outputs(), a.readOutParameterCount()));
        }
        return new ModelSummary(parts, a.parameterCount());
    }

    /** All parts in a line: what a list of runs tells them apart by. */
    public String line() {
        return parts.stream().map(p -> p.name() + " → " + p.outputs()).collect(Collectors.joining("; "));
    }

    private static void dropout(Dropout dropout, int width, List<Part> parts) {
        if (dropout.drops()) {
            parts.add(new Part("dropout " + dropout.probability() + (dropout.variational() ? ", variational" : ""),
                    width, width, 0));
        }
    }

    private static String name(int number, LayerShape shape, LayerWiring wiring) {
        StringBuilder name = new StringBuilder("layer " + number + ": " + shape.cell().name());
        shape.dimensions().forEach((d, size) -> name.append(", ").append(d).append('=').append(size));
        if (wiring.reverse()) {
            name.append(", from the end, beside layer ").append(number - 1);
        }
        if (wiring.residual()) {
            name.append(", residual");
        }
        if (wiring.startTrained()) {
            name.append(", first states trained");
        }
        if (wiring.recurrentDropout() > 0) {
            name.append(", recurrent dropout ").append(wiring.recurrentDropout());
        }
        wiring.zoneout().forEach((state, z) -> name.append(", zoneout of ").append(state).append(' ').append(z));
        return name.toString();
    }
}
