/** The pages in a real browser: what is drawn equals what was measured, nothing is loaded, everyone can read it. */
@NullMarked
package retrograde.guide.pages;

import org.jspecify.annotations.NullMarked;
