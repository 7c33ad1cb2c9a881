package retrograde.engine.simd;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** {@code e^x} of many float64 numbers within 2 ulp, the same bits on vectors of any width and on single numbers. */
public final class Exponentials {
    private static final boolean VECTORS = VectorModule.PRESENT;
    private static final int LANES = VECTORS ? Species.lanes(Format.FLOAT64) : 1;
    private static final ExponentialKernel KERNEL = kernel(VECTORS, LANES);

    private Exponentials() {}

    /** How many numbers are taken at a time. */
    public static int lanes() {
        return LANES;
    }

    /**
     * Replaces numbers by their exponentials.
     *
     * @param values modified
     * @param from the first
     * @param to the end; {@code to − from} is a multiple of {@link #lanes}
     */
    public static void replace(double[] values, int from, int to) {
        if ((to - from) % LANES != 0) {
            throw new IllegalArgumentException((to - from) + " numbers, expected a multiple of " + LANES);
        }
        KERNEL.run(values, from, to);
    }

    static ExponentialKernel kernel(boolean vectors, int lanes) {
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_void, Format.FLOAT64.array(), ConstantDescs.CD_int,
                ConstantDescs.CD_int);
        return Compiler.kernel("Exponential", ExponentialKernel.class, "run", type,
                code -> write(code, vectors, lanes));
    }

    private static void write(CodeBuilder code, boolean vectors, int lanes) {
        int values = 1;
        int at = 2;
        int to = 3;
        LaneWriter l = new LaneWriter(code, Format.FLOAT64, vectors);
        Label next = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(next).iload(at).iload(to).if_icmpge(end);
        l.enterLoop();
        LaneWriter.Local x = l.read(values, () -> code.iload(at));
        l.write(ElementaryFunctions.exp(l, x), values, () -> code.iload(at));
        code.iinc(at, lanes).goto_(next).labelBinding(end).return_();
    }
}
