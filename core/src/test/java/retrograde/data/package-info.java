/** Definitions of the tasks, splits of real data, baselines, and what is refused. */
@NullMarked
package retrograde.data;

import org.jspecify.annotations.NullMarked;
