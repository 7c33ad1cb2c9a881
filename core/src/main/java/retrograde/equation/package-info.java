/**
 * A cell as its equations, and all that follows from them by algebra alone.
 *
 * <p>{@link retrograde.equation.CellParser} reads the text of a cell into a {@link retrograde.equation.Cell}: named
 * equations over one kind of tree, {@link retrograde.equation.Expression}. {@link retrograde.equation.Derivatives} is
 * the table of derivatives, a rule a line. {@link retrograde.equation.SymbolicJacobian} splits the Jacobian of a step
 * into {@linkplain retrograde.equation.Term terms} by {@linkplain retrograde.equation.Path path}, in a
 * {@linkplain retrograde.equation.View view}. The printers write all of it as text, Unicode, LaTeX and MathML. Nothing
 * here knows a number that a network has learnt.
 */
@NullMarked
package retrograde.equation;

import org.jspecify.annotations.NullMarked;
