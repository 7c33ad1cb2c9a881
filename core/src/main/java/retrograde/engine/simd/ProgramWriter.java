package retrograde.engine.simd;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.LaneWriter.Local;
import retrograde.engine.simd.Plan.Output;
import retrograde.engine.simd.Value.Op;
import retrograde.engine.simd.Value.Phase;
import retrograde.equation.Function;

/**
 * Compiles a pointwise program: for each row, one loop or several over its entries, each a straight line of arithmetic.
 */
final class ProgramWriter {

    /**
     * A compiled program.
     *
     * @param kernel the code
     * @param accesses the places it reads and writes, in the order in which it wants their addresses
     * @param dimension of its rows
     */
    record Compiled(PointwiseKernel kernel, List<Place> accesses, String dimension) {}

    private static final ClassDesc INT = ConstantDescs.CD_int;
    private static final ClassDesc INTS = INT.arrayType();
    private static final MethodTypeDesc TYPE = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, INT,
            INT, INT, INT, INTS, INTS, INTS);

    private final Plan plan;
    private final Plan.Program program;
    private final Format format;
    private final boolean vectors;
    private final int lanes;
    private final List<List<Output>> loops;
    private final Map<Place, Integer> accesses = new LinkedHashMap<>();
    private final Set<Place> rowNumbers = new HashSet<>();

    private ProgramWriter(Plan plan, Plan.Program program, Format format, boolean vectors, int lanes,
            int functionsPerLoop) {
        this.plan = plan;
        this.program = program;
        this.format = format;
        this.vectors = vectors;
        this.lanes = lanes;
        this.loops = split(functionsPerLoop);
        for (List<Output> loop : loops) {
            Set<Value> earlier = writtenBefore(loop);
            loop.forEach(o -> collect(o.value(), earlier));
            loop.forEach(o -> access(o.to()));
        }
    }

    /** Compiles a program. */
    static Compiled compile(Plan plan, Plan.Program program, Format format, boolean vectors, int lanes,
            int functionsPerLoop) {
        ProgramWriter writer = new ProgramWriter(plan, program, format, vectors, lanes, functionsPerLoop);
        PointwiseKernel kernel = Compiler.kernel("Pointwise" + program.phase() + program.stage(), PointwiseKernel.class,
                "run", TYPE, writer::write);
        return new Compiled(kernel, List.copyOf(writer.accesses.keySet()), program.dimension());
    }

    // ---- loops ----

    /** Outputs in order, so many elementary functions a loop; the backward pass, which has few, is one loop. */
    private List<List<Output>> split(int functionsPerLoop) {
        List<Output> ordered = program.outputs()
                .stream()
                .sorted(Comparator.comparingInt((Output o) -> o.value().id))
                .toList();
        if (program.phase() == Phase.BACKWARD) {
            return List.of(ordered);
        }
        List<List<Output>> result = new ArrayList<>();
        List<Output> loop = new ArrayList<>();
        Set<Value> seen = new HashSet<>();
        int functions = 0;
        for (Output o : ordered) {
            int more = functions(o.value(), seen);
            if (!loop.isEmpty() && functions + more > functionsPerLoop && more > 0) {
                result.add(List.copyOf(loop));
                loop.clear();
                functions = 0;
            }
            functions += more;
            loop.add(o);
        }
        result.add(List.copyOf(loop));
        return result;
    }

    private int functions(@Nullable Value v, Set<Value> seen) {
        if (v == null || v.leaf() || !plan.computedBy(v, program) || !seen.add(v)) {
            return 0;
        }
        boolean function = v.op == Op.FUNCTION && v.expensive() && v.function != Function.SQRT;
        return (function ? 1 : 0) + functions(v.a, seen) + functions(v.b, seen);
    }

    private Set<Value> writtenBefore(List<Output> loop) {
        Set<Value> earlier = new HashSet<>();
        for (List<Output> l : loops) {
            if (l.equals(loop)) {
                break;
            }
            l.forEach(o -> earlier.add(o.value()));
        }
        return earlier;
    }

    // ---- accesses ----

    private int access(Place place) {
        return accesses.computeIfAbsent(place, p -> accesses.size());
    }

    private Place source(Value v) {
        return switch (v.op) {
            case SEED -> program.phase() == Phase.DEFERRED ? Objects.requireNonNull(v.place)
                    : plan.adjoints.get(plan.cell.states().indexOf(v.name));
            case VECTOR -> Objects.requireNonNull(plan.parameters.get(v.name));
            default -> Objects.requireNonNull(v.place);
        };
    }

    private boolean readFromMemory(Value v, Set<Value> earlier) {
        return v.leaf() || earlier.contains(v) || !plan.computedBy(v, program);
    }

    private void collect(@Nullable Value v, Set<Value> earlier) {
        if (v == null || v.op == Op.CONSTANT) {
            return;
        }
        if (readFromMemory(v, earlier)) {
            access(source(v));
            if (v.rowScalar()) {
                rowNumbers.add(source(v));
            }
        } else {
            collect(v.a, earlier);
            collect(v.b, earlier);
        }
    }

    // ---- code ----

    private void write(CodeBuilder code) {
        int step = 2;
        int row = 3;
        int rows = 4;
        int columns = 5;
        int base = 6;
        int stepStride = 7;
        int rowStride = 8;
        code.aload(1).checkcast(format.array());
        int memory = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(memory);
        int[] at = new int[accesses.size()];
        for (int i = 0; i < at.length; i++) {
            code.aload(base).loadConstant(i).iaload();
            code.iload(step).aload(stepStride).loadConstant(i).iaload().imul().iadd();
            code.iload(row).aload(rowStride).loadConstant(i).iaload().imul().iadd();
            at[i] = code.allocateLocal(TypeKind.INT);
            code.istore(at[i]);
        }
        Label nextRow = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(nextRow).iload(rows).ifle(end);
        LaneWriter l = new LaneWriter(code, format, vectors);
        for (List<Output> loop : loops) {
            loop(code, l, loop, memory, columns, at);
        }
        for (int i = 0; i < at.length; i++) {
            code.iload(at[i]).aload(rowStride).loadConstant(i).iaload().iadd().istore(at[i]);
        }
        code.iinc(rows, -1).goto_(nextRow).labelBinding(end).return_();
    }

    private void loop(CodeBuilder code, LaneWriter l, List<Output> loop, int memory, int columns, int[] at) {
        l.enterLoop();
        Set<Value> earlier = writtenBefore(loop);
        Map<Value, Local> known = new HashMap<>();
        // What is one number a row is read before the loop over its entries.
        for (Output o : loop) {
            readRowNumbers(o.value(), earlier, code, l, memory, at, known);
        }
        code.iconst_0();
        int j = code.allocateLocal(TypeKind.INT);
        code.istore(j);
        Label next = code.newLabel();
        Label end = code.newLabel();
        code.labelBinding(next).iload(j).iload(columns).if_icmpge(end);
        List<Local> results = new ArrayList<>();
        for (Output o : loop) {
            results.add(evaluate(o.value(), earlier, code, l, memory, j, at, known));
        }
        for (int i = 0; i < results.size(); i++) {
            int slot = at[access(loop.get(i).to())];
            l.write(results.get(i), memory, () -> code.iload(slot).iload(j).iadd());
        }
        code.iinc(j, lanes).goto_(next).labelBinding(end);
    }

    private void readRowNumbers(@Nullable Value v, Set<Value> earlier, CodeBuilder code, LaneWriter l, int memory,
            int[] at, Map<Value, Local> known) {
        if (v == null || v.op == Op.CONSTANT) {
            return;
        }
        if (!readFromMemory(v, earlier)) {
            readRowNumbers(v.a, earlier, code, l, memory, at, known);
            readRowNumbers(v.b, earlier, code, l, memory, at, known);
        } else if (v.rowScalar() && !known.containsKey(v)) {
            int slot = at[access(source(v))];
            known.put(v, l.readOne(memory, () -> code.iload(slot)));
        }
    }

    private Local evaluate(Value v, Set<Value> earlier, CodeBuilder code, LaneWriter l, int memory, int j, int[] at,
            Map<Value, Local> known) {
        Local there = known.get(v);
        if (there != null) {
            return there;
        }
        Local result;
        if (v.op == Op.CONSTANT) {
            result = l.constant(v.number);
        } else if (readFromMemory(v, earlier)) {
            int slot = at[access(source(v))];
            result = l.read(memory, () -> code.iload(slot).iload(j).iadd());
        } else {
            Local a = evaluate(Objects.requireNonNull(v.a), earlier, code, l, memory, j, at, known);
            Local b = v.b == null ? a : evaluate(v.b, earlier, code, l, memory, j, at, known);
            result = switch (v.op) {
                case NEGATE -> l.negate(a);
                case ADD -> l.add(a, b);
                case SUBTRACT -> l.subtract(a, b);
                case MULTIPLY -> l.multiply(a, b);
                case DIVIDE -> l.divide(a, b);
                case FUNCTION -> function(Objects.requireNonNull(v.function), l, a, b);
                case CONSTANT, INPUT, STATE, VECTOR, SEED, SUM, MEAN,
                        INVERSE_DEVIATION -> throw new IllegalStateException(v.op + " is not computed by a program");
            };
        }
        known.put(v, result);
        return result;
    }

    /** An elementwise function of lanes; {@code b} is read by those of two arguments alone. */
    static Local function(Function f, LaneWriter l, Local a, Local b) {
        Local zero = l.constant(0);
        return switch (f) {
            case SIGMOID -> ElementaryFunctions.sigmoid(l, a);
            case TANH -> ElementaryFunctions.tanh(l, a);
            case EXP -> ElementaryFunctions.exp(l, a);
            case LOG -> ElementaryFunctions.log(l, a);
            case SOFTPLUS -> ElementaryFunctions.softplus(l, a);
            case SQRT -> l.sqrt(a);
            case ABS -> l.abs(a);
            // NaN fails every comparison, and so comes through.
            case RELU -> l.select(l.lessOrEqual(a, zero), zero, a);
            case STEP -> l.select(l.less(zero, a), l.constant(1), l.select(l.lessOrEqual(a, zero), zero, a));
            case SIGN -> l.select(l.less(zero, a), l.constant(1), l.select(l.less(a, zero), l.constant(-1), a));
            case MIN -> l.select(l.less(a, b), a, l.select(l.lessOrEqual(b, a), b, l.add(a, b)));
            case MAX -> l.select(l.less(b, a), a, l.select(l.lessOrEqual(a, b), b, l.add(a, b)));
            case LAYERNORM, MEAN, INVERSE_DEVIATION -> throw new IllegalStateException(f + " acts on whole rows");
        };
    }
}
