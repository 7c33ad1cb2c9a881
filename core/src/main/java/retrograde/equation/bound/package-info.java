/**
 * Rigorous bounds: which values a cell's variables can take, and how large the coefficients of a path can become.
 *
 * <p>
 * {@link retrograde.equation.bound.Interval} is arithmetic on intervals that always contain the exact result.
 * {@link retrograde.equation.bound.Ranges} finds an interval for every gate and state of a cell, proving for instance
 * that a GRU started in {@code [−1, 1]} stays there. {@link retrograde.equation.bound.PathBounds} counts the gate
 * factors of a path and bounds its coefficients.
 *
 * <p>
 * Inside, an expression becomes a {@link retrograde.equation.bound.Product}, constant times powers of
 * {@link retrograde.equation.bound.Base}s, so that factors which share a variable stand together;
 * {@link retrograde.equation.bound.Supremum} then maximises each such group by branch and bound.
 */
@NullMarked
package retrograde.equation.bound;

import org.jspecify.annotations.NullMarked;
