/**
 * Measurements as JSON documents: what {@code --json} prints and what a page is drawn from.
 *
 * <p>
 * Numbers are unrounded. Logarithms are natural; {@code null} stands for the logarithm of zero and for every value that
 * is not finite.
 */
@NullMarked
package retrograde.report.document;

import org.jspecify.annotations.NullMarked;
