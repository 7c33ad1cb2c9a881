/** Tests that look at the whole: architecture, pages, outside oracles, everything the documents show. */
@NullMarked
package retrograde.guide;

import org.jspecify.annotations.NullMarked;
