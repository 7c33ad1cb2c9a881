package retrograde.engine.simd;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import retrograde.equation.Function;

/**
 * exp, log, tanh, σ and softplus of many float64 numbers, as near as {@link ElementaryFunctions} says, the same bits on
 * vectors of any width and on single numbers.
 */
public final class CompiledFunctions {
    private static final boolean VECTORS = VectorModule.PRESENT;
    private static final int LANES = VECTORS ? Species.lanes(Format.FLOAT64) : 1;
    private static final Map<Function, FunctionKernel> SINGLE = new EnumMap<>(Function.class);
    private static final FunctionKernel EXPONENTIALS = kernel(Function.EXP, VECTORS, LANES);

    static {
        for (Function f : new Function[] {Function.EXP, Function.LOG, Function.TANH, Function.SIGMOID,
                Function.SOFTPLUS}) {
            SINGLE.put(f, kernel(f, false, 1));
        }
    }

    private CompiledFunctions() {}

    /**
     * {@code into[to + i] = f(a[from + i])} for {@code i < n}, one by one.
     *
     * <p>
     * Of 14 ns for a tanh by StrictMath it leaves 2.7, vectors of eight 0.7. But vectors take half a second until they are
     * compiled, and single numbers a tenth of that: what is run once is through before that is made up for.
     *
     * @param f exp, log, tanh, σ or softplus
     * @param a not modified, unless it is {@code into} as well and the numbers take their own places
     */
    public static void apply(Function f, double[] a, int from, double[] into, int to, int n) {
        Objects.requireNonNull(SINGLE.get(f)).run(a, from, from + n, into, to);
    }

    /** How many numbers {@link #exponentials} takes at a time. */
    public static int lanes() {
        return LANES;
    }

    /**
     * Replaces numbers by their exponentials, on vectors.
     *
     * @param values modified
     * @param from the first
     * @param to the end; {@code to − from} is a multiple of {@link #lanes}
     */
    public static void exponentials(double[] values, int from, int to) {
        if ((to - from) % LANES != 0) {
            throw new IllegalArgumentException((to - from) + " numbers, expected a multiple of " + LANES);
        }
        EXPONENTIALS.run(values, from, to, values, from);
    }

    static FunctionKernel kernel(Function f, boolean vectors, int lanes) {
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_void, Format.FLOAT64.array(), ConstantDescs.CD_int,
                ConstantDescs.CD_int, Format.FLOAT64.array(), ConstantDescs.CD_int);
        return Compiler.kernel("Function_" + f, FunctionKernel.class, "run", type,
                code -> write(code, f, vectors, lanes));
    }

    private static void write(CodeBuilder code, Function f, boolean vectors, int lanes) {
        int a = 1;
        int from = 2;
        int end = 3;
        int into = 4;
        int to = 5;
        LaneWriter l = new LaneWriter(code, Format.FLOAT64, vectors);
        Label next = code.newLabel();
        Label done = code.newLabel();
        code.labelBinding(next).iload(from).iload(end).if_icmpge(done);
        l.enterLoop();
        LaneWriter.Local x = l.read(a, () -> code.iload(from));
        l.write(ProgramWriter.function(f, l, x, x), into, () -> code.iload(to));
        code.iinc(from, lanes).iinc(to, lanes).goto_(next).labelBinding(done).return_();
    }
}
