package retrograde.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import retrograde.equation.Cell;
import retrograde.equation.Graph;
import retrograde.equation.Graph.Kind;
import retrograde.equation.Graph.Node;

/**
 * How a careful user would lay out a cell's equations as a loop of tensor operations.
 *
 * <p>
 * What does not depend on a state is computed for all steps at once, before the loop. Sums are ordered so that this part of them
 * is one tensor. Matrices that multiply the same vector are one matrix, and the sum they go into is added by the product
 * itself ({@code addmm}). So an LSTM's step has one product for its four gates.
 */
final class StepPlan {
    /** When a value is known. */
    enum Level {
        /** It depends on parameters only: {@code [d]}. */
        WEIGHTS,
        /** It depends on the input too: {@code [T,B,d]}. */
        SEQUENCE,
        /** It depends on a state: {@code [B,d]} at each step. */
        STEP
    }

    /** How the part of a sum that is known before the loop is made. */
    enum Base {
        /** There is none. */
        NONE,
        /** It depends on parameters only. */
        WEIGHTS,
        /** It is a product with a value known for all steps, and perhaps a bias. */
        LINEAR,
        /** It is anything else. */
        SEQUENCE
    }

    /**
     * A sum of any number of terms.
     *
     * @param before terms known before the loop
     * @param step terms of the step
     * @param folded that one of {@code step} whose product adds the terms of {@code before}, or −1
     */
    record Sum(List<Integer> before, List<Integer> step, int folded) {}

    /**
     * Products of the step that are one: their matrices, below each other, times one vector.
     *
     * @param products the nodes
     * @param base what the product adds
     */
    record Group(List<Integer> products, Base base) {}

    /** Which products can be one. */
    private record Key(int operand, String dimension, Base base, int source) {}

    private final List<Node> nodes;
    private final Level[] levels;
    private final int[] uses;
    private final Map<Integer, Sum> sums = new LinkedHashMap<>();
    private final Map<Integer, List<Integer>> folded = new LinkedHashMap<>();
    private final Map<Integer, Group> groups = new LinkedHashMap<>();
    private final Set<Integer> absorbed = new LinkedHashSet<>();

    StepPlan(Graph graph) {
        this.nodes = graph.nodes().subList(0, graph.forwardCount());
        this.levels = new Level[nodes.size()];
        this.uses = new int[nodes.size()];
        Cell cell = graph.cell();
        for (int id = 0; id < nodes.size(); id++) {
            Node n = nodes.get(id);
            levels[id] = level(n, cell);
            for (int operand : operands(n)) {
                uses[operand]++;
            }
        }
        for (String state : cell.states()) {
            uses[graph.target(state)]++;
        }
        findSums();
        findGroups();
    }

    private Level level(Node n, Cell cell) {
        if (n.kind() == Kind.VARIABLE) {
            return n.name().equals(Cell.INPUT) ? Level.SEQUENCE : cell.isState(n.name()) ? Level.STEP : Level.WEIGHTS;
        }
        Level level = Level.WEIGHTS;
        for (int operand : operands(n)) {
            level = levels[operand].compareTo(level) > 0 ? levels[operand] : level;
        }
        return level;
    }

    private static int[] operands(Node n) {
        return n.a() < 0 ? new int[0] : n.b() < 0 ? new int[] {n.a()} : new int[] {n.a(), n.b()};
    }

    private boolean stepSum(int id) {
        return nodes.get(id).kind() == Kind.ADD && levels[id] == Level.STEP;
    }

    /** From the last node to the first, so that a sum is met before the sums that it takes in. */
    private void findSums() {
        for (int id = nodes.size() - 1; id >= 0; id--) {
            if (!stepSum(id) || absorbed.contains(id)) {
                continue;
            }
            List<Integer> before = new ArrayList<>();
            List<Integer> step = new ArrayList<>();
            terms(id, before, step);
            int product = -1;
            for (int term : step) {
                if (product < 0 && !before.isEmpty() && nodes.get(term).kind() == Kind.PRODUCT && uses[term] == 1) {
                    product = term;
                    folded.put(term, before);
                }
            }
            sums.put(id, new Sum(before, step, product));
        }
    }

    private void terms(int id, List<Integer> before, List<Integer> step) {
        for (int operand : operands(nodes.get(id))) {
            if (stepSum(operand) && uses[operand] == 1) {
                absorbed.add(operand);
                terms(operand, before, step);
            } else if (!zero(operand)) {
                (levels[operand] == Level.STEP ? step : before).add(operand);
            }
        }
    }

    /** Whether a node is the number 0, which the graph adds to make a copy. */
    boolean zero(int id) {
        return nodes.get(id).kind() == Kind.CONSTANT && nodes.get(id).value() == 0;
    }

    private void findGroups() {
        Map<Key, List<Integer>> byKey = new LinkedHashMap<>();
        for (int id = 0; id < nodes.size(); id++) {
            Node n = nodes.get(id);
            if (n.kind() == Kind.PRODUCT && levels[id] == Level.STEP) {
                Base base = base(id);
                int source = base == Base.LINEAR ? nodes.get(linear(before(id))).a() : -1;
                byKey.computeIfAbsent(new Key(n.a(), n.dimension(), base, source), _ -> new ArrayList<>()).add(id);
            }
        }
        byKey.forEach((key, products) -> {
            Group group = new Group(List.copyOf(products), key.base());
            products.forEach(p -> groups.put(p, group));
        });
    }

    private Base base(int product) {
        List<Integer> before = before(product);
        if (before.isEmpty()) {
            return Base.NONE;
        }
        if (before.stream().allMatch(t -> levels[t] == Level.WEIGHTS)) {
            return Base.WEIGHTS;
        }
        return linear(before) >= 0 ? Base.LINEAR : Base.SEQUENCE;
    }

    /** The product in a sum of one product of the sequence, used nowhere else, and biases; or −1. */
    int linear(List<Integer> terms) {
        int found = -1;
        for (int t : terms) {
            if (levels[t] == Level.WEIGHTS) {
                continue;
            }
            if (found >= 0 || nodes.get(t).kind() != Kind.PRODUCT || uses[t] != 1) {
                return -1;
            }
            found = t;
        }
        return found;
    }

    /** The terms that a product of the step adds, or none. */
    List<Integer> before(int product) {
        return folded.getOrDefault(product, List.of());
    }

    /** The operations of one step, and those before the loop. */
    List<Node> nodes() {
        return nodes;
    }

    /** When a node's value is known. */
    Level level(int id) {
        return levels[id];
    }

    /** The sums of the step by the node of their value. */
    Map<Integer, Sum> sums() {
        return sums;
    }

    /** The group of each product of the step. */
    Map<Integer, Group> groups() {
        return groups;
    }

    /** The nodes that need an operation of their own at each step, in order: sums taken into others do not. */
    int[] stepOrder() {
        return IntStream.range(0, nodes.size())
                .filter(id -> levels[id] == Level.STEP && !absorbed.contains(id))
                .toArray();
    }
}
