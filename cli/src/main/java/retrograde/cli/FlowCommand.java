// Long because all options of flow are declared, checked and given their defaults here.
package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import retrograde.InputException;
import retrograde.advice.Advice;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.PairMap;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.report.document.AdviceDocument;
import retrograde.report.document.FlowDocument;
import retrograde.report.document.FlowPageDocument;
import retrograde.report.document.SequencePageDocument;
import retrograde.report.page.FlowPage;
import retrograde.report.page.SequencePage;
import retrograde.run.Comparison;
import tools.jackson.databind.node.ObjectNode;

/** Measures the gradient flow of a fresh model or a checkpoint. */
@Command(
        name = "flow",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Measures how far back the gradient reaches, and why it stops there.",
                "Of a fresh model (--cell), or of a checkpoint that 'train' wrote."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde flow --cell lstm --task adding --steps 100",
                "  retrograde flow runs/lstm-adding/model.ckpt --json",
                "  retrograde flow runs/lstm-adding/model.ckpt --out runs/lstm-adding --lang zh",
                "  retrograde flow --cell my.cell --data noise:0.5 --steps 500 --init b_f=3",
                "  retrograde flow --cell gru --task adding --at draw:1 --from 0 --json",
                "  retrograde flow --cell gru --task adding --quantities advice --wish 200",
                "  retrograde flow runs/lstm-adding/model.ckpt --fail-if verdict=exploding"})
final class FlowCommand implements Callable<Integer> {
    private static final String STANDARD_DATA = "moby-dick";
    /** Work that is left out by default unless asked for by name: about half a minute on one core. */
    private static final double MODERATE = 2e11;
    /** More steps than this, of all sequences, take more than a few seconds. */
    private static final long LONG = 500_000;

    private static final Set<String> WITH_PRODUCTS = Set.of("horizon", "ablation", "viewGap", "productSpectrum");
    private static final Set<String> WITH_JACOBIANS = Set.of("lyapunov", "horizon", "terms", "ablation", "viewGap",
            "productSpectrum");
    private static final Set<String> OF_A_FRESH_MODEL = Set.of("--cell", "--hidden", "--layers", "--embedding", "--dim",
            "--init", "--input");

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CHECKPOINT",
            description = "A checkpoint; without one a fresh model is measured.")
    private @Nullable Path checkpoint;

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            defaultValue = "lstm",
            description = "Cell of a fresh model (default ${DEFAULT-VALUE}).")
    private String cell = "lstm";

    @Option(
            names = "--input",
            paramLabel = "I",
            defaultValue = "1",
            description = "Inputs, for noise and zero data (default ${DEFAULT-VALUE}).")
    private int input;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--view",
            paramLabel = "full|article",
            defaultValue = "full",
            description = "Which Jacobian's terms (default ${DEFAULT-VALUE}).")
    private View view = View.FULL;

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
    private List<String> quantities = List.of();

    @Option(
            names = "--dtype",
            paramLabel = "float64",
            defaultValue = "float64",
            description = "Arithmetic of the measurement: float64, by the reference engine (default ${DEFAULT-VALUE}).")
    private String dtype = "float64";

    @Mixin
    private AdviceOptions wish = new AdviceOptions();

    @Mixin
    private AtOptions at = new AtOptions();

    @Mixin
    private FailOptions fail = new FailOptions();

    @Mixin
    private PageOptions page = new PageOptions();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** Where losses are. */
    enum LossSteps {
        LAST, EVERY
    }

    @Override
    public Integer call() {
        if (Kind.of(dtype) == Kind.FLOAT32) {
            throw new InputException("--dtype float32 is for training; flow is measured in float64, whatever the model"
                    + " was trained in; leave --dtype out");
        }
        boolean lookAt = at.given();
        page.check(lookAt ? "at.html" : "flow.html");
        if (lookAt && fail.given()) {
            throw new InputException(
                    "--fail-if judges the whole flow, and --at shows one sequence; leave out one of them");
        }
        Dataset dataset;
        Model measured;
        int steps;
        int updateBatch = AdviceOptions.BATCH;
        FlowOptions options;
        if (checkpoint != null) {
            refuseOptionsOfTheModel();
            OpenedCheckpoint opened = OpenedCheckpoint.open(checkpoint, data, STANDARD_DATA);
            measured = opened.model();
            dataset = opened.data();
            steps = opened.steps();
            updateBatch = opened.number("batch", updateBatch);
            options = options(measured.architecture(), dataset, steps);
        } else {
            dataset = data.open(STANDARD_DATA, input);
            steps = data.steps(dataset);
            Cell loaded = Zoo.load(cell);
            model.checkDimensions(List.of(loaded));
            Architecture architecture = model.architecture(loaded, dataset);
            options = options(architecture, dataset, steps);
            measured = model.initialisation().model(architecture);
        }
        if (lookAt) {
            ObjectNode shown = at.show(measured, dataset, steps, json);
            if (page.given()) {
                page.write("at.html",
                        SequencePage.render(
                                SequencePageDocument.of(shown, measured, name(), provenance(measured, dataset, steps)),
                                page.language()),
                        json);
            }
            return Main.SUCCESS;
        }
        if (view == View.ARTICLE) {
            noteSameViews(measured.architecture());
        }
        Flow flow;
        Optional<Advice> advice;
        try (Execution execution = Execution.of(Kind.FLOAT64, threads.number());
                Progress progress = Progress.of("steps", stepsToTell(options), true)) {
            flow = Flow.measure(measured, dataset, options, execution, done -> progress.at(done, ""));
            advice = options.wants("advice")
                    ? Advice.of(flow, measured, dataset, steps, updateBatch, wish.steps(), execution)
                    : Optional.empty();
        }
        ObjectNode document = FlowDocument.of(flow, measured, steps);
        advice.ifPresent(a -> document.set("advice", AdviceDocument.of(a)));
        if (json) {
            System.out.println(document.toPrettyString());
        } else {
            System.out.print(FlowText.of(flow, measured, dataset, steps));
            advice.ifPresent(a -> System.out.print(AdviceText.of(a)));
            if (advice.isEmpty() && quantities.contains("advice")) {
                System.out.println(
                        "advice     none: there is nothing to learn in " + dataset.name() + "; give --task or --data");
            }
        }
        if (page.given()) {
            ObjectNode provenance = provenance(measured, dataset, steps);
            provenance.putObject("options")
                    .put("window", options.window())
                    .put("sequences", options.sequences())
                    .put("pairs", options.pairs())
                    .put("lags", options.lags());
            page.write("flow.html",
                    FlowPage.render(FlowPageDocument.of(flow, document, measured, dataset.name(), name(), provenance),
                            page.language()),
                    json);
        }
        return fail.judge(flow);
    }

    /** How the reader knows the model. */
    private String name() {
        return checkpoint != null ? checkpoint.toString() : cell;
    }

    private ObjectNode provenance(Model measured, Dataset dataset, int steps) {
        ObjectNode node = RunProvenance.of(spec, threads.number(), model.seed);
        node.putObject("data").put("name", dataset.name()).put("hash", dataset.hash()).put("steps", steps);
        node.putObject("model")
                .put("layers", measured.architecture().layers().size())
                .put("hidden", measured.architecture().topHidden())
                .put("parameters", measured.architecture().parameterCount());
        return node;
    }

    /** The steps of a run that takes long enough to say how far it is; else 0. */
    private static long stepsToTell(FlowOptions options) {
        long all = (long) options.window() * options.sequences();
        return options.wants("lyapunov") && !options.keepsSequences() && all > LONG ? all : 0;
    }

    private void refuseOptionsOfTheModel() {
        List<String> given = spec == null ? List.of()
                : spec.commandLine().getParseResult().matchedOptions().stream().map(OptionSpec::longestName).toList();
        for (String option : given) {
            if (OF_A_FRESH_MODEL.contains(option)) {
                throw new InputException(option + " describes a fresh model, but " + checkpoint
                        + " brings its own; leave out one of them");
            }
        }
    }

    private static void noteSameViews(Architecture architecture) {
        architecture.layers()
                .stream()
                .map(LayerShape::cell)
                .distinct()
                .filter(c -> SymbolicJacobian.eliminated(c).isEmpty())
                .forEach(c -> System.err.println("retrograde: no state of " + c.name()
                        + " is a function of others and gates only: the article's view is the full one"));
    }

    private FlowOptions options(Architecture measured, Dataset dataset, int steps) {
        boolean projection = dataset.objective().kind() == Objective.Kind.PROJECTION;
        boolean still = dataset.name().equals("zero");
        int length = window != null ? window
                : projection ? dataset.length(steps) : Comparison.defaultWindow(dataset, steps);
        if (length > dataset.longestTrain()) {
            throw new InputException("--window is " + length + ", but " + dataset.name() + " has only "
                    + dataset.longestTrain() + " steps to learn from; choose a shorter --window");
        }
        int n = stateSize(measured);
        int sequences = batch != null ? batch : still ? 1 : 8;
        if (sequences < 1) {
            throw new InputException("--batch is " + sequences + ": flow needs at least 1 sequence");
        }
        int pairs = still ? 16 : 256;
        int allowed = (int) Math.max(16, Math.min(length, MODERATE / (2 * cube(n) * sequences)));
        int most = lags != null ? lags : allowed;
        boolean everyStep = loss != null ? loss == LossSteps.EVERY : Comparison.everyStep(dataset);
        List<String> left = new ArrayList<>();
        FlowOptions options = new FlowOptions(
                chosen(measured, length, pairs, most, PairMap.cost(measured, length, sequences, everyStep), left), view,
                states, length, most, everyStep, exponents != null ? exponents : Math.min(n, 64), interval, epsilon,
                sequences, sequences, pairs, model.seed);
        checkLyapunov(length, projection ? "--steps" : "--window");
        Room.forFlow(measured, length, sequences, options.keepsSequences(),
                options.quantities().stream().anyMatch(WITH_JACOBIANS::contains));
        if (!left.isEmpty()) {
            System.err.println("retrograde: left out " + String.join(", ", left)
                    + ", which would take minutes or much memory at this size; --quantities asks for them by name");
        }
        if (lags == null && allowed < length && options.quantities().stream().anyMatch(WITH_PRODUCTS::contains)) {
            System.err.println("retrograde: products go back " + allowed + " of " + length
                    + " steps, to keep this short; --lags for more");
        }
        return options;
    }

    private void checkLyapunov(int length, String option) {
        int needed = LyapunovSpectrum.alignment(length) + 1;
        if (length > needed) {
            return;
        }
        String why = "a Lyapunov spectrum needs more than " + needed + " steps, and there are " + length
                + "; choose a longer " + option;
        if (quantities.contains("lyapunov") || fail.needs().contains("lyapunov")) {
            throw new InputException(why);
        }
        if (quantities.isEmpty()) {
            System.err.println("retrograde: " + why);
        }
    }

    private static int stateSize(Architecture architecture) {
        return architecture.layers().stream().mapToInt(LayerShape::stateSize).sum();
    }

    private static double cube(double n) {
        return n * n * n;
    }

    private Set<String> chosen(Architecture measured, int length, int pairs, int most, double mapCost,
            List<String> left) {
        Set<String> needed = fail.needs();
        if (!quantities.isEmpty()) {
            Set<String> named = new LinkedHashSet<>(quantities.stream().map(String::strip).toList());
            named.addAll(needed);
            if (named.contains("advice")) {
                named.addAll(Advice.NEEDS);
            }
            return named;
        }
        Set<String> all = new LinkedHashSet<>(FlowOptions.QUANTITIES);
        double cube = cube(stateSize(measured));
        long weights = measured.layers().stream().mapToLong(LayerShape::parameterCount).sum();
        leaveOut(all, left,
                10.0 * weights * length * pairs > 5 * MODERATE || !Room.forGradientByLag(measured, length, pairs),
                List.of("gradientByLag", "reach"));
        leaveOut(all, left, 20 * cube * most * 2 > 2 * MODERATE, List.of("productSpectrum"));
        leaveOut(all, left, 2 * cube * most * 5 > 2 * MODERATE, List.of("ablation", "viewGap"));
        leaveOut(all, left, Advice.work(measured, length, AdviceOptions.BATCH) > 5 * MODERATE, List.of("advice"));
        if (page.given()) {
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
