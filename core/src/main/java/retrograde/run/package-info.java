/**
 * What is kept of a run: checkpoints, and comparisons of several cells trained alike.
 *
 * <p>
 * A {@link retrograde.run.Checkpoint} holds a model and everything needed to go on; {@link retrograde.run.CheckpointFile}
 * writes and reads it. {@link retrograde.run.Comparison} trains several cells on the same data and measures the flow of
 * each before, during and after.
 */
@NullMarked
package retrograde.run;

import org.jspecify.annotations.NullMarked;
