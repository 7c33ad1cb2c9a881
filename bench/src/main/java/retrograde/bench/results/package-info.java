/**
 * Reproductions of published results: {@link retrograde.bench.results.Results} is the command, {@code docs/results.md} what it
 * writes. An {@link retrograde.bench.results.Experiment} is a few {@link retrograde.bench.results.Setting}s, each the text of a
 * command, trained with several seeds in a {@link retrograde.bench.results.Workshop}.
 */
@NullMarked
package retrograde.bench.results;

import org.jspecify.annotations.NullMarked;
