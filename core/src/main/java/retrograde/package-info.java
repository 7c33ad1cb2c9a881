/**
 * Retrograde: how far back in time a recurrent network's gradient reaches, and why it stops there.
 *
 * <p>Reading order of the packages; each depends on earlier ones only: {@code equation} (expressions, their derivatives
 * and terms), {@code cell} (a cell is a file of equations), {@code engine} (runs them), {@code sequence} (unrolls them
 * over time), {@code model} (layers, read-out, losses), {@code data} (texts, series, tasks), {@code flow} (the subject:
 * what the gradient does on its way back), {@code advice} (what to do about it), {@code train}, {@code run} (events, provenance, checkpoints), {@code article} (the source
 * article's claims, as experiments).
 */
@NullMarked
package retrograde;

import org.jspecify.annotations.NullMarked;
