package retrograde.store;

import java.util.Optional;

/**
 * How far a run has come.
 *
 * @param updates of which something was recorded, the last of them
 * @param loss the last {@link Metric#LOSS}
 * @param heldOut the least {@link Metric#HELD_OUT}
 */
public record Standing(int updates, Optional<Metric> loss, Optional<Metric> heldOut) {}
