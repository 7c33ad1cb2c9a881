@NullMarked
package retrograde.advice;

import org.jspecify.annotations.NullMarked;
