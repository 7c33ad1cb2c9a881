/**
 * Files from outside, none of them trusted.
 *
 * <p>Each reader has a package of its own ({@code text}, {@code csv}, {@code npy}) and yields text, a table, or
 * {@link retrograde.formats.NamedArray}s; a file that cannot be read is a {@link retrograde.formats.FormatException},
 * whose message says what was found, what was expected and what to do. The readers know nothing of networks or data
 * sets: {@code mapping} turns what they yield into the core's types.
 */
@NullMarked
package retrograde.formats;

import org.jspecify.annotations.NullMarked;
