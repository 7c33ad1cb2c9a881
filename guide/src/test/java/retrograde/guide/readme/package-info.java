/** What the README shows, compiled and run: the examples in Java, the commands, the links. */
@NullMarked
package retrograde.guide.readme;

import org.jspecify.annotations.NullMarked;
