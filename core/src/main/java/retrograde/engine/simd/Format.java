package retrograde.engine.simd;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;

/** A number format of the compiled engine, with what bytecode calls it. */
@SuppressWarnings("ImmutableEnumChecker") // class descriptors are immutable
enum Format {
    /** IEEE binary32. */
    FLOAT32(4, TypeKind.FLOAT, "Float", "Int"),
    /** IEEE binary64. */
    FLOAT64(8, TypeKind.DOUBLE, "Double", "Long");

    /** Bytes of a cache line: rows begin on such a boundary of their array. */
    static final int LINE = 64;

    final int bytes;
    final TypeKind kind;
    final ClassDesc vector;
    final ClassDesc integers;

    Format(int bytes, TypeKind kind, String vector, String integers) {
        this.bytes = bytes;
        this.kind = kind;
        this.vector = ClassDesc.of("jdk.incubator.vector." + vector + "Vector");
        this.integers = ClassDesc.of("jdk.incubator.vector." + integers + "Vector");
    }

    /** The primitive type. */
    ClassDesc number() {
        return kind.upperBound();
    }

    /** The array type. */
    ClassDesc array() {
        return number().arrayType();
    }

    /** The integer type as wide. */
    TypeKind integer() {
        return this == FLOAT32 ? TypeKind.INT : TypeKind.LONG;
    }

    /** Numbers of a cache line. */
    int perLine() {
        return LINE / bytes;
    }

    /** A length rounded up to whole cache lines. */
    int padded(int length) {
        return (length + perLine() - 1) / perLine() * perLine();
    }
}
