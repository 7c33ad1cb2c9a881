/**
 * What to do about a gradient's flow: windows of truncated backpropagation, a clipping threshold, first biases.
 *
 * <p>
 * {@link retrograde.advice.Advice} is made from a {@link retrograde.flow.Flow} and from gradients of fresh batches. Each piece
 * says what to do, the figures that it rests on and what it promises, or why there is none.
 */
@NullMarked
package retrograde.advice;

import org.jspecify.annotations.NullMarked;
