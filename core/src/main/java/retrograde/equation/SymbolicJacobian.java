package retrograde.equation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.equation.Expression.Application;
import retrograde.equation.Expression.Binary;
import retrograde.equation.Expression.Constant;
import retrograde.equation.Expression.MatrixProduct;
import retrograde.equation.Expression.Negation;
import retrograde.equation.Expression.Variable;

/**
 * The step Jacobian of a cell as a sum of named terms, derived from the equations alone.
 *
 * <p>
 * {@code ∂s_t/∂s_{t−1} = Σ_terms Σ_paths D(a₀) M₁ D(a₁) … M_m D(a_m)}. The named variables are nodes; an edge u→v exists
 * where v's right-hand side contains u and carries {@code ∂v/∂u} with the other named variables held fixed; a path leads
 * from an old state to a new one; paths through the same set of gates form one term, {@code main} where there is none.
 *
 * <p>
 * In {@link View#ARTICLE} each new state that is a function of other new states and gates only ({@code h' = o * tanh(c')})
 * is eliminated: the old {@code h} is written through the old {@code c}, the gate held at its previous value. A cell
 * without such a state has the same terms in both views.
 *
 * @param cell the cell differentiated
 * @param view the recurrence described
 * @param states the states that remain: rows and columns of the Jacobian, in written order
 * @param terms the terms, {@code main} first, then by number of gates and their order in the equations
 */
public record SymbolicJacobian(Cell cell, View view, List<String> states, List<Term> terms) {

    /** More paths than this mean that a cell's equations branch exponentially. */
    private static final int MOST_PATHS = 20_000;

    /** Copies the lists. */
    public SymbolicJacobian {
        states = List.copyOf(states);
        terms = List.copyOf(terms);
    }

    /** {@code ∂s_t/∂s_{t−1}} in the view asked for. */
    public static SymbolicJacobian of(Cell cell, View view) {
        Set<String> gone = view == View.ARTICLE ? eliminated(cell) : Set.of();
        List<String> states = cell.states().stream().filter(s -> !gone.contains(s)).toList();
        return new SymbolicJacobian(cell, view, states, terms(cell, states, states, gone));
    }

    /** {@code ∂s_t/∂x_t}, the dependence of the new states on the input of the same step. */
    public static SymbolicJacobian input(Cell cell) {
        return new SymbolicJacobian(cell, View.FULL, cell.states(),
                terms(cell, cell.states(), List.of(Cell.INPUT), Set.of()));
    }

    /**
     * The states that the article's view eliminates: functions of other new states and gates only. At least one state
     * always remains.
     */
    public static Set<String> eliminated(Cell cell) {
        Set<String> gone = new LinkedHashSet<>();
        for (String state : cell.states()) {
            Expression right = equation(cell, state).right();
            boolean eligible = !containsProduct(right);
            boolean readsNewState = false;
            for (Variable v : Cell.variables(right)) {
                boolean newState = v.moment() == Moment.NOW && cell.isState(v.name());
                boolean constantOverTime = cell.isGate(v.name()) || cell.parameter(v.name()) != null;
                readsNewState |= newState && !gone.contains(v.name());
                eligible &= newState ? !gone.contains(v.name()) : v.moment() == Moment.NOW && constantOverTime;
            }
            if (eligible && readsNewState) {
                gone.add(state);
            }
        }
        return gone;
    }

    /**
     * {@code ∂h_{t−1}/∂c_{t−1}} of the states that the article's view eliminates by those that remain, the gates held at
     * their previous values: what makes the article's Jacobian of the full one. Rows and columns are all states.
     */
    public static SymbolicJacobian elimination(Cell cell) {
        Set<String> gone = eliminated(cell);
        List<String> kept = cell.states().stream().filter(s -> !gone.contains(s)).toList();
        Walk walk = new Walk(cell, kept, gone);
        for (String state : gone) {
            walk.previous(state).forEach(e -> walk.emit(state, e.leaf().name(), e.chain(), List.of()));
        }
        return new SymbolicJacobian(cell, View.FULL, cell.states(), List.of(new Term("main", List.of(), walk.found)));
    }

    /** The paths of all terms. */
    public List<Path> paths() {
        return terms.stream().flatMap(t -> t.paths().stream()).toList();
    }

    /** The term of that name, or null. */
    public @Nullable Term term(String name) {
        return terms.stream().filter(t -> t.name().equals(name)).findFirst().orElse(null);
    }

    /** The same Jacobian with one term left out: what an ablation follows. */
    public SymbolicJacobian without(String term) {
        return new SymbolicJacobian(cell, view, states, terms.stream().filter(t -> !t.name().equals(term)).toList());
    }

    private static List<Term> terms(Cell cell, List<String> rows, List<String> sources, Set<String> gone) {
        Walk walk = new Walk(cell, sources, gone);
        for (String row : rows) {
            walk.follow(row, row, new Chain(List.of(Algebra.ONE), List.of()), List.of());
        }
        Map<List<String>, List<Path>> byGates = new LinkedHashMap<>();
        for (Path path : merge(walk.found)) {
            byGates.computeIfAbsent(path.gates(), g -> new ArrayList<>()).add(path);
        }
        List<String> order = cell.gates();
        List<Term> terms = new ArrayList<>();
        byGates.forEach((gates, paths) -> terms
                .add(new Term(gates.isEmpty() ? "main" : "via " + String.join(",", gates), gates, paths)));
        terms.sort(Comparator.comparingInt((Term t) -> t.gates().size())
                .thenComparing(
                        t -> t.gates().stream().map(g -> String.format("%04d", order.indexOf(g))).toList().toString()));
        return terms;
    }

    /** Adds up paths that differ in one coefficient only, as {@code D(a) M + D(b) M = D(a + b) M}. */
    private static List<Path> merge(List<Path> paths) {
        List<Path> merged = new ArrayList<>();
        for (Path path : paths) {
            boolean absorbed = false;
            for (int i = 0; i < merged.size() && !absorbed; i++) {
                Path other = merged.get(i);
                boolean sameBlock = other.to().equals(path.to()) && other.from().equals(path.from())
                        && other.gates().equals(path.gates()) && other.links().equals(path.links());
                int different = sameBlock ? onlyDifference(other.coefficients(), path.coefficients()) : -1;
                if (different >= 0) {
                    List<Expression> coefficients = new ArrayList<>(other.coefficients());
                    coefficients.set(different,
                            Algebra.sum(coefficients.get(different), path.coefficients().get(different)));
                    merged.set(i, new Path(other.to(), other.from(), other.gates(), coefficients, other.links()));
                    absorbed = true;
                }
            }
            if (!absorbed) {
                merged.add(path);
            }
        }
        return merged;
    }

    private static int onlyDifference(List<Expression> a, List<Expression> b) {
        int different = 0;
        int count = 0;
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).equals(b.get(i))) {
                different = i;
                count++;
            }
        }
        return count <= 1 ? different : -1;
    }

    private static Equation equation(Cell cell, String name) {
        Equation equation = cell.equation(name);
        if (equation == null) {
            throw new IllegalArgumentException("cell " + cell.name() + " has no equation for " + name);
        }
        return equation;
    }

    private static boolean containsProduct(Expression e) {
        return e instanceof MatrixProduct || e.operands().stream().anyMatch(SymbolicJacobian::containsProduct);
    }

    /** {@code D(a₀) M₁ … D(a_m)} on the way from a value down to one occurrence of a variable. */
    private record Chain(List<Expression> coefficients, List<Path.Link> links) {
        Chain times(Expression factor) {
            List<Expression> scaled = new ArrayList<>(coefficients);
            int last = scaled.size() - 1;
            scaled.set(last, Algebra.product(scaled.get(last), factor));
            return new Chain(scaled, links);
        }

        Chain through(Path.Link link) {
            List<Expression> longer = new ArrayList<>(coefficients);
            longer.add(Algebra.ONE);
            List<Path.Link> further = new ArrayList<>(links);
            further.add(link);
            return new Chain(longer, further);
        }

        Chain then(Chain next) {
            Chain joined = times(next.coefficients.get(0));
            for (int i = 0; i < next.links.size(); i++) {
                joined = joined.through(next.links.get(i)).times(next.coefficients.get(i + 1));
            }
            return joined;
        }

        boolean vanishes() {
            return coefficients.stream().anyMatch(e -> e instanceof Constant c && c.value() == 0);
        }
    }

    /** An edge of the graph of named variables: {@code ∂v/∂leaf} along one sequence of matrices. */
    private record Edge(Variable leaf, Chain chain) {}

    private static final class Walk {
        private final Cell cell;
        private final List<String> sources;
        private final Set<String> gone;
        private final Map<String, List<Edge>> edges = new LinkedHashMap<>();
        private final List<Path> found = new ArrayList<>();

        Walk(Cell cell, List<String> sources, Set<String> gone) {
            this.cell = cell;
            this.sources = sources;
            this.gone = gone;
        }

        /** Extends the chain that has reached the named value {@code at} down to all sources below it. */
        void follow(String to, String at, Chain chain, List<String> gates) {
            for (Edge edge : edges(at)) {
                Variable leaf = edge.leaf();
                Chain longer = chain.then(edge.chain());
                if (leaf.moment() == Moment.NOW && cell.equation(leaf.name()) != null) {
                    boolean gate = cell.isGate(leaf.name());
                    follow(to, leaf.name(), longer, gate ? with(gates, leaf.name()) : gates);
                } else if (leaf.moment() == Moment.BEFORE && gone.contains(leaf.name())) {
                    for (Edge back : previous(leaf.name())) {
                        if (sources.contains(back.leaf().name())) {
                            emit(to, back.leaf().name(), longer.then(back.chain()), gates);
                        }
                    }
                } else if (sources.contains(leaf.name())) {
                    emit(to, leaf.name(), longer, gates);
                }
            }
        }

        private void emit(String to, String from, Chain chain, List<String> gates) {
            if (chain.vanishes()) {
                return;
            }
            if (found.size() >= MOST_PATHS) {
                throw new InputException("cell " + cell.name() + " has more than " + MOST_PATHS
                        + " paths from old to new states; name fewer intermediate values that depend on each other");
            }
            List<String> order = cell.gates();
            List<String> sorted = gates.stream().sorted(Comparator.comparingInt(order::indexOf)).toList();
            found.add(new Path(to, from, sorted, chain.coefficients(), chain.links()));
        }

        private static List<String> with(List<String> gates, String gate) {
            List<String> more = new ArrayList<>(gates);
            if (!more.contains(gate)) {
                more.add(gate);
            }
            return more;
        }

        private List<Edge> edges(String name) {
            List<Edge> known = edges.get(name);
            if (known == null) {
                Equation equation = equation(cell, name);
                known = new ArrayList<>();
                descend(equation.right(), equation.target(), new Chain(List.of(Algebra.ONE), List.of()), known);
                known = mergeEdges(known);
                edges.put(name, known);
            }
            return known;
        }

        /** {@code ∂h_{t−1}/∂(remaining old states)} of an eliminated state, gates held at their previous values. */
        private List<Edge> previous(String state) {
            Expression right = shift(equation(cell, state).right());
            List<Edge> all = new ArrayList<>();
            descend(right, right, new Chain(List.of(Algebra.ONE), List.of()), all);
            return mergeEdges(all.stream().filter(e -> cell.isState(e.leaf().name())).toList());
        }

        private Expression shift(Expression e) {
            if (e instanceof Variable v) {
                return cell.parameter(v.name()) != null ? v : new Variable(v.name(), Moment.BEFORE);
            }
            return e.withOperands(e.operands().stream().map(this::shift).toList());
        }

        private static List<Edge> mergeEdges(List<Edge> edges) {
            List<Edge> merged = new ArrayList<>();
            for (Edge edge : edges) {
                boolean absorbed = false;
                for (int i = 0; i < merged.size() && !absorbed; i++) {
                    Edge other = merged.get(i);
                    if (other.leaf().equals(edge.leaf()) && other.chain().links().equals(edge.chain().links())) {
                        int d = onlyDifference(other.chain().coefficients(), edge.chain().coefficients());
                        if (d >= 0) {
                            List<Expression> sum = new ArrayList<>(other.chain().coefficients());
                            sum.set(d, Algebra.sum(sum.get(d), edge.chain().coefficients().get(d)));
                            merged.set(i, new Edge(edge.leaf(), new Chain(sum, edge.chain().links())));
                            absorbed = true;
                        }
                    }
                }
                if (!absorbed) {
                    merged.add(edge);
                }
            }
            return merged;
        }

        /** Collects the derivative of {@code e} by each variable in it; {@code output} names the value of {@code e}. */
        private void descend(Expression e, Expression output, Chain chain, List<Edge> into) {
            switch (e) {
                case Constant c -> {}
                case Variable v -> into.add(new Edge(v, chain));
                case Negation n -> descend(n.operand(), n.operand(), chain.times(Expression.constant(-1)), into);
                case Binary b -> {
                    for (int i = 0; i < 2; i++) {
                        Expression operand = i == 0 ? b.left() : b.right();
                        Expression factor = Derivatives.partial(b.operator(), i, b.left(), b.right(), output);
                        descend(operand, operand, chain.times(factor), into);
                    }
                }
                case Application a when a.function() == Function.LAYERNORM -> {
                    Expression operand = a.arguments().get(0);
                    descend(operand, operand, chain.through(new Path.Normalisation(operand)), into);
                }
                case Application a -> {
                    for (int i = 0; i < a.arguments().size(); i++) {
                        Expression operand = a.arguments().get(i);
                        Expression factor = Derivatives.partial(a.function(), i, a.arguments(), output);
                        descend(operand, operand, chain.times(factor), into);
                    }
                }
                case MatrixProduct p -> descend(p.operand(), p.operand(), chain.through(new Path.Matrix(p.matrix())),
                        into);
            }
        }
    }
}
