/**
 * The words around the article's claims, in every language: one file a claim, named as its experiment in
 * {@code retrograde.article}.
 */
@NullMarked
package retrograde.report.article;

import org.jspecify.annotations.NullMarked;
