/**
 * Arrays as NumPy writes them: {@link retrograde.formats.npy.NpyFile} reads {@code .npy}, by memory mapping, so that an
 * array may be larger than memory, and {@link retrograde.formats.npy.NpzFile} the arrays of a {@code .npz}.
 *
 * <p>Sizes are checked against the file before anything is allocated; Python objects, which would be pickles, are refused.
 */
@NullMarked
package retrograde.formats.npy;

import org.jspecify.annotations.NullMarked;
