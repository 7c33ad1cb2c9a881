/**
 * The source article, executed: Jianlin Su, <i>On vanishing and exploding gradients in RNNs</i> (2020), claim by claim.
 *
 * <p>
 * Each {@link retrograde.article.Claim} is a file named by its number and what it says. It runs an experiment, mostly on
 * models trained in the {@link retrograde.article.Laboratory}, judges the figures by a criterion fixed beforehand, applies
 * the same criterion to a control in which it must come out "no", and looks for where the claim stops holding. The
 * {@link retrograde.article.Finding} holds figures and charts; the words around them, in every language, are the report's.
 */
@NullMarked
package retrograde.article;

import org.jspecify.annotations.NullMarked;
