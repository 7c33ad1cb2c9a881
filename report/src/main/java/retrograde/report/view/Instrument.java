package retrograde.report.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import retrograde.report.Text;

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
