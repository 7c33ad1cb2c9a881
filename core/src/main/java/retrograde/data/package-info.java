/**
 * Where sequences come from.
 *
 * <p>A {@link retrograde.data.Dataset} gives {@link retrograde.data.Batch}es of one length and says by its
 * {@link retrograde.data.Objective} what is to be predicted, and by its {@link retrograde.data.Baseline} what a network
 * must beat to count as trained.
 */
@NullMarked
package retrograde.data;

import org.jspecify.annotations.NullMarked;
