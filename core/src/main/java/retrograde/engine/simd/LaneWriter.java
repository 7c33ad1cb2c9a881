// Long because it is one method for each operation of lanes, twice: on vectors and on numbers.
package retrograde.engine.simd;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the arithmetic of lanes as bytecode: calls of the Vector API, or plain arithmetic on one number.
 *
 * <p>
 * Every value gets a local variable. Straight-line calls are what the JIT compiler turns into one instruction each;
 * methods around them would use up its inlining budget.
 */
final class LaneWriter implements Lanes<LaneWriter.Local, LaneWriter.Local, LaneWriter.Mask> {
    static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
    static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
    private static final ClassDesc MASK = ClassDesc.of("jdk.incubator.vector.VectorMask");
    private static final ClassDesc OPERATORS = ClassDesc.of("jdk.incubator.vector.VectorOperators");
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    private static final ClassDesc BINARY = ClassDesc.of("jdk.incubator.vector.VectorOperators$Binary");

    private static final ClassDesc COMPARISON = ClassDesc.of("jdk.incubator.vector.VectorOperators$Comparison");

    /** A value in a local variable. */
    record Local(int slot) {}

    /** A comparison: a mask in a local variable, or for single numbers the operands, compared where they are used. */
    record Mask(int slot, Comparison comparison, Local a, Local b) {}

    /** The comparisons. */
    enum Comparison {
        /** {@code a < b}. */
        LESS("LT"),
        /** {@code a ≤ b}. */
        LESS_OR_EQUAL("LE"),
        /** {@code a = b}. */
        EQUAL("EQ");

        private final String operator;

        Comparison(String operator) {
            this.operator = operator;
        }
    }

    private final CodeBuilder code;
    private final Format format;
    private final boolean vectors;
    private final Map<Double, Local> constants = new HashMap<>();
    private final Map<Long, Local> integers = new HashMap<>();

    LaneWriter(CodeBuilder code, Format format, boolean vectors) {
        this.code = code;
        this.format = format;
        this.vectors = vectors;
    }

    /** Forgets the constants: what was written in one loop body is not there in another. */
    void enterLoop() {
        constants.clear();
        integers.clear();
    }

    private Local store(TypeKind scalar) {
        TypeKind kind = vectors ? TypeKind.REFERENCE : scalar;
        int slot = code.allocateLocal(kind);
        code.storeLocal(kind, slot);
        return new Local(slot);
    }

    private Local value() {
        return store(format.kind);
    }

    private void load(Local a) {
        code.loadLocal(vectors ? TypeKind.REFERENCE : format.kind, a.slot());
    }

    private void loadInteger(Local a) {
        code.loadLocal(vectors ? TypeKind.REFERENCE : format.integer(), a.slot());
    }

    private void number(double value) {
        if (format == Format.FLOAT32) {
            code.loadConstant((float) value);
        } else {
            code.loadConstant(value);
        }
    }

    private void whole(long value) {
        if (format == Format.FLOAT32) {
            code.loadConstant((int) value);
        } else {
            code.loadConstant(value);
        }
    }

    void species() {
        code.getstatic(format.vector, "SPECIES_PREFERRED", SPECIES);
    }

    /** Pops an index and the array under it; reads lanes from there. */
    Local read(int array, Runnable index) {
        if (vectors) {
            species();
        }
        code.aload(array);
        index.run();
        if (vectors) {
            code.invokestatic(format.vector, "fromArray",
                    MethodTypeDesc.of(format.vector, SPECIES, format.array(), ConstantDescs.CD_int));
        } else {
            code.arrayLoad(format.kind);
        }
        return value();
    }

    /** Reads one number and repeats it in all lanes. */
    Local readOne(int array, Runnable index) {
        if (vectors) {
            species();
        }
        code.aload(array);
        index.run();
        code.arrayLoad(format.kind);
        if (vectors) {
            broadcast();
        }
        return value();
    }

    private void broadcast() {
        code.invokestatic(format.vector, "broadcast", MethodTypeDesc.of(format.vector, SPECIES, format.number()));
    }

    /** Writes lanes. */
    void write(Local value, int array, Runnable index) {
        if (vectors) {
            load(value);
            code.aload(array);
            index.run();
            code.invokevirtual(format.vector, "intoArray",
                    MethodTypeDesc.of(ConstantDescs.CD_void, format.array(), ConstantDescs.CD_int));
        } else {
            code.aload(array);
            index.run();
            load(value);
            code.arrayStore(format.kind);
        }
    }

    /** The same value in a local variable of its own, for sums. */
    Local copy(Local a) {
        load(a);
        return value();
    }

    /** {@code sum ← a·b + sum}, in the same local variable. */
    void accumulate(Local a, Local b, Local sum) {
        fused(a, b, sum);
        code.storeLocal(vectors ? TypeKind.REFERENCE : format.kind, sum.slot());
    }

    private void fused(Local a, Local b, Local c) {
        load(a);
        load(b);
        load(c);
        if (vectors) {
            code.invokevirtual(format.vector, "fma", MethodTypeDesc.of(format.vector, VECTOR, VECTOR));
        } else {
            ClassDesc n = format.number();
            code.invokestatic(MATH, "fma", MethodTypeDesc.of(n, n, n, n));
        }
    }

    @Override
    public boolean wide() {
        return format == Format.FLOAT64;
    }

    @Override
    public Local constant(double value) {
        return constants.computeIfAbsent(value, v -> {
            if (vectors) {
                species();
            }
            number(v);
            if (vectors) {
                broadcast();
            }
            return value();
        });
    }

    private Local binary(String method, Opcode float32, Opcode float64, Local a, Local b) {
        load(a);
        load(b);
        if (vectors) {
            code.invokevirtual(format.vector, method, MethodTypeDesc.of(format.vector, VECTOR));
        } else {
            operate(format == Format.FLOAT32 ? float32 : float64);
        }
        return value();
    }

    private void operate(Opcode opcode) {
        code.with(java.lang.classfile.instruction.OperatorInstruction.of(opcode));
    }

    @Override
    public Local add(Local a, Local b) {
        return binary("add", Opcode.FADD, Opcode.DADD, a, b);
    }

    @Override
    public Local subtract(Local a, Local b) {
        return binary("sub", Opcode.FSUB, Opcode.DSUB, a, b);
    }

    @Override
    public Local multiply(Local a, Local b) {
        return binary("mul", Opcode.FMUL, Opcode.DMUL, a, b);
    }

    @Override
    public Local divide(Local a, Local b) {
        return binary("div", Opcode.FDIV, Opcode.DDIV, a, b);
    }

    @Override
    public Local fma(Local a, Local b, Local c) {
        fused(a, b, c);
        return value();
    }

    @Override
    public Local negate(Local a) {
        load(a);
        if (vectors) {
            code.invokevirtual(format.vector, "neg", MethodTypeDesc.of(format.vector));
        } else {
            operate(format == Format.FLOAT32 ? Opcode.FNEG : Opcode.DNEG);
        }
        return value();
    }

    @Override
    public Local abs(Local a) {
        load(a);
        if (vectors) {
            code.invokevirtual(format.vector, "abs", MethodTypeDesc.of(format.vector));
        } else {
            code.invokestatic(MATH, "abs", MethodTypeDesc.of(format.number(), format.number()));
        }
        return value();
    }

    @Override
    public Local sqrt(Local a) {
        load(a);
        if (vectors) {
            code.invokevirtual(format.vector, "sqrt", MethodTypeDesc.of(format.vector));
        } else {
            if (format == Format.FLOAT32) {
                code.f2d();
            }
            code.invokestatic(MATH, "sqrt", MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double));
            if (format == Format.FLOAT32) {
                code.d2f();
            }
        }
        return value();
    }

    private Mask compare(Comparison comparison, Local a, Local b) {
        if (!vectors) {
            return new Mask(-1, comparison, a, b);
        }
        load(a);
        code.getstatic(OPERATORS, comparison.operator, COMPARISON);
        load(b);
        code.invokevirtual(format.vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
        return new Mask(store(TypeKind.REFERENCE).slot(), comparison, a, b);
    }

    @Override
    public Mask less(Local a, Local b) {
        return compare(Comparison.LESS, a, b);
    }

    @Override
    public Mask lessOrEqual(Local a, Local b) {
        return compare(Comparison.LESS_OR_EQUAL, a, b);
    }

    @Override
    public Mask equal(Local a, Local b) {
        return compare(Comparison.EQUAL, a, b);
    }

    @Override
    public Local select(Mask condition, Local a, Local b) {
        if (vectors) {
            load(b);
            load(a);
            code.aload(condition.slot());
            code.invokevirtual(format.vector, "blend", MethodTypeDesc.of(format.vector, VECTOR, MASK));
            return value();
        }
        Label other = code.newLabel();
        Label end = code.newLabel();
        load(condition.a());
        load(condition.b());
        // The "g" comparison gives 1 where one is NaN, so that no condition below holds.
        operate(format == Format.FLOAT32 ? Opcode.FCMPG : Opcode.DCMPG);
        switch (condition.comparison()) {
            case LESS -> code.ifge(other);
            case LESS_OR_EQUAL -> code.ifgt(other);
            case EQUAL -> code.ifne(other);
        }
        load(a);
        code.goto_(end).labelBinding(other);
        load(b);
        code.labelBinding(end);
        return value();
    }

    @Override
    public Local bits(Local a) {
        load(a);
        if (vectors) {
            code.invokevirtual(format.vector, format == Format.FLOAT32 ? "reinterpretAsInts" : "reinterpretAsLongs",
                    MethodTypeDesc.of(format.integers));
        } else if (format == Format.FLOAT32) {
            code.invokestatic(ConstantDescs.CD_Float, "floatToRawIntBits",
                    MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_float));
        } else {
            code.invokestatic(ConstantDescs.CD_Double, "doubleToRawLongBits",
                    MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_double));
        }
        return store(format.integer());
    }

    @Override
    public Local fromBits(Local bits) {
        loadInteger(bits);
        if (vectors) {
            code.invokevirtual(format.integers,
                    format == Format.FLOAT32 ? "reinterpretAsFloats" : "reinterpretAsDoubles",
                    MethodTypeDesc.of(format.vector));
        } else if (format == Format.FLOAT32) {
            code.invokestatic(ConstantDescs.CD_Float, "intBitsToFloat",
                    MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_int));
        } else {
            code.invokestatic(ConstantDescs.CD_Double, "longBitsToDouble",
                    MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long));
        }
        return value();
    }

    @Override
    public Local integer(long value) {
        return integers.computeIfAbsent(value, v -> {
            if (vectors) {
                code.getstatic(format.integers, "SPECIES_PREFERRED", SPECIES);
            }
            whole(v);
            if (vectors) {
                code.invokestatic(format.integers, "broadcast",
                        MethodTypeDesc.of(format.integers, SPECIES, format.integer().upperBound()));
            }
            return store(format.integer());
        });
    }

    private Local integers(String method, Opcode int32, Opcode int64, Local a, Local b) {
        loadInteger(a);
        loadInteger(b);
        if (vectors) {
            code.invokevirtual(format.integers, method, MethodTypeDesc.of(format.integers, VECTOR));
        } else {
            operate(format == Format.FLOAT32 ? int32 : int64);
        }
        return store(format.integer());
    }

    @Override
    public Local addIntegers(Local a, Local b) {
        return integers("add", Opcode.IADD, Opcode.LADD, a, b);
    }

    @Override
    public Local subtractIntegers(Local a, Local b) {
        return integers("sub", Opcode.ISUB, Opcode.LSUB, a, b);
    }

    @Override
    public Local and(Local a, Local b) {
        return integers("and", Opcode.IAND, Opcode.LAND, a, b);
    }

    @Override
    public Local or(Local a, Local b) {
        return integers("or", Opcode.IOR, Opcode.LOR, a, b);
    }

    private Local shift(String operator, Opcode int32, Opcode int64, Local a, int distance) {
        loadInteger(a);
        if (vectors) {
            code.getstatic(OPERATORS, operator, BINARY);
            whole(distance);
            code.invokevirtual(format.integers, "lanewise",
                    MethodTypeDesc.of(format.integers, BINARY, format.integer().upperBound()));
        } else {
            code.loadConstant(distance);
            operate(format == Format.FLOAT32 ? int32 : int64);
        }
        return store(format.integer());
    }

    @Override
    public Local shiftLeft(Local a, int distance) {
        return shift("LSHL", Opcode.ISHL, Opcode.LSHL, a, distance);
    }

    @Override
    public Local shiftRight(Local a, int distance) {
        return shift("LSHR", Opcode.IUSHR, Opcode.LUSHR, a, distance);
    }
}
