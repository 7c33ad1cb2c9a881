/**
 * Training: optimisers, clipping and the loop over updates.
 *
 * <p>
 * {@link retrograde.train.Trainer} draws batches, computes gradients by BPTT, clips them and lets an
 * {@link retrograde.train.Optimiser} move the parameters; a listener sees every update and may measure the flow.
 */
@NullMarked
package retrograde.train;

import org.jspecify.annotations.NullMarked;
