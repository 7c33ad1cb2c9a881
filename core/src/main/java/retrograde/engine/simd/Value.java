package retrograde.engine.simd;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import retrograde.equation.Function;

/** A value of a plan: one vector for each step and sequence, and when and how it is computed. */
final class Value {

    /** What it is. */
    enum Op {
        /** A number. */
        CONSTANT,
        /** The input x, or a vector that is given beside it. */
        INPUT,
        /** An old state. */
        STATE,
        /** A vector parameter. */
        VECTOR,
        /** {@code ∂ℓ/∂(new state)}. */
        SEED,
        /** {@code −a}. */
        NEGATE,
        /** {@code a + b}. */
        ADD,
        /** {@code a − b}. */
        SUBTRACT,
        /** {@code a ⊙ b}. */
        MULTIPLY,
        /** {@code a / b}. */
        DIVIDE,
        /** An elementwise function of {@code a}, or of {@code a} and {@code b}. */
        FUNCTION,
        /** A sum of matrix products, vectors and perhaps one more value. */
        SUM,
        /** The mean of the entries of {@code a}: one number a row. */
        MEAN,
        /** {@code 1/√(var + ε)} of the entries of {@code a}: one number a row. */
        INVERSE_DEVIATION
    }

    /** When a value is computed; a later phase may read what earlier ones stored. */
    enum Phase {
        /** For all steps at once, before the loop over time: what depends on the input and the parameters only. */
        HOISTED,
        /** Step by step, forward. */
        FORWARD,
        /** Step by step, backward: what the adjoint of the old state needs. */
        BACKWARD,
        /** For all steps at once, after the backward loop. */
        DEFERRED
    }

    /** A matrix, or its transpose, times a value; {@code phase} and {@code stage} say when. */
    static final class Product {
        final String matrix;
        final boolean transposed;
        final Value operand;
        final Phase phase;
        int stage;

        Product(String matrix, boolean transposed, Value operand, Phase phase, int stage) {
            this.matrix = matrix;
            this.transposed = transposed;
            this.operand = operand;
            this.phase = phase;
            this.stage = stage;
        }
    }

    final int id;
    final Op op;
    final @Nullable Function function;
    final String name;
    final double number;
    final @Nullable Value a;
    final @Nullable Value b;
    final String dimension;
    final Phase phase;
    final int stage;
    /** Of a sum, in the order in which they are added. */
    final List<Product> products = new ArrayList<>();
    /** Of a sum: the vector parameters it begins with. */
    final List<Value> vectors = new ArrayList<>();
    /** Of a sum: the value it begins with, written into its place before the products are added; null if none. */
    @Nullable
    Value initial;
    /** Where it is kept; null if it lives in registers only. */
    @Nullable
    Place place;

    Value(int id, Op op, @Nullable Function function, String name, double number, @Nullable Value a, @Nullable Value b,
            String dimension, Phase phase, int stage) {
        this.id = id;
        this.op = op;
        this.function = function;
        this.name = name;
        this.number = number;
        this.a = a;
        this.b = b;
        this.dimension = dimension;
        this.phase = phase;
        this.stage = stage;
    }

    /** Whether it is one number for a whole row. */
    boolean rowScalar() {
        return op == Op.MEAN || op == Op.INVERSE_DEVIATION;
    }

    /** Whether it is there without being computed. */
    boolean leaf() {
        return op == Op.CONSTANT || op == Op.INPUT || op == Op.STATE || op == Op.VECTOR || op == Op.SEED;
    }

    /** Whether computing it again elsewhere costs more than keeping it. */
    boolean expensive() {
        if (dimension.isEmpty()) {
            return false;
        }
        if (op == Op.DIVIDE) {
            return true;
        }
        if (op != Op.FUNCTION || function == null) {
            return false;
        }
        return switch (function) {
            case SIGMOID, TANH, EXP, LOG, SOFTPLUS, SQRT -> true;
            case RELU, ABS, MIN, MAX, STEP, SIGN, LAYERNORM, MEAN, INVERSE_DEVIATION -> false;
        };
    }
}
