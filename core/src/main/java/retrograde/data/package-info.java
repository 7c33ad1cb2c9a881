/**
 * Where sequences come from.
 *
 * <p>A {@link retrograde.data.Dataset} gives {@link retrograde.data.Batch}es of one length and says by its
 * {@link retrograde.data.Objective} what is to be predicted, and by its {@link retrograde.data.Baseline} what a network
 * must beat to count as trained. The generated tasks ({@link retrograde.data.AddingProblem},
 * {@link retrograde.data.CopyMemory}, {@link retrograde.data.TemporalOrder}, …) ask for memory over a known distance, and
 * say by a {@link retrograde.data.Criterion} when they are learnt; texts
 * ({@link retrograde.data.TextDataset}) and series ({@link retrograde.data.SeriesDataset}) are real data, split in time.
 * {@link retrograde.data.Datasets} finds tasks and the bundled data by name.
 */
@NullMarked
package retrograde.data;

import org.jspecify.annotations.NullMarked;
