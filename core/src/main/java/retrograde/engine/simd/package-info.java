/**
 * The compiled engine, and kernels on the incubating Vector API; not exported, and the only place that imports it.
 *
 * <p>
 * In reading order: a cell's graph becomes {@link retrograde.engine.simd.Value values} with a time to compute them
 * ({@code Translation}); {@code Plan} decides what is kept where ({@code Place}); {@code Layout} gives everything an address
 * in one {@code Memory}. {@code LaneWriter} writes arithmetic as bytecode, on vectors or on single numbers, from which
 * {@code TileWriter} makes matrix products, {@code ElementaryFunctions} sigmoid and tanh, {@code ProgramWriter} pointwise
 * programs; {@code Kernels} keeps them. {@code CompiledCell} runs them over time on a {@code Team} of threads.
 * {@code VectorGemm} and {@code VectorScaledRows} serve the reference engine.
 */
@NullMarked
package retrograde.engine.simd;

import org.jspecify.annotations.NullMarked;
