/**
 * From what the readers yield to what the core works with; the only package here that knows both.
 *
 * <p>{@link retrograde.formats.mapping.DataFiles} turns what a user gave as data into a data set.
 */
@NullMarked
package retrograde.formats.mapping;

import org.jspecify.annotations.NullMarked;
