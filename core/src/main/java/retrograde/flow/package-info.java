/**
 * How far back the gradient reaches, and why it stops there: one quantity a file, each saying what it costs.
 *
 * <p>
 * Most quantities are measured on {@link retrograde.flow.Trajectories}, sequences run from the initial state; those about
 * the gradient of a loss on a {@link retrograde.flow.LagPass}. {@link retrograde.flow.Flow} measures those asked for.
 * Nothing here trains: a checkpoint from anywhere is analysed as it is.
 */
@NullMarked
package retrograde.flow;

import org.jspecify.annotations.NullMarked;
