/** One command a file; {@link retrograde.cli.Main} lists them. Only this package prints or exits. */
@NullMarked
package retrograde.cli;

import org.jspecify.annotations.NullMarked;
