package retrograde.engine.simd;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.Set;
import java.util.function.Consumer;

/** Makes an instance of a class of one method from the method's code. */
final class Compiler {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** What gives the same bits interpreted and compiled, on vectors of any width and on single numbers. */
    private static final Set<String> EXACT = Set.of("fromArray", "intoArray", "broadcast", "add", "sub", "mul", "div",
            "fma", "neg", "abs", "sqrt", "compare", "blend", "and", "or", "reinterpretAsInts", "reinterpretAsLongs",
            "reinterpretAsFloats", "reinterpretAsDoubles", "floatToRawIntBits", "intBitsToFloat", "doubleToRawLongBits",
            "longBitsToDouble", "lanewise", "<init>");
    private static final Set<String> OPERATORS = Set.of("LT", "LE", "EQ", "LSHL", "LSHR");

    private Compiler() {}

    /**
     * A kernel calls nothing else: sums over lanes and the elementary functions of the Vector API and of Math have other
     * bits interpreted than compiled.
     */
    static void verify(String name, byte[] bytes) {
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
            for (CodeElement element : method.code().orElseThrow()) {
                if (element instanceof InvokeInstruction call && !EXACT.contains(call.name().stringValue())) {
                    throw new IllegalStateException("kernel " + name + " calls " + call.name().stringValue());
                }
                if (element instanceof FieldInstruction field
                        && field.owner().asInternalName().endsWith("VectorOperators")
                        && !OPERATORS.contains(field.name().stringValue())) {
                    throw new IllegalStateException("kernel " + name + " uses " + field.name().stringValue());
                }
            }
        }
    }

    /**
     * An implementation of a kernel's interface.
     *
     * @param name of the class, as profilers show it
     * @param kernel an interface of this package
     * @param method its one method
     * @param code writes the body; local 0 is {@code this}, parameters follow
     */
    static <T> T kernel(String name, Class<T> kernel, String method, MethodTypeDesc type, Consumer<CodeBuilder> code) {
        byte[] bytes = ClassFile.of().build(ClassDesc.of(LOOKUP.lookupClass().getPackageName(), name), c -> {
            c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            c.withInterfaceSymbols(kernel.describeConstable().orElseThrow());
            c.withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0,
                    b -> b.aload(0)
                            .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                            .return_());
            c.withMethodBody(method, type, ClassFile.ACC_PUBLIC, code);
        });
        verify(name, bytes);
        try {
            MethodHandles.Lookup hidden = LOOKUP.defineHiddenClass(bytes, true);
            return kernel.cast(
                    hidden.findConstructor(hidden.lookupClass(), java.lang.invoke.MethodType.methodType(void.class))
                            .invoke());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the kernel " + name + " could not be defined", e);
        }
    }
}
