/**
 * Executes cells: the float64 reference interpreter, and beside it whatever is faster.
 *
 * <p>
 * A {@link retrograde.engine.LayerShape} gives a cell its sizes, {@link retrograde.engine.Weights} its parameters;
 * {@link retrograde.engine.Interpreter} runs the cell's {@link retrograde.equation.Graph} over sequences {@code [T,B,I]}
 * forward and backward and keeps every intermediate value in {@link retrograde.engine.Activations}.
 */
@NullMarked
package retrograde.engine;

import org.jspecify.annotations.NullMarked;
