/**
 * Kernels on the incubating Vector API, used where the virtual machine was started with it; not exported. The only place
 * that imports it.
 */
@NullMarked
package retrograde.engine.simd;

import org.jspecify.annotations.NullMarked;
