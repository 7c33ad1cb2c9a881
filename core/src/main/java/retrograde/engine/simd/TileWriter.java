package retrograde.engine.simd;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;

/**
 * Writes the register tiles.
 *
 * <p>
 * One counted loop without unrolling measured best: bodies of more than some 40 vector operations are no longer inlined
 * whole, and a vector that is not inlined is an object (100 times slower).
 */
final class TileWriter {
    private static final ClassDesc INT = ConstantDescs.CD_int;

    private TileWriter() {}

    private static MethodTypeDesc type(int integers) {
        return MethodTypeDesc.of(ConstantDescs.CD_void,
                java.util.stream.Stream
                        .concat(java.util.stream.Stream.of(ConstantDescs.CD_Object),
                                Collections.nCopies(integers, INT).stream())
                        .toArray(ClassDesc[]::new));
    }

    private static int memory(CodeBuilder code, Format format) {
        code.aload(1).checkcast(format.array());
        int slot = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(slot);
        return slot;
    }

    private static int integer(CodeBuilder code) {
        int slot = code.allocateLocal(TypeKind.INT);
        code.istore(slot);
        return slot;
    }

    /** Pushes {@code slot + factor·times + constant}. */
    private static void index(CodeBuilder code, int slot, int factor, int times, int constant) {
        code.iload(slot);
        if (times > 0) {
            code.iload(factor);
            if (times > 1) {
                code.loadConstant(times).imul();
            }
            code.iadd();
        }
        if (constant > 0) {
            code.loadConstant(constant).iadd();
        }
    }

    /** A tile of {@code rows} rows by {@code columns} vectors. */
    static Tile tile(Format format, boolean vectors, int lanes, int rows, int columns) {
        return Compiler.kernel("Tile" + rows + "x" + columns, Tile.class, "multiply", type(11), code -> {
            int a = 2;
            int aRow = 3;
            int aSegment = 4;
            int segments = 5;
            int k = 6;
            int w = 7;
            int wPanel = 8;
            int start = 9;
            int startRow = 10;
            int c = 11;
            int cRow = 12;
            int memory = memory(code, format);
            LaneWriter l = new LaneWriter(code, format, vectors);
            LaneWriter.Local[] sums = new LaneWriter.Local[rows * columns];
            for (int r = 0; r < rows; r++) {
                for (int v = 0; v < columns; v++) {
                    int row = r;
                    int offset = v * lanes;
                    sums[r * columns + v] = l.read(memory, () -> index(code, start, startRow, row, offset));
                }
            }
            int[] at = new int[rows];
            for (int r = 0; r < rows; r++) {
                index(code, a, aRow, r, 0);
                at[r] = integer(code);
            }
            Label segment = code.newLabel();
            Label done = code.newLabel();
            code.labelBinding(segment).iload(segments).ifle(done);
            code.iconst_0();
            int i = integer(code);
            Label next = code.newLabel();
            Label end = code.newLabel();
            code.labelBinding(next).iload(i).iload(k).if_icmpge(end);
            LaneWriter.Local[] panel = new LaneWriter.Local[columns];
            for (int v = 0; v < columns; v++) {
                int p = v;
                panel[v] = l.read(memory, () -> index(code, w, wPanel, p, 0));
            }
            for (int r = 0; r < rows; r++) {
                int row = at[r];
                LaneWriter.Local x = l.readOne(memory, () -> code.iload(row).iload(i).iadd());
                for (int v = 0; v < columns; v++) {
                    l.accumulate(x, panel[v], sums[r * columns + v]);
                }
            }
            code.iload(w).loadConstant(lanes).iadd().istore(w).iinc(i, 1).goto_(next).labelBinding(end);
            for (int r = 0; r < rows; r++) {
                code.iload(at[r]).iload(aSegment).iadd().istore(at[r]);
            }
            code.iinc(segments, -1).goto_(segment).labelBinding(done);
            for (int r = 0; r < rows; r++) {
                for (int v = 0; v < columns; v++) {
                    int row = r;
                    int offset = v * lanes;
                    l.write(sums[r * columns + v], memory, () -> index(code, c, cRow, row, offset));
                }
            }
            code.return_();
        });
    }

    /** A tile of outer products: {@code rows} numbers of the left operand by {@code columns} vectors of the right. */
    static OuterTile outer(Format format, boolean vectors, int lanes, int rows, int columns) {
        return Compiler.kernel("OuterTile" + rows + "x" + columns, OuterTile.class, "add", type(7), code -> {
            int a = 2;
            int aRow = 3;
            int b = 4;
            int bRow = 5;
            int count = 6;
            int c = 7;
            int cRow = 8;
            int memory = memory(code, format);
            LaneWriter l = new LaneWriter(code, format, vectors);
            LaneWriter.Local[] sums = new LaneWriter.Local[rows * columns];
            for (int r = 0; r < rows; r++) {
                for (int v = 0; v < columns; v++) {
                    int row = r;
                    int offset = v * lanes;
                    sums[r * columns + v] = l.read(memory, () -> index(code, c, cRow, row, offset));
                }
            }
            code.iconst_0();
            int i = integer(code);
            Label next = code.newLabel();
            Label end = code.newLabel();
            code.labelBinding(next).iload(i).iload(count).if_icmpge(end);
            LaneWriter.Local[] right = new LaneWriter.Local[columns];
            for (int v = 0; v < columns; v++) {
                int offset = v * lanes;
                right[v] = l.read(memory, () -> index(code, b, b, 0, offset));
            }
            for (int r = 0; r < rows; r++) {
                int offset = r;
                LaneWriter.Local x = l.readOne(memory, () -> index(code, a, a, 0, offset));
                for (int v = 0; v < columns; v++) {
                    l.accumulate(x, right[v], sums[r * columns + v]);
                }
            }
            code.iload(a).iload(aRow).isub().istore(a).iload(b).iload(bRow).isub().istore(b);
            code.iinc(i, 1).goto_(next).labelBinding(end);
            for (int r = 0; r < rows; r++) {
                for (int v = 0; v < columns; v++) {
                    int row = r;
                    int offset = v * lanes;
                    l.write(sums[r * columns + v], memory, () -> index(code, c, cRow, row, offset));
                }
            }
            code.return_();
        });
    }

    /** Sums of squares of rows. */
    static RowSquares squares(Format format, boolean vectors, int lanes) {
        return Compiler.kernel("RowSquares", RowSquares.class, "run", type(5), code -> {
            int from = 2;
            int stride = 3;
            int rows = 4;
            int columns = 5;
            int to = 6;
            int memory = memory(code, format);
            LaneWriter l = new LaneWriter(code, format, vectors);
            int parts = format.perLine() / lanes;
            Label nextRow = code.newLabel();
            Label done = code.newLabel();
            code.labelBinding(nextRow).iload(rows).ifle(done);
            l.enterLoop();
            LaneWriter.Local[] sums = new LaneWriter.Local[parts];
            for (int v = 0; v < parts; v++) {
                sums[v] = l.copy(l.constant(0));
            }
            code.iconst_0();
            int j = integer(code);
            Label next = code.newLabel();
            Label end = code.newLabel();
            code.labelBinding(next).iload(j).iload(columns).if_icmpge(end);
            for (int v = 0; v < parts; v++) {
                int offset = v * lanes;
                LaneWriter.Local x = l.read(memory, () -> {
                    code.iload(from).iload(j).iadd();
                    if (offset > 0) {
                        code.loadConstant(offset).iadd();
                    }
                });
                l.accumulate(x, x, sums[v]);
            }
            code.iinc(j, format.perLine()).goto_(next).labelBinding(end);
            for (int v = 0; v < parts; v++) {
                int offset = v * lanes;
                l.write(sums[v], memory, () -> index(code, to, to, 0, offset));
            }
            code.iload(from).iload(stride).iadd().istore(from).iinc(to, format.perLine());
            code.iinc(rows, -1).goto_(nextRow).labelBinding(done).return_();
        });
    }
}
