/** Plain text: {@link retrograde.formats.text.TextFile} reads strict UTF-8, or says what the file is instead. */
@NullMarked
package retrograde.formats.text;

import org.jspecify.annotations.NullMarked;
