// Long because all options of flow are declared, checked and given their defaults here.
package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.report.document.AdviceDocument;
import retrograde.report.document.FlowDocument;
import retrograde.report.document.FlowPageDocument;
import retrograde.report.document.SequencePageDocument;
import retrograde.report.page.FlowPage;
import retrograde.report.page.SequencePage;
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
                "  retrograde flow runs/lstm-adding/model.ckpt --fail-if verdict=exploding",
                "  retrograde flow --cell gru --task adding --seeds 3 --budget 5 --latex"})
final class FlowCommand implements Callable<Integer> {
    private static final String STANDARD_DATA = "moby-dick";
    /** More steps than this, of all sequences, take more than a few seconds. */
    private static final long LONG = 500_000;

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

    @Mixin
    private MeasureOptions measure = new MeasureOptions();

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

    @Mixin
    private SeedsOption seeds = new SeedsOption();

    @Option(names = "--latex", description = "Print the figures as a LaTeX table (booktabs).")
    private boolean latex;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

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
        List<Long> all = seeds.from(model.seed);
        if (all.size() > 1 && (lookAt || page.given() || fail.given())) {
            throw new InputException("--seeds sums up several flows, and "
                    + (lookAt ? "--at shows one sequence"
                            : page.given() ? "--out shows one flow" : "--fail-if judges one")
                    + "; leave out one of them");
        }
        if (latex && (json || lookAt)) {
            throw new InputException("--latex prints a table of the flow's figures on standard output; leave out "
                    + (json ? "--json" : "--at"));
        }
        if (lookAt) {
            // None of the flow's quantities is shown, so none is left out; what is refused for its size stays so.
            measure.quantities = List.of("reach");
        }
        return all.size() > 1 ? several(all) : lookAt ? lookAt(opened()) : one(opened());
    }

    /**
     * What is to be measured.
     *
     * @param updateBatch sequences of an update
     */
    private record Opened(Model model, Dataset data, int steps, int updateBatch, FlowOptions options) {}

    private Opened opened() {
        if (checkpoint != null) {
            refuseOptionsOfTheModel();
            OpenedCheckpoint opened = OpenedCheckpoint.open(checkpoint, data, STANDARD_DATA);
            return new Opened(opened.model(), opened.data(), opened.steps(),
                    opened.number("batch", AdviceOptions.BATCH),
                    options(opened.model().architecture(), opened.data(), opened.steps()));
        }
        Dataset dataset = data.open(STANDARD_DATA, input);
        int steps = data.steps(dataset);
        Cell loaded = Zoo.load(cell);
        model.checkDimensions(List.of(loaded));
        Architecture architecture = model.architecture(loaded, dataset);
        FlowOptions options = options(architecture, dataset, steps);
        return new Opened(model.initialisation().model(architecture), dataset, steps, AdviceOptions.BATCH, options);
    }

    private FlowOptions options(Architecture architecture, Dataset dataset, int steps) {
        return measure.options(architecture, dataset, steps, fail.needs(), page.given(), model.seed);
    }

    private int lookAt(Opened opened) {
        ObjectNode shown = at.show(opened.model, opened.data, opened.steps, json);
        if (page.given()) {
            page.write("at.html", SequencePage.render(
                    SequencePageDocument.of(shown, opened.model, name(), provenance(opened)), page.language()), json);
        }
        return Main.SUCCESS;
    }

    /** One flow, with advice. */
    private int one(Opened opened) {
        FlowOptions options = opened.options;
        if (measure.view == View.ARTICLE) {
            noteSameViews(opened.model.architecture());
        }
        Flow flow;
        Optional<Advice> advice;
        try (Execution execution = Execution.of(Kind.FLOAT64, threads.number());
                Progress progress = Progress.of("steps", stepsToTell(options), true)) {
            flow = Flow.measure(opened.model, opened.data, options, execution, done -> progress.at(done, ""));
            advice = options.wants("advice")
                    ? Advice.of(flow, opened.model, opened.data, opened.steps, opened.updateBatch, wish.steps(),
                            execution)
                    : Optional.empty();
        }
        ObjectNode document = FlowDocument.of(flow, opened.steps);
        advice.ifPresent(a -> document.set("advice", AdviceDocument.of(a)));
        if (latex) {
            System.out.print(new FlowsOfSeeds(List.of(options.seed()), List.of(flow)).table(caption(opened)).latex());
        } else if (json) {
            System.out.println(document.toPrettyString());
        } else {
            System.out.print(FlowText.of(flow, opened.data, opened.steps));
            advice.ifPresent(a -> System.out.print(AdviceText.of(a)));
            if (advice.isEmpty() && measure.quantities.contains("advice")) {
                System.out.println("advice     none: there is nothing to learn in " + opened.data.name()
                        + "; give --task or --data");
            }
        }
        if (page.given()) {
            ObjectNode provenance = provenance(opened);
            provenance.putObject("options")
                    .put("window", options.window())
                    .put("sequences", options.sequences())
                    .put("pairs", options.pairs())
                    .put("lags", options.lags());
            page.write("flow.html",
                    FlowPage.render(
                            FlowPageDocument.of(flow, document, opened.model, opened.data.name(), name(), provenance),
                            page.language()),
                    json || latex);
        }
        return fail.judge(flow);
    }

    /** The flow with several seeds, without advice. */
    private int several(List<Long> all) {
        Opened opened = opened();
        List<Flow> flows = new ArrayList<>();
        try (Execution execution = Execution.of(Kind.FLOAT64, threads.number());
                Progress progress = Progress.of("seeds", all.size(), true)) {
            for (long seed : all) {
                flows.add(Flow.measure(ofSeed(opened.model, seed), opened.data, opened.options.withSeed(seed),
                        execution));
                progress.at(flows.size(), "");
            }
        }
        FlowsOfSeeds measured = new FlowsOfSeeds(all, flows);
        if (json) {
            System.out.println(measured.document().toPrettyString());
        } else {
            FigureTable table = measured.table(caption(opened) + ": means over seeds ± standard error");
            System.out.print(latex ? table.latex() : table.text());
        }
        return Main.SUCCESS;
    }

    /** A fresh model is drawn anew; a checkpoint is what it is. */
    private Model ofSeed(Model first, long seed) {
        if (checkpoint != null) {
            return first;
        }
        model.seed = seed;
        return model.initialisation().model(first.architecture());
    }

    private String caption(Opened opened) {
        return String.format(Locale.ROOT, "%s, %d hidden units, on %s, T = %d", name(),
                opened.model.architecture().topHidden(), opened.data.name(), opened.options.window());
    }

    /** How the reader knows the model. */
    private String name() {
        return checkpoint != null ? checkpoint.toString() : cell;
    }

    private ObjectNode provenance(Opened opened) {
        ObjectNode node = RunProvenance.of(spec, threads.number(), model.seed);
        node.putObject("data")
                .put("name", opened.data.name())
                .put("hash", opened.data.hash())
                .put("steps", opened.steps);
        node.putObject("model")
                .put("layers", opened.model.architecture().layers().size())
                .put("hidden", opened.model.architecture().topHidden())
                .put("parameters", opened.model.architecture().parameterCount());
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
}
