package retrograde.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.advice.Advice;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.equation.View;
import retrograde.flow.FlowBudget;
import retrograde.flow.FlowOptions;
import retrograde.flow.LayerFlow;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.PairMap;
import retrograde.model.Architecture;
import retrograde.run.Comparison;

/** The options that say what of the flow is measured, and on how much data. */
final class MeasureOptions {
    /** Work that is left out by default unless asked for by name: about half a minute on one core. */
    private static final double MODERATE = 2e11;
    /** Gradients of whole batches take so many times their multiplications, as measured. */
    private static final double ADVICE = 2.5;
    private static final int FEWEST_PAIRS = 16;
    private static final String NO_JOINT_STATE = "a model that reads in both directions has no joint state";
    private static final Set<String> WITH_PRODUCTS = Set.of("horizon", "ablation", "viewGap", "productSpectrum");
    private static final Set<String> WITH_JACOBIANS = Set.of("lyapunov", "horizon", "terms", "ablation", "viewGap",
            "productSpectrum");

    @Option(
            names = "--view",
            paramLabel = "full|article",
            defaultValue = "full",
            description = "Which Jacobian's terms (default ${DEFAULT-VALUE}).")
    View view = View.FULL;

    @Option(names = "--state", paramLabel = "h,c", split = ",", description = "Restrict products to these states.")
    private List<String> states = List.of();

    @Option(
            names = "--lags",
            paramLabel = "K",
            description = "Largest lag of products (default: the window, or what half a minute allows).")
    private @Nullable Integer lags;

    @Option(
            names = "--loss",
            paramLabel = "last|every",
            description = "At which steps losses are drawn (default: the data's).")
    private @Nullable LossSteps loss;

    @Option(
            names = "--exponents",
            paramLabel = "K",
            description = "Leading Lyapunov exponents (default: all, at most 64).")
    private @Nullable Integer exponents;

    @Option(
            names = "--window",
            paramLabel = "T",
            description = {
                    "Length of the sequences measured on (default max(4*steps, 256); for noise and zero --steps).",
                    "With --quantities lyapunov alone it may be millions: sequences are run piece by piece."})
    private @Nullable Integer window;

    @Option(
            names = "--qr-every",
            paramLabel = "N|auto",
            defaultValue = "auto",
            converter = QrEvery.class,
            description = "Steps between re-orthonormalisations of the Lyapunov frame; auto: as many of 1, 2, 5 or 10 as lose nothing (default ${DEFAULT-VALUE}).")
    private int interval;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            defaultValue = "1e-3",
            description = "Threshold of the horizon (default ${DEFAULT-VALUE}).")
    private double epsilon;

    @Option(names = "--batch", paramLabel = "B", description = "Independent sequences (default 8; 1 for zero data).")
    private @Nullable Integer batch;

    @Option(
            names = "--quantities",
            paramLabel = "a,b",
            split = ",",
            description = {
                    "What to measure (default all, pairMap only for a page): lyapunov, gradientByLag, reach, horizon, terms, ablation, viewGap, productSpectrum, units, advice, pairMap."})
    List<String> quantities = List.of();

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = {
                    "Pairs of a sequence and a loss step whose gradients are followed, rounded down to a multiple of 8",
                    "(default: 256; 16 where all sequences are alike). Time and memory grow with them."})
    private @Nullable Integer pairs;

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            description = {
                    "Processor time the measurement may take, about: fewer samples are drawn, and what does not fit",
                    "is left out (default: whatever takes minutes is left out)."})
    private @Nullable Double budget;

    /** Where losses are. */
    enum LossSteps {
        LAST, EVERY
    }

    /**
     * What is to be measured of a model; says on standard error what is left out.
     *
     * @param needed quantities that other options ask for
     * @param page whether a page is written, which shows more
     */
    FlowOptions options(Architecture measured, Dataset dataset, int steps, Set<String> needed, boolean page,
            long seed) {
        boolean projection = dataset.objective().kind() == Objective.Kind.PROJECTION;
        boolean still = dataset.name().equals("zero");
        int length = window != null ? window
                : projection ? dataset.length(steps) : Comparison.defaultWindow(dataset, steps);
        if (length > dataset.longestTrain()) {
            throw new InputException("--window is " + length + ", but " + dataset.name() + " has only "
                    + dataset.longestTrain() + " steps to learn from; choose a shorter --window");
        }
        int n = Arrays.stream(measured.stateSizes()).max().orElseThrow();
        int sequences = batch != null ? batch : still ? 1 : 8;
        if (sequences < 1) {
            throw new InputException("--batch is " + sequences + ": flow needs at least 1 sequence");
        }
        if (pairs != null && pairs < FEWEST_PAIRS) {
            throw new InputException("--pairs is " + pairs + ": errors are estimated from at least " + FEWEST_PAIRS);
        }
        int drawn = pairs != null ? pairs : still ? FEWEST_PAIRS : 256;
        int allowed = budget != null ? length
                : (int) Math.max(16, Math.min(length, MODERATE / (2 * cube(measured) * sequences)));
        int most = lags != null ? lags : allowed;
        boolean everyStep = loss != null ? loss == LossSteps.EVERY : Comparison.everyStep(dataset);
        List<String> left = new ArrayList<>();
        FlowOptions options = new FlowOptions(
                chosen(measured, length, drawn, most, PairMap.cost(measured, length, sequences, everyStep), needed,
                        page, left),
                view, states, length, most, everyStep, exponents != null ? exponents : Math.min(n, 64), interval,
                epsilon, sequences, sequences, drawn, seed);
        checkLyapunov(length, projection ? "--steps" : "--window", needed);
        if (budget != null) {
            options = within(budget, measured, options, needed);
        }
        Room.forFlow(measured, length, options.sequences(), options.keepsSequences(),
                options.quantities().stream().anyMatch(WITH_JACOBIANS::contains));
        if (!left.isEmpty()) {
            System.err.println("retrograde: left out " + String.join(", ", left)
                    + ", which would take minutes or much memory at this size; --quantities asks for them by name"
                    + (left.contains("gradientByLag") ? ", fewer --pairs take less" : ""));
        }
        if (lags == null && allowed < length && options.quantities().stream().anyMatch(WITH_PRODUCTS::contains)) {
            System.err.println("retrograde: products go back " + allowed + " of " + length
                    + " steps, to keep this short; --lags for more");
        }
        return options;
    }

    private void checkLyapunov(int length, String option, Set<String> needed) {
        int least = LyapunovSpectrum.alignment(length) + 1;
        if (length > least) {
            return;
        }
        String why = "a Lyapunov spectrum needs more than " + least + " steps, and there are " + length
                + "; choose a longer " + option;
        if (quantities.contains("lyapunov") || needed.contains("lyapunov")) {
            throw new InputException(why);
        }
        if (quantities.isEmpty()) {
            System.err.println("retrograde: " + why);
        }
    }

    /** Fewer samples, and perhaps fewer quantities; says which. */
    private FlowOptions within(double seconds, Architecture measured, FlowOptions wished, Set<String> needed) {
        Set<String> named = new LinkedHashSet<>(quantities.stream().map(String::strip).toList());
        if (named.contains("advice")) {
            named.addAll(Advice.NEEDS);
        }
        named.addAll(needed);
        FlowBudget fitted = FlowBudget.fit(measured, wished, seconds, named, Map.of("advice",
                Advice.work(measured, wished.window(), AdviceOptions.BATCH) * ADVICE / FlowBudget.RATE));
        FlowOptions o = fitted.options();
        System.err.printf(Locale.ROOT,
                "retrograde: within %s s: %d sequences, %d pairs, %d lags, %d exponents; about %.2g s of processor time%s%n",
                seconds, o.sequences(), o.pairs(), o.lags(), o.exponents(), fitted.total(),
                fitted.leftOut().isEmpty() ? "" : "; left out " + String.join(", ", fitted.leftOut()));
        return o;
    }

    /** Multiplications of a product over one lag, of every state that is carried by itself. */
    private static double cube(Architecture architecture) {
        return Arrays.stream(architecture.stateSizes()).mapToDouble(n -> (double) n * n * n).sum();
    }

    private Set<String> chosen(Architecture measured, int length, int drawn, int most, double mapCost,
            Set<String> needed, boolean page, List<String> left) {
        if (!quantities.isEmpty()) {
            Set<String> named = new LinkedHashSet<>(quantities.stream().map(String::strip).toList());
            named.addAll(needed);
            if (measured.bidirectional()) {
                named.stream().filter(LayerFlow.LEFT_OUT::contains).findFirst().ifPresent(q -> {
                    throw new InputException("--quantities names " + q + ", but " + NO_JOINT_STATE
                            + "; leave it out: lyapunov, horizon and the others are measured of each layer");
                });
            }
            if (named.contains("advice")) {
                named.addAll(Advice.NEEDS);
            }
            return named;
        }
        Set<String> all = new LinkedHashSet<>(FlowOptions.QUANTITIES);
        page &= !measured.bidirectional();
        if (measured.bidirectional()) {
            all.removeAll(LayerFlow.LEFT_OUT);
            System.err.println("retrograde: " + NO_JOINT_STATE + ", so each layer is measured in the order in which it"
                    + " reads; left out " + String.join(", ", LayerFlow.LEFT_OUT));
        }
        if (budget != null) {
            if (page) {
                all.addAll(FlowOptions.ON_REQUEST);
            }
            all.addAll(needed);
            return all;
        }
        double cube = cube(measured);
        long weights = measured.layers().stream().mapToLong(LayerShape::parameterCount).sum();
        leaveOut(all, left,
                10.0 * weights * length * drawn > 5 * MODERATE || !Room.forGradientByLag(measured, length, drawn),
                List.of("gradientByLag", "reach"));
        leaveOut(all, left, 20 * cube * most * 2 > 2 * MODERATE, List.of("productSpectrum"));
        leaveOut(all, left, 2 * cube * most * 5 > 2 * MODERATE, List.of("ablation", "viewGap"));
        leaveOut(all, left, Advice.work(measured, length, AdviceOptions.BATCH) > 5 * MODERATE, List.of("advice"));
        if (page) {
            all.addAll(FlowOptions.ON_REQUEST);
            leaveOut(all, left, 4 * mapCost > MODERATE, List.of("pairMap"));
        }
        all.addAll(needed);
        left.removeAll(needed);
        return all;
    }

    private static void leaveOut(Set<String> all, List<String> left, boolean costly, List<String> names) {
        if (costly) {
            all.removeAll(names);
            left.addAll(names);
        }
    }
}
