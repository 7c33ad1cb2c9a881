/**
 * One self-contained HTML file from one JSON document.
 *
 * <p>{@link retrograde.report.page.ComparePage} writes what can be read without a script (the answer, the table, the
 * equations, the provenance) as plain HTML, embeds the document and lets the scripts of the instruments draw from it.
 * {@link retrograde.report.page.Pages} puts the file on disk whole or not at all. A page loads nothing: its content
 * security policy names its own scripts by their hashes and forbids all else.
 */
@NullMarked
package retrograde.report.page;

import org.jspecify.annotations.NullMarked;
