package retrograde.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import retrograde.equation.Cell;
import retrograde.equation.Distribution.Scheme;
import retrograde.equation.Equation;
import retrograde.equation.Expression;
import retrograde.equation.Expression.Operator;
import retrograde.equation.Parameter;
import retrograde.model.Target.Role;

/** What is drawn for one array by itself, or by a framework's or the literature's rule for arrays of its kind. */
final class Schemes {
    /** Keras's bound for embeddings. */
    private static final double KERAS_EMBEDDING = 0.05;

    private Schemes() {}

    static void fill(Target target, Scheme.Name name, long seed, RandomGenerator random) {
        double[] array = target.array();
        int rows = target.rows();
        int columns = target.columns();
        double bound = 1 / Math.sqrt(target.hidden());
        if (target.role() == Role.EMBEDDING && pytorch(name)) {
            normal(array, 0, 1, random);
        } else if (pytorch(name)) {
            uniform(array, -bound, bound, random);
            if (name == Scheme.Name.PYTORCH_SUM && target.summed()) {
                for (int i = 0; i < array.length; i++) {
                    array[i] += bound * (2 * random.nextDouble() - 1);
                }
            }
        } else if (target.vector()) {
            // Keras's unit_forget_bias.
            boolean forget = name == Scheme.Name.KERAS && target.role() == Role.VECTOR && target.name().equals("b_f");
            Arrays.fill(array, forget ? 1 : 0);
        } else {
            switch (name) {
                case KERAS -> keras(target, seed, random);
                case XAVIER -> glorot(array, rows + columns, random);
                case XAVIER_NORMAL -> normal(array, 0, Math.sqrt(2.0 / (rows + columns)), random);
                case HE -> normal(array, 0, Math.sqrt(2.0 / columns), random);
                case HE_UNIFORM -> uniform(array, -Math.sqrt(6.0 / columns), Math.sqrt(6.0 / columns), random);
                case PYTORCH, PYTORCH_SUM -> throw new IllegalStateException("done above");
            }
        }
    }

    private static boolean pytorch(Scheme.Name name) {
        return name == Scheme.Name.PYTORCH || name == Scheme.Name.PYTORCH_SUM;
    }

    /** Keras draws the matrices of all gates as one: {@code [I,G·H]} and {@code [H,G·H]}, ours transposed. */
    private static void keras(Target target, long seed, RandomGenerator random) {
        switch (target.role()) {
            case EMBEDDING -> uniform(target.array(), -KERAS_EMBEDDING, KERAS_EMBEDDING, random);
            case RECURRENT -> {
                int rows = target.rows();
                int columns = target.columns();
                double[] all = new double[target.blocks() * rows * columns];
                orthogonal(all, target.blocks() * rows, columns, 1,
                        Seeds.generator(seed, target.layer() + "/" + target.family()));
                System.arraycopy(all, target.block() * rows * columns, target.array(), 0, rows * columns);
            }
            default -> glorot(target.array(), target.columns() + target.blocks() * target.rows(), random);
        }
    }

    private static void glorot(double[] array, int fans, RandomGenerator random) {
        double bound = Math.sqrt(6.0 / fans);
        uniform(array, -bound, bound, random);
    }

    static void normal(double[] array, double mean, double deviation, RandomGenerator random) {
        for (int i = 0; i < array.length; i++) {
            array[i] = mean + deviation * random.nextGaussian();
        }
    }

    static void uniform(double[] array, double low, double high, RandomGenerator random) {
        for (int i = 0; i < array.length; i++) {
            array[i] = low + (high - low) * random.nextDouble();
        }
    }

    /** Orthonormal columns, or rows where there are fewer of them, times the gain. */
    static void orthogonal(double[] array, int rows, int columns, double gain, RandomGenerator random) {
        boolean wide = columns > rows;
        int tall = Math.max(rows, columns);
        int narrow = Math.min(rows, columns);
        DMatrixRMaj gaussian = new DMatrixRMaj(tall, narrow);
        normal(gaussian.data, 0, 1, random);
        var qr = DecompositionFactory_DDRM.qr(tall, narrow);
        if (!qr.decompose(gaussian)) {
            throw new IllegalStateException("QR of a Gaussian matrix failed");
        }
        DMatrixRMaj q = qr.getQ(null, true);
        DMatrixRMaj r = qr.getR(null, true);
        for (int i = 0; i < tall; i++) {
            for (int j = 0; j < narrow; j++) {
                // The sign of R's diagonal makes the draw uniform over orthogonal matrices (Mezzadri 2007).
                double v = gain * q.get(i, j) * (r.get(j, j) < 0 ? -1 : 1);
                array[wide ? j * columns + i : i * columns + j] = v;
            }
        }
    }

    /** Whether a vector is added to the product of an input matrix and to that of a recurrent one at once. */
    static boolean besideBoth(Cell cell, Parameter vector) {
        return cell.equations().stream().map(Equation::right).anyMatch(e -> besideBoth(cell, vector.name(), e));
    }

    private static boolean besideBoth(Cell cell, String vector, Expression sum) {
        List<Expression> addends = new ArrayList<>();
        addends(sum, addends);
        boolean there = false;
        boolean input = false;
        boolean recurrent = false;
        for (Expression addend : addends) {
            switch (addend) {
                case Expression.Variable v -> there |= v.name().equals(vector);
                case Expression.MatrixProduct p -> {
                    Parameter matrix = Objects.requireNonNull(cell.parameter(p.matrix()));
                    boolean before = matrix.shape().get(1).equals(Cell.INPUTS);
                    input |= before;
                    recurrent |= !before;
                }
                default -> {}
            }
        }
        if (there && input && recurrent) {
            return true;
        }
        for (Expression addend : addends) {
            for (Expression part : addend.operands()) {
                if (besideBoth(cell, vector, part)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void addends(Expression e, List<Expression> into) {
        if (e instanceof Expression.Binary b && (b.operator() == Operator.ADD || b.operator() == Operator.SUBTRACT)) {
            addends(b.left(), into);
            addends(b.right(), into);
        } else {
            into.add(e);
        }
    }
}
