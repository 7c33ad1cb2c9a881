package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import retrograde.InputException;
import retrograde.engine.LayerShape;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.model.Architecture;

/**
 * What is sampled so that a flow takes about so much processor time.
 *
 * <p>
 * Times are those of the operations counted, at {@value #RATE} a second: what one core of a server of 2024 measured, to a
 * factor of two either way. They are not measured where they are used, so that a budget chooses the same sampling, and hence the
 * same figures, on every machine and under any load.
 *
 * @param options what is to be measured now
 * @param leftOut quantities that were wanted and cannot be had within the budget, however few samples they take
 * @param seconds of every quantity measured
 */
public record FlowBudget(FlowOptions options, List<String> leftOut, Map<String, Double> seconds) {
    /** Multiplications with additions a second. */
    public static final double RATE = 1e10;

    /** By seconds; the name decides between equals, so that the choice is the same everywhere. */
    private static final Comparator<Map.Entry<String, Double>> COST = Map.Entry.<String, Double>comparingByValue()
            .thenComparing(Map.Entry.comparingByKey());

    private static final int FEWEST_PAIRS = 16;
    private static final int FEWEST_LAGS = 16;
    private static final int FEWEST_SEQUENCES = 2;
    private static final int FEWEST_EXPONENTS = 4;
    /** Steps of each sequence at which terms are formed, and what a spectral norm takes for each entry of a term. */
    private static final double TERM_STEPS = 64;
    private static final double SPECTRAL_NORM = 1000;
    private static final double PRODUCT_SPECTRUM = 20;
    private static final double VIEW_GAP_LAGS = 50;
    private static final int GRADIENT_PASSES = 10;

    /** Copies both. */
    public FlowBudget {
        leftOut = List.copyOf(leftOut);
        seconds = Map.copyOf(seconds);
    }

    /** The processor time of all. */
    public double total() {
        return sum(seconds);
    }

    /**
     * Chooses.
     *
     * @param wanted with the most samples wished
     * @param limit seconds
     * @param named quantities that must not be left out
     * @param further seconds of quantities that others make
     * @throws InputException where what must not be left out takes longer even with the fewest samples
     */
    public static FlowBudget fit(Architecture model, FlowOptions wanted, double limit, Set<String> named,
            Map<String, Double> further) {
        if (!(limit > 0) || Double.isInfinite(limit)) {
            throw new InputException(
                    "--budget is " + limit + ": give the seconds that a measurement may take, above 0");
        }
        FlowOptions options = wanted;
        List<String> leftOut = new ArrayList<>();
        // What does not fit even with the fewest samples must not cost the others theirs.
        for (Map<String, Double> least = fewest(model, options, further); sum(least) > limit;) {
            String costliest = costliest(least, named, limit);
            leftOut.add(costliest);
            options = without(options, costliest);
            least = fewest(model, options, further);
        }
        Map<String, Double> seconds = seconds(model, options, further);
        while (sum(seconds) > limit) {
            options = fewer(options, seconds);
            seconds = seconds(model, options, further);
        }
        return new FlowBudget(options, leftOut, seconds);
    }

    private static double sum(Map<String, Double> seconds) {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The processor time of each quantity with the fewest samples. */
    private static Map<String, Double> fewest(Architecture model, FlowOptions options, Map<String, Double> further) {
        FlowOptions few = options;
        while (true) {
            Map<String, Double> seconds = seconds(model, few, further);
            FlowOptions fewer = fewer(few, seconds);
            if (fewer.equals(few)) {
                return seconds;
            }
            few = fewer;
        }
    }

    private static String costliest(Map<String, Double> least, Set<String> named, double limit) {
        return least.entrySet()
                .stream()
                .filter(q -> !named.contains(q.getKey()))
                .max(COST)
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new InputException(String.format(Locale.ROOT,
                        "--budget is %s s, and %s take about %.3g s of processor time even with the fewest samples; give a "
                                + "larger --budget or fewer --quantities",
                        limit, String.join(", ", least.keySet()), sum(least))));
    }

    /** The processor time of each quantity. */
    public static Map<String, Double> seconds(Architecture model, FlowOptions o, Map<String, Double> further) {
        double cube = Arrays.stream(model.stateSizes()).mapToDouble(n -> (double) n * n * n).sum();
        double weights = model.layers().stream().mapToLong(LayerShape::parameterCount).sum();
        Map<String, Double> work = new LinkedHashMap<>();
        double exponents = Arrays.stream(model.stateSizes())
                .mapToDouble(n -> 2.0 * n * Math.min(n, o.exponents()) * (n + 2.0 * Math.min(n, o.exponents())))
                .sum();
        work.put("lyapunov", (double) o.window() * o.sequences() * exponents);
        double gradient = GRADIENT_PASSES * weights * o.window() * o.pairs();
        work.put("gradientByLag", gradient);
        // Both read one pass.
        work.put("reach", o.wants("gradientByLag") ? 0 : gradient);
        work.put("horizon", 2 * cube * o.lags() * o.productSequences());
        work.put("terms",
                Math.min(TERM_STEPS, o.window()) * o.sequences() * termEntries(model, o.view()) * SPECTRAL_NORM);
        work.put("ablation", 2 * cube * o.lags() * terms(model));
        work.put("viewGap", 4 * cube * Math.min(VIEW_GAP_LAGS, o.lags()) * o.productSequences());
        work.put("productSpectrum", PRODUCT_SPECTRUM * cube * o.lags());
        work.put("units", 100.0 * model.stateSize() * o.window() * o.sequences());
        work.put("pairMap", 4 * PairMap.cost(model, o.window(), o.sequences(), o.everyStep()));
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (String quantity : new java.util.TreeSet<>(o.quantities())) {
            seconds.put(quantity,
                    Optional.ofNullable(work.get(quantity))
                            .map(w -> w / RATE)
                            .orElseGet(() -> further.getOrDefault(quantity, 0.0)));
        }
        return seconds;
    }

    private static double terms(Architecture model) {
        return model.layers().stream().mapToInt(l -> SymbolicJacobian.of(l.cell(), View.FULL).terms().size()).sum();
    }

    private static double termEntries(Architecture model, View view) {
        return model.layers()
                .stream()
                .mapToDouble(l -> (double) l.hidden() * l.hidden() * SymbolicJacobian.of(l.cell(), view).terms().size())
                .sum();
    }

    /** Half of what the costliest quantity that can do with fewer samples takes; the same where none can. */
    private static FlowOptions fewer(FlowOptions o, Map<String, Double> seconds) {
        List<String> costliest = seconds.entrySet().stream().sorted(COST.reversed()).map(Map.Entry::getKey).toList();
        for (String quantity : costliest) {
            FlowOptions fewer = switch (quantity) {
                case "gradientByLag", "reach" -> with(o, o.lags(), o.exponents(), o.sequences(),
                        Math.max(Math.min(FEWEST_PAIRS, o.pairs()), o.pairs() / 2));
                case "horizon", "ablation", "viewGap",
                        "productSpectrum" -> with(o, Math.max(Math.min(FEWEST_LAGS, o.lags()), o.lags() / 2),
                                o.exponents(), o.sequences(), o.pairs());
                case "lyapunov" -> o.exponents() > FEWEST_EXPONENTS
                        ? with(o, o.lags(), Math.max(FEWEST_EXPONENTS, o.exponents() / 2), o.sequences(), o.pairs())
                        : fewerSequences(o);
                case "terms", "units" -> fewerSequences(o);
                default -> o;
            };
            if (!fewer.equals(o)) {
                return fewer;
            }
        }
        return o;
    }

    private static FlowOptions fewerSequences(FlowOptions o) {
        return with(o, o.lags(), o.exponents(), Math.max(Math.min(FEWEST_SEQUENCES, o.sequences()), o.sequences() / 2),
                o.pairs());
    }

    private static FlowOptions with(FlowOptions o, int lags, int exponents, int sequences, int pairs) {
        return new FlowOptions(o.quantities(), o.view(), o.states(), o.window(), lags, o.everyStep(), exponents,
                o.interval(), o.epsilon(), sequences, Math.min(o.productSequences(), sequences), pairs, o.seed());
    }

    private static FlowOptions without(FlowOptions o, String quantity) {
        Set<String> left = new LinkedHashSet<>(o.quantities());
        left.remove(quantity);
        return new FlowOptions(left, o.view(), o.states(), o.window(), o.lags(), o.everyStep(), o.exponents(),
                o.interval(), o.epsilon(), o.sequences(), o.productSequences(), o.pairs(), o.seed());
    }
}
