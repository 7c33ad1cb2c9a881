package retrograde.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import retrograde.engine.LayerShape;
import retrograde.equation.Algebra;
import retrograde.equation.Expression;
import retrograde.equation.Parameter;
import retrograde.equation.Path;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;

/**
 * The arithmetic of a step Jacobian {@code Σ D(a₀) M₁ D(a₁) … M_m D(a_m)}, counted from the equations.
 *
 * <p>
 * Of each block the sum of its matrices with scaled rows: a multiplication for each entry of each, and an addition for each
 * but the first; of a path without matrices, as many additions as there are units. Before it what stands right of
 * {@code a₀}, once where several paths share it: {@code 2nkm} for a product of {@code [n,k]} and {@code [k,m]}, one for each
 * entry that a coefficient other than 1 scales. Coefficients, which cost O(H) each, and the entries of a layer norm's own
 * Jacobian are not counted.
 */
final class JacobianWork {
    private final LayerShape shape;

    /** What several paths may share: all that stands right of the first coefficient. */
    private record Right(String from, List<Path.Link> links, List<Expression> coefficients) {}

    /** The part of J from one old state to one new one. */
    private record Block(String to, String from) {}

    private JacobianWork(LayerShape shape) {
        this.shape = shape;
    }

    /** The flops of one Jacobian of the whole state, {@code [n,n]}. */
    static double flops(LayerShape shape) {
        return new JacobianWork(shape).count();
    }

    private double count() {
        double h = shape.hidden();
        double flops = 0;
        Set<Block> dense = new HashSet<>();
        Set<Block> diagonal = new HashSet<>();
        Set<Right> made = new HashSet<>();
        List<Path> paths = SymbolicJacobian.of(shape.cell(), View.FULL).paths();
        for (Path path : paths) {
            if (!path.links().isEmpty()) {
                flops += dense.add(new Block(path.to(), path.from())) ? h * h : 2 * h * h;
                List<Expression> coefficients = path.coefficients().subList(1, path.coefficients().size());
                if (made.add(new Right(path.from(), path.links(), coefficients))) {
                    flops += right(path.links(), coefficients);
                }
            }
        }
        for (Path path : paths) {
            Block block = new Block(path.to(), path.from());
            if (path.links().isEmpty()) {
                flops += diagonal.add(block) && !dense.contains(block) ? 0 : h;
            }
        }
        return flops;
    }

    private double right(List<Path.Link> links, List<Expression> coefficients) {
        int last = links.size() - 1;
        double width = columns(links, last);
        double flops = coefficients.get(last).equals(Algebra.ONE) ? 0 : (double) rows(links, last) * width;
        for (int l = last - 1; l >= 0; l--) {
            flops += coefficients.get(l).equals(Algebra.ONE) ? 0 : columns(links, l) * width;
            flops += 2.0 * rows(links, l) * columns(links, l) * width;
        }
        return flops;
    }

    private int rows(List<Path.Link> links, int l) {
        return links.get(l) instanceof Path.Matrix m ? shape.rows(parameter(m))
                : l == 0 ? shape.hidden() : columns(links, l - 1);
    }

    private int columns(List<Path.Link> links, int l) {
        return links.get(l) instanceof Path.Matrix m ? shape.columns(parameter(m)) : rows(links, l);
    }

    private Parameter parameter(Path.Matrix matrix) {
        return Objects.requireNonNull(shape.cell().parameter(matrix.name()));
    }
}
