package retrograde.report.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import retrograde.report.Text;
import tools.jackson.databind.JsonNode;

/** Draws one quantity, and says how its picture is read and when it is worth a look. */
public interface Instrument {

    /** How much of the page's width the picture wants. */
    enum Width {
        /** Two beside each other on a wide screen. */
        HALF,
        /** The whole column. */
        FULL
    }

    /** The heading. */
    Text title();

    /** One sentence: how to read the picture. */
    Text reading();

    /** One sentence: the question that this picture answers. */
    Text when();

    /** Where in a row of the document the numbers stand, as a reader would write it. */
    String requires();

    /** The width of the picture. */
    Width width();

    /** Its width where the page shows one measurement and not two. */
    default Width widthOfOne() {
        return Width.HALF;
    }

    /** Whether a row of the document has the numbers. */
    default boolean isIn(JsonNode row) {
        String path = requires();
        int training = path.indexOf("[].");
        if (training > 0) {
            return row.path(path.substring(0, training))
                    .valueStream()
                    .anyMatch(d -> d.path(path.substring(training + 3)).isNumber());
        }
        return !at(row, path).isEmpty() || !at(row.path("before"), path).isEmpty()
                || !at(row.path("after"), path).isEmpty();
    }

    private static JsonNode at(JsonNode node, String path) {
        return node.at("/" + path.replace('.', '/'));
    }

    /** The words that stand in the picture: axes, panels, notes; the script looks them up by key. */
    Map<String, Text> labels();

    /** The name that class, script and figure share. */
    default String name() {
        return getClass().getSimpleName();
    }

    /**
     * The script that draws it: the resource of the same name beside the class.
     *
     * @throws IllegalStateException if the module was packed without it
     */
    default String script() {
        String file = name() + ".js";
        try (InputStream in = getClass().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the instrument " + name() + " has no script " + file + " beside it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
