/** Outside oracles: libtorch computes the same in float64. */
@NullMarked
package retrograde.guide.oracle;

import org.jspecify.annotations.NullMarked;
