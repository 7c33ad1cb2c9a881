/**
 * Side-by-side runs against other libraries, and benchmarks of single kernels. Never published.
 *
 * <p>
 * {@link retrograde.bench.Peers} is the command. Each side of a comparison is a {@link retrograde.bench.Contestant} that
 * trains the same layer on the same {@link retrograde.bench.Problem}; it lives in a process of its own
 * ({@link retrograde.bench.Worker}, held by {@link retrograde.bench.Child}), because thread counts of native libraries are
 * read when they load. {@link retrograde.bench.Race} lets the processes run in turn. {@link retrograde.bench.StreamLatency}
 * times single steps; {@code retrograde.bench.results} runs published results again.
 */
@NullMarked
package retrograde.bench;

import org.jspecify.annotations.NullMarked;
