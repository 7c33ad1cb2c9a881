package retrograde.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a recurrent layer is connected to what is below and above.
 *
 * @param dropout of its input
 * @param residual whether its input is added to its output (He et al. 2016); both have the same width then
 * @param reverse whether it reads the sequence from its end, beside the layer before it, which reads the same input
 *        forward: together they are a bidirectional layer, whose output is both outputs, the forward one first (Schuster
 *        &amp; Paliwal 1997). Where the loss is at the last step alone, each direction is read where it has read the whole
 *        sequence: this one at the first step. Dropout and residual are those of the layer before it
 * @param recurrentDropout probability {@code p} of an entry of a recurrent matrix to be zero for a whole batch while it is
 *        trained, the others divided by {@code 1 − p} (DropConnect on U: Merity, Keskar &amp; Socher 2018)
 * @param startTrained whether the first values of its states are trained, too
 * @param zoneout for states with zoneout the probability {@code z} of a unit to keep its old value at a step while it is trained
 *        (Krueger et al. 2017). The layer's cell is the one with zoneout, as it is used
 */
public record LayerWiring(Dropout dropout, boolean residual, boolean reverse, double recurrentDropout,
        boolean startTrained, Map<String, Double> zoneout) {
    /** Nothing but the cell. */
    public static final LayerWiring PLAIN = new LayerWiring(Dropout.NONE, false, false, 0, false, Map.of());

    /** Checks the probability and that a reverse layer leaves to its partner what belongs to both. */
    public LayerWiring {
        zoneout = Collections.unmodifiableMap(new TreeMap<>(zoneout));
        zoneout.values().forEach(Dropout::check);
        Dropout.check(recurrentDropout);
        if (reverse && (dropout.drops() || residual)) {
            throw new IllegalArgumentException("dropout and residual belong to the forward layer of a pair");
        }
    }
}
