/**
 * Training: optimisers, learning rates, clipping and the loop over updates.
 *
 * <p>
 * {@link retrograde.train.Trainer} draws batches, computes gradients by BPTT, clips them and lets an
 * {@link retrograde.train.Optimiser} move the parameters; an {@link retrograde.train.Alarm} may go off and end it.
 * {@link retrograde.train.Optimisers} and {@link retrograde.train.Schedules} read optimisers and courses of the learning
 * rate from a text. Gradients are held by {@link retrograde.train.Clipping}, {@link retrograde.train.AdaptiveClipping} or
 * {@link retrograde.train.LayerClipping}, weights by {@link retrograde.train.ParameterClipping};
 * {@link retrograde.train.Averaging} averages weights, {@link retrograde.train.CriticalInitialisation} starts them at the
 * edge of chaos, {@link retrograde.train.Solved} judges them by their task's criterion.
 */
@NullMarked
package retrograde.train;

import org.jspecify.annotations.NullMarked;
