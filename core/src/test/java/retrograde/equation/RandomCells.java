package retrograde.equation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import static retrograde.equation.Expression.add;
import static retrograde.equation.Expression.after;
import static retrograde.equation.Expression.apply;
import static retrograde.equation.Expression.before;
import static retrograde.equation.Expression.constant;
import static retrograde.equation.Expression.divide;
import static retrograde.equation.Expression.multiply;
import static retrograde.equation.Expression.negate;
import static retrograde.equation.Expression.product;
import static retrograde.equation.Expression.subtract;
import static retrograde.equation.Expression.variable;

/**
 * Random well-formed cells for tests, the same for the same seed.
 *
 * <p>
 * Values stay tame, so that finite differences work: exponentials, logarithms, roots and divisors get safe arguments,
 * one factor of each product is bounded, and layernorm acts on vectors that see the input through a matrix. One cell in
 * twelve or so has matrices of rank R and needs that dimension. Kinks (relu, abs, min, max) are wherever they fall.
 */
public final class RandomCells {
    private final RandomGenerator random;
    private final List<String> states = new ArrayList<>();
    private final List<String> gates = new ArrayList<>();
    private final List<String> matrices = new ArrayList<>();
    private final List<String> vectors = new ArrayList<>();
    private final List<Parameter> declared = new ArrayList<>();
    private final List<String> newStates = new ArrayList<>();
    private int inputs;
    private boolean lowRank;

    private RandomCells(RandomGenerator random) {
        this.random = random;
    }

    /** That many cells from one seed, named {@code random_0}, {@code random_1}, … */
    public static List<Cell> cells(long seed, int count) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(new RandomCells(random).cell("random_" + i));
        }
        return cells;
    }

    private Cell cell(String name) {
        lowRank = chance(0.08);
        states.addAll(chance(0.5) ? List.of("h", "c") : chance(0.1) ? List.of("h", "c", "m") : List.of("h"));
        List<Equation> equations = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("f", "i", "o", "g", "z_1", "Gate9"));
        int count = random.nextInt(5);
        for (int k = 0; k < count; k++) {
            String gate = names.remove(random.nextInt(names.size()));
            equations.add(new Equation((Expression.Variable) variable(gate), chance(0.6) ? bounded(3) : value(3)));
            gates.add(gate);
        }
        // The last state first, so that h' may read c'.
        for (String state : states.reversed()) {
            equations.add(new Equation((Expression.Variable) after(state), newState(state)));
            newStates.add(state);
        }
        if (chance(0.3)) {
            Collections.shuffle(equations, new Random(random.nextLong()));
        }
        String output = states.get(random.nextInt(states.size()));
        String description = chance(0.5) ? "" : "A random cell.\n\nSecond paragraph: # inside.";
        Cell plain = CellChecker.complete(name, description, states, output, declared, equations, Map.of());
        return new Cell(name, description, states, output, plain.parameters(), equations, initialisations(plain));
    }

    private Map<String, Distribution> initialisations(Cell cell) {
        Map<String, Distribution> chosen = new LinkedHashMap<>();
        if (chance(0.3) && !cell.parameters().isEmpty()) {
            Parameter parameter = cell.parameters().get(random.nextInt(cell.parameters().size()));
            chosen.put(parameter.name(), new Distribution.Normal(0, random.nextDouble()));
            chosen.put("*", new Distribution.Uniform(-random.nextDouble(), random.nextDouble()));
            chosen.put(cell.states().getFirst(), new Distribution.Constant(random.nextDouble()));
        }
        return chosen;
    }

    private Expression newState(String state) {
        return switch (random.nextInt(4)) {
            case 0 -> add(multiply(gate(2), before(state)), multiply(gate(2), bounded(3)));
            case 1 -> add(multiply(subtract(constant(1), gate(2)), before(state)), value(2));
            case 2 -> bounded(4);
            default -> value(3);
        };
    }

    /** In (0, 1). */
    private Expression gate(int depth) {
        return switch (random.nextInt(5)) {
            case 0 -> apply(Function.EXP, negate(apply(Function.SOFTPLUS, affine(depth))));
            case 1 -> divide(constant(1), add(constant(1), apply(Function.EXP, bounded(depth))));
            default -> apply(Function.SIGMOID, affine(depth));
        };
    }

    /** In about [−2, 2]. */
    private Expression bounded(int depth) {
        if (depth <= 0) {
            return apply(chance(0.5) ? Function.SIGMOID : Function.TANH, leaf());
        }
        return switch (random.nextInt(10)) {
            case 0 -> apply(Function.MIN, bounded(depth - 1), apply(Function.ABS, value(depth - 2)));
            case 1 -> apply(Function.MAX, negate(gate(depth - 1)), bounded(depth - 1));
            case 2 -> multiply(bounded(depth - 1), bounded(depth - 1));
            case 3 -> divide(bounded(depth - 1), add(constant(1), apply(Function.ABS, value(depth - 1))));
            case 4 -> negate(bounded(depth - 1));
            case 5, 6 -> gate(depth - 1);
            default -> apply(Function.TANH, affine(depth - 1));
        };
    }

    /** Of moderate size. */
    private Expression value(int depth) {
        if (depth <= 0) {
            return leaf();
        }
        return switch (random.nextInt(15)) {
            case 0 -> apply(Function.RELU, affine(depth - 1));
            case 1 -> apply(Function.SOFTPLUS, affine(depth - 1));
            case 2 -> apply(Function.LOG, add(positive(depth - 1), constant(0.5)));
            case 3 -> apply(Function.SQRT, add(constant(1), positive(depth - 1)));
            case 4 -> apply(Function.LAYERNORM, add(product(inputMatrix(), variable(Cell.INPUT)), affine(depth - 2)));
            case 5 -> divide(value(depth - 1), apply(Function.SQRT, add(constant(1.5), positive(depth - 1))));
            case 6 -> subtract(value(depth - 1), value(depth - 2));
            case 7 -> add(value(depth - 1), subtract(value(depth - 2), bounded(depth - 1)));
            case 8 -> multiply(constant(Math.round(random.nextDouble() * 20 - 10) / 8.0), value(depth - 1));
            case 9 -> multiply(value(depth - 1), bounded(depth - 1));
            case 10 -> negate(value(depth - 1));
            case 11 -> apply(chance(0.5) ? Function.MAX : Function.MIN, value(depth - 1), value(depth - 1));
            case 12 -> product(matrix(), nested(depth - 1));
            default -> bounded(depth);
        };
    }

    /** At least 0. */
    private Expression positive(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> apply(Function.ABS, value(depth - 1));
            case 1 -> apply(Function.EXP, bounded(depth - 1));
            default -> apply(Function.SOFTPLUS, value(depth - 1));
        };
    }

    private Expression affine(int depth) {
        Expression sum = chance(0.8) ? product(inputMatrix(), variable(Cell.INPUT)) : vector();
        sum = add(sum, chance(0.35) ? product(matrix(), nested(depth)) : product(matrix(), leaf()));
        if (depth > 1 && chance(0.15)) {
            sum = add(sum, apply(Function.LAYERNORM,
                    add(product(inputMatrix(), variable(Cell.INPUT)), product(matrix(), leaf()))));
        }
        if (lowRank && chance(0.5)) {
            sum = subtract(sum, product(shaped("A", "H", "R"), product(shaped("V", "R", "H"), leaf())));
        }
        return chance(0.7) ? add(sum, vector()) : sum;
    }

    /** What makes a second stage of matrix products. */
    private Expression nested(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> multiply(gate(Math.min(depth - 1, 1)), leaf());
            case 1 -> product(matrix(), leaf());
            default -> apply(Function.TANH, add(product(matrix(), leaf()), vector()));
        };
    }

    private Expression leaf() {
        int kind = random.nextInt(8);
        if (kind == 0 && !newStates.isEmpty()) {
            return after(pick(newStates));
        }
        if (kind <= 3 && !gates.isEmpty()) {
            return variable(pick(gates));
        }
        return kind == 4 ? vector() : before(pick(states));
    }

    private Expression vector() {
        if (!vectors.isEmpty() && chance(0.3)) {
            return variable(pick(vectors));
        }
        boolean parameter = chance(0.2);
        String name = parameter ? "p_" + vectors.size() : vectors.isEmpty() ? "b" : "b_" + vectors.size();
        vectors.add(name);
        if (parameter) {
            declared.add(new Parameter(name, List.of(Cell.HIDDEN)));
        }
        return variable(name);
    }

    private String matrix() {
        if (!matrices.isEmpty() && chance(0.15)) {
            return pick(matrices);
        }
        matrices.add(matrices.isEmpty() ? "U" : "U_" + matrices.size());
        return matrices.getLast();
    }

    private String inputMatrix() {
        if (inputs == 0 || !chance(0.15)) {
            inputs++;
        }
        return inputs == 1 ? "W" : "W_" + inputs;
    }

    private String shaped(String name, String rows, String columns) {
        Parameter parameter = new Parameter(name, List.of(rows, columns));
        if (!declared.contains(parameter)) {
            declared.add(parameter);
        }
        return name;
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
