/**
 * The instruments: one file draws one quantity, under the quantity's first name.
 *
 * <p>An {@link retrograde.report.view.Instrument} says what it requires of the document, how to read its picture and when
 * to look at it; the script of the same name beside it turns the document's numbers into charts. A quantity that a
 * document lacks is not drawn: the picture says in one line what is missing. A new instrument is one class, one script
 * and one line in the page that shows it.
 */
@NullMarked
package retrograde.report.view;

import org.jspecify.annotations.NullMarked;
