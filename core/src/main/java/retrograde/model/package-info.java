/**
 * A network around the recurrent layers: embedding, stack, linear read-out, loss, and its first values.
 *
 * <p>
 * {@link retrograde.model.Architecture} says what is built, {@link retrograde.model.Initialisation} fills it from a seed,
 * {@link retrograde.model.Model} computes losses and gradients on {@link retrograde.data.Batch batches}, and a
 * {@link retrograde.model.Stepper} runs it one step at a time.
 */
@NullMarked
package retrograde.model;

import org.jspecify.annotations.NullMarked;
