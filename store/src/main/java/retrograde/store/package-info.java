/**
 * The run store: one SQLite file with every run's configuration, provenance, metrics, flow measurements and events,
 * which other processes read while training writes. {@link retrograde.store.RunStore} opens it and reads,
 * {@link retrograde.store.RunWriter} records one run. No SQL and no type of SQLite leaves the package.
 *
 * <pre>{@code
 * try (RunStore store = RunStore.open(Path.of(RunStore.DEFAULT));
 *         RunWriter run = store.begin(new RunDescription("lstm-adding", folder, command, configuration, provenance))) {
 *     run.metrics(update, Map.of(Metric.LOSS, loss));
 *     run.commit(); // then save the checkpoint
 *     run.end(Status.FINISHED);
 * }
 * }</pre>
 *
 * <p>The store is committed before the checkpoint is saved, so it never knows less than the checkpoint; a run that was
 * killed goes on with {@link retrograde.store.RunStore#resume}, which first forgets what came after the checkpoint.
 */
@NullMarked
package retrograde.store;

import org.jspecify.annotations.NullMarked;
