/**
 * What is kept of a run: checkpoints, and comparisons of several cells trained alike.
 *
 * <p>
 * A {@link retrograde.run.Checkpoint} holds a model and everything needed to go on; {@link retrograde.run.CheckpointFile}
 * writes and reads it, and a {@link retrograde.run.RunFolder} keeps the newest, the one before and the best of a training, to
 * which it belongs alone; {@link retrograde.run.RunSeries} are those of one training with several seeds. {@link retrograde.run.Comparison} trains several cells on the same data and measures the flow of
 * each before, during and after; {@link retrograde.run.Repeated} is the same over several seeds.
 */
@NullMarked
package retrograde.run;

import org.jspecify.annotations.NullMarked;
