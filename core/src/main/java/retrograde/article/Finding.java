package retrograde.article;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an experiment showed.
 *
 * @param holds whether the claim holds, by its criterion on the figures
 * @param figures what was measured
 * @param control the same criterion on the control; the experiment is worth something only if this is {@link Answer#NO}
 * @param controlFigures what was measured there
 * @param limits figures that show where the claim stops holding
 * @param charts pictures, the first one first
 * @param models networks worth keeping, by a name fit for a file
 */
public record Finding(Answer holds, List<Figure> figures, Answer control, List<Figure> controlFigures,
        List<Figure> limits, List<Chart> charts, Map<String, Kept> models) {
    /** Copies the lists; an experiment without figures or without a control shows nothing. */
    public Finding {
        figures = List.copyOf(figures);
        controlFigures = List.copyOf(controlFigures);
        limits = List.copyOf(limits);
        charts = List.copyOf(charts);
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        if (figures.isEmpty() || controlFigures.isEmpty()) {
            throw new IllegalArgumentException("a finding needs figures, of the experiment and of its control");
        }
    }

    /** A finding without networks to keep. */
    public Finding(Answer holds, List<Figure> figures, Answer control, List<Figure> controlFigures, List<Figure> limits,
            List<Chart> charts) {
        this(holds, figures, control, controlFigures, limits, charts, Map.of());
    }
}
