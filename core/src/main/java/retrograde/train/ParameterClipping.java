package retrograde.train;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import retrograde.InputException;
import retrograde.engine.LayerShape;
import retrograde.equation.Parameter;
import retrograde.model.Architecture;
import retrograde.model.Parameters;

/**
 * Keeps parameters within bounds, by the nearest values that are (in the Frobenius norm): before the first update and
 * after each.
 *
 * <p>
 * A name stands for a parameter ({@code U_f}), a family ({@code U} for {@code U} and every {@code U_…}), one layer's
 * ({@code 2/U}), {@code embedding}, {@code readout_W} or {@code readout_b}. Bounds are applied in the order given; where
 * two are on one parameter the later has the last word.
 *
 * <p>
 * Only {@code ‖U‖₂ ≤ 1} keeps the products of a simple RNN's Jacobians bounded. Entries in [−1,1] do so for one unit; for H
 * of them {@code ‖U‖₂} may be as large as H.
 */
public final class ParameterClipping {

    /**
     * What counts as rounding, of a singular value and of an entry of {@code U Uᵀ − I}. So what is within its bound keeps its
     * bits, and a run that is resumed goes on as if it had not stopped.
     */
    private static final double ROUNDING = 1e-12;

    /** A bound on a parameter, or on all of a family. */
    public sealed interface Bound {
        /** What it is on. */
        String name();
    }

    /**
     * Every entry within {@code [lowest, highest]}.
     *
     * @param lowest finite
     * @param highest finite, at least {@code lowest}
     */
    public record Interval(String name, double lowest, double highest) implements Bound {
        /** Checks the interval. */
        public Interval {
            if (!(lowest <= highest) || !Double.isFinite(lowest) || !Double.isFinite(highest)) {
                throw new InputException("--clip-params " + name + "=" + lowest + "," + highest
                        + " is no interval; write the lower end first, for example --clip-params " + name + "=-1,1");
            }
        }
    }

    /**
     * {@code ‖M‖₂ ≤ largest}: singular values above it are set to it, unless by a part of 1e-12 only, which is rounding.
     * Costs a decomposition, {@code O(H³)} an update.
     *
     * @param largest above 0, finite
     */
    public record Spectral(String name, double largest) implements Bound {
        /** Checks the bound. */
        public Spectral {
            if (!(largest > 0) || Double.isInfinite(largest)) {
                throw new InputException("--clip-spectral " + name + "=" + largest
                        + ": the largest singular value allowed must be above 0, for example --clip-spectral " + name
                        + "=1");
            }
        }
    }

    /**
     * A square matrix with {@code U Uᵀ = I}: the orthogonal factor {@code P Qᵀ} of {@code M = P D Qᵀ}, all singular values set
     * to 1. What is orthogonal to 1e-12 keeps its bits. Costs a decomposition, {@code O(H³)} an update.
     */
    public record Orthogonal(String name) implements Bound {}

    /** An array with its shape; a vector is one row. */
    private record Target(String array, String parameter, String family, int layer, boolean matrix, int rows,
            int columns) {
        boolean is(String name) {
            int slash = name.indexOf('/');
            String bare = name.substring(slash + 1);
            return (slash < 0 || name.substring(0, slash).equals(Integer.toString(layer)))
                    && (bare.equals(parameter) || bare.equals(family));
        }
    }

    private record Place(Target target, Bound bound) {}

    private final List<Place> places = new ArrayList<>();

    /**
     * Bounds on the parameters of an architecture.
     *
     * @throws InputException where a name fits no parameter, or a spectral bound is on a vector
     */
    public ParameterClipping(Architecture architecture, List<Bound> bounds) {
        List<Target> targets = targets(architecture);
        for (Bound bound : bounds) {
            List<Target> meant = targets.stream().filter(t -> t.is(bound.name())).toList();
            if (meant.isEmpty()) {
                Set<String> names = new LinkedHashSet<>(targets.stream().map(Target::parameter).toList());
                throw new InputException(option(bound) + " " + bound.name() + " names no parameter; there are "
                        + String.join(", ", names) + ", families such as " + targets.get(0).family()
                        + ", and 2/NAME for one layer");
            }
            for (Target target : meant) {
                if (bound instanceof Orthogonal && (!target.matrix() || target.rows() != target.columns())) {
                    throw new InputException(
                            option(bound) + " " + bound.name() + ": " + target.array() + " is [" + target.rows() + ","
                                    + target.columns() + "]; only a square matrix can be orthogonal. Name "
                                    + "recurrent matrices, for example --clip-orthogonal U");
                }
                if (bound instanceof Spectral && !target.matrix()) {
                    throw new InputException(option(bound) + " " + bound.name() + ": " + target.array()
                            + " is a vector; a spectral norm is a matrix's. Bound its entries with --clip-params "
                            + bound.name() + "=-1,1");
                }
                places.add(new Place(target, bound));
            }
        }
    }

    private static String option(Bound bound) {
        return switch (bound) {
            case Interval _ -> "--clip-params";
            case Spectral _ -> "--clip-spectral";
            case Orthogonal _ -> "--clip-orthogonal";
        };
    }

    private static List<Target> targets(Architecture architecture) {
        List<Target> all = new ArrayList<>();
        for (int l = 0; l < architecture.layers().size(); l++) {
            LayerShape shape = architecture.layers().get(l);
            for (Parameter p : shape.cell().parameters()) {
                all.add(new Target((l + 1) + "/" + p.name(), p.name(), p.family(), l + 1, p.matrix(), shape.rows(p),
                        shape.columns(p)));
            }
        }
        if (architecture.symbolic()) {
            all.add(outside("embedding", true, architecture.inputs(), architecture.embedding()));
        }
        int outputs = architecture.objective().outputs();
        if (outputs > 0) {
            all.add(outside("readout_W", true, outputs, architecture.topHidden()));
            all.add(outside("readout_b", false, 1, outputs));
        }
        return all;
    }

    private static Target outside(String name, boolean matrix, int rows, int columns) {
        return new Target(name, name, name, 0, matrix, rows, columns);
    }

    /** Brings the parameters within their bounds, in place; what is not finite stays as it is. */
    public void apply(Parameters parameters) {
        for (Place place : places) {
            double[] array = Objects.requireNonNull(parameters.named().get(place.target().array()));
            switch (place.bound()) {
                case Interval i -> {
                    for (int k = 0; k < array.length; k++) {
                        array[k] = Math.clamp(array[k], i.lowest(), i.highest());
                    }
                }
                case Spectral s -> clip(array, place.target().rows(), place.target().columns(), s.largest());
                case Orthogonal _ -> orthogonalise(array, place.target().rows());
            }
        }
    }

    private static void clip(double[] matrix, int rows, int columns, double largest) {
        double squares = 0;
        for (double v : matrix) {
            squares += v * v;
        }
        // ‖M‖₂ ≤ ‖M‖_F
        if (squares <= largest * largest || !Double.isFinite(squares)) {
            return;
        }
        var svd = decomposed(matrix, rows, columns);
        double[] values = svd.getSingularValues();
        DMatrixRMaj left = svd.getU(null, false);
        DMatrixRMaj right = svd.getV(null, true);
        for (int k = 0; k < svd.numberOfSingularValues(); k++) {
            double excess = values[k] - largest;
            // Taking out what is too much leaves a matrix within its bound the same bits.
            for (int i = 0; i < rows && excess > ROUNDING * largest; i++) {
                double u = excess * left.get(i, k);
                for (int j = 0; j < columns; j++) {
                    matrix[i * columns + j] -= u * right.get(k, j);
                }
            }
        }
    }

    private static SingularValueDecomposition_F64<DMatrixRMaj> decomposed(double[] matrix, int rows, int columns) {
        var svd = DecompositionFactory_DDRM.svd(rows, columns, true, true, true);
        if (!svd.decompose(new DMatrixRMaj(rows, columns, true, matrix.clone()))) {
            throw new IllegalStateException("the singular value decomposition did not converge");
        }
        return svd;
    }

    private static void orthogonalise(double[] matrix, int n) {
        double distance = fromOrthogonal(matrix, n);
        if (distance <= ROUNDING || !Double.isFinite(distance)) {
            return;
        }
        var svd = decomposed(matrix, n, n);
        DMatrixRMaj left = svd.getU(null, false);
        DMatrixRMaj right = svd.getV(null, true);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += left.get(i, k) * right.get(k, j);
                }
                matrix[i * n + j] = sum;
            }
        }
    }

    /** The largest entry of {@code |M Mᵀ − I|}. */
    private static double fromOrthogonal(double[] matrix, int n) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = i == j ? -1 : 0;
                for (int k = 0; k < n; k++) {
                    sum += matrix[i * n + k] * matrix[j * n + k];
                }
                largest = Math.max(largest, Math.abs(sum));
            }
        }
        return largest;
    }
}
