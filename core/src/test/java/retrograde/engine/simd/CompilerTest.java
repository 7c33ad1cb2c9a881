package retrograde.engine.simd;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A kernel that would have other bits interpreted than compiled is refused. */
class CompilerTest {
    private static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.FloatVector");
    private static final ClassDesc OPERATORS = ClassDesc.of("jdk.incubator.vector.VectorOperators");
    private static final ClassDesc ASSOCIATIVE = ClassDesc.of("jdk.incubator.vector.VectorOperators$Associative");
    private static final MethodTypeDesc TYPE = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object,
            ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int,
            ConstantDescs.CD_int);

    private static RowSquares kernel(Consumer<CodeBuilder> code) {
        return Compiler.kernel("Wrong", RowSquares.class, "run", TYPE, code);
    }

    @Test
    void aSumOverLanesIsRefused() {
        assertThatThrownBy(() -> kernel(code -> code.aconst_null()
                .checkcast(VECTOR)
                .aconst_null()
                .invokevirtual(VECTOR, "reduceLanes", MethodTypeDesc.of(ConstantDescs.CD_float, ASSOCIATIVE))
                .pop()
                .return_())).hasMessageContaining("Wrong calls reduceLanes");
    }

    @Test
    void anElementaryFunctionOfTheVectorApiIsRefused() {
        assertThatThrownBy(
                () -> kernel(code -> code.getstatic(OPERATORS, "TANH", ConstantDescs.CD_Object).pop().return_()))
                .hasMessageContaining("Wrong uses TANH");
    }

    @Test
    void anElementaryFunctionOfMathIsRefused() {
        assertThatThrownBy(() -> kernel(code -> code.dconst_1()
                .invokestatic(ClassDesc.of("java.lang.Math"), "exp",
                        MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double))
                .pop2()
                .return_())).hasMessageContaining("Wrong calls exp");
    }
}
