/**
 * Measurements as something to look at.
 *
 * <p>{@link retrograde.report.view} holds the instruments, one a file: each draws one quantity and says how to read it.
 * {@link retrograde.report.page} composes them into one self-contained HTML file. Both speak the languages of
 * {@link retrograde.report.Language}. The pages are made from the JSON documents the commands print, and from nothing
 * else, so that a page and a document can never disagree.
 */
@NullMarked
package retrograde.report;

import org.jspecify.annotations.NullMarked;
