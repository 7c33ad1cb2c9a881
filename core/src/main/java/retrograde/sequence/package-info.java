/**
 * Layers unrolled over time: stacks, their activations, and the two ways to a gradient.
 *
 * <p>
 * A {@link retrograde.sequence.Stack} runs layers one over the other and back ({@code BPTT}), a
 * {@link retrograde.sequence.Passage} sequences of any length piece by piece; its joint Jacobian is in
 * {@link retrograde.sequence.JointJacobian}; {@link retrograde.sequence.ForwardGradient} computes the same gradient
 * forward in time (RTRL), which is the source article's recursion taken literally.
 */
@NullMarked
package retrograde.sequence;

import org.jspecify.annotations.NullMarked;
