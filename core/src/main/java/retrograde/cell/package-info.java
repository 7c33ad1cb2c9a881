/**
 * The cells that come with Retrograde, as files of equations.
 *
 * <p>
 * {@code Zoo.names()} lists them, {@code Zoo.cell("lstm")} reads one, {@code Zoo.load("my.cell")} takes a name or a
 * path. No class here knows any cell: adding one adds a file and a line in the index.
 */
@NullMarked
package retrograde.cell;

import org.jspecify.annotations.NullMarked;
