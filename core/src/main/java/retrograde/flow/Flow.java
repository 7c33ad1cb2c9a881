package retrograde.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.Stack;

/**
 * The gradient flow of a model on data: the quantities asked for, and the verdict.
 *
 * @param cells name of each layer's cell, bottom first
 * @param hidden {@code H} of each layer
 * @param options what was asked
 * @param lyapunov the spectrum
 * @param gradientByLag {@code g_k}
 * @param summands the gradient's parts by lag
 * @param reach {@code K_q}
 * @param horizon of the joint state
 * @param ablation each term's effect on the horizon
 * @param terms sizes of the Jacobian's terms
 * @param viewGap how wrong products in the article's view are; one a layer
 * @param productSpectrum singular values over lag
 * @param units time constants and saturation
 * @param pairMap what every loss step sends to every step
 * @param gradientByLayer {@code g_k} of each layer's states, bottom first; empty for a single layer
 * @param layerBlocks horizons between layers; empty for a single layer
 * @param nonFinite the first value that is not finite
 * @param verdict always made
 * @param gradientAhead of a layer that reads in a model with layers of both directions: {@code mean ‖∂ℓ_t/∂s‖₂} of the states that
 *        its steps j = 0, 1, … after the loss hand on, in the order in which it reads; empty where no layer above reads the
 *        other way
 * @param layers one flow a layer where layers read in both directions, bottom first; there the flow itself has the gradient by
 *        lag, summands and reach of all layers together, by each layer's own time, and the verdict. Empty for other models
 */
public record Flow(List<String> cells, List<Integer> hidden, FlowOptions options, Optional<LyapunovSpectrum> lyapunov,
        Optional<GradientByLag> gradientByLag, Optional<Summands> summands, Optional<Reach> reach,
        Optional<Horizon> horizon, Optional<Ablation> ablation, Optional<TermShares> terms, List<ViewGap> viewGap,
        Optional<ProductSpectrum> productSpectrum, Optional<UnitView> units, Optional<PairMap> pairMap,
        List<GradientByLag> gradientByLayer, Optional<LayerBlocks> layerBlocks, List<NonFinite> nonFinite,
        Verdict verdict, Optional<GradientByLag> gradientAhead, List<LayerFlow> layers) {

    /** Longest products of the article's view compared with the exact ones. */
    private static final int VIEW_GAP_LAGS = 50;

    /** Measures a model on data, on one thread, with the bits that {@code retrograde flow} has on any number. */
    public static Flow measure(Model model, Dataset data, FlowOptions options) {
        try (Execution one = Execution.of(Execution.Kind.FLOAT64, 1)) {
            return measure(model, data, options, one);
        }
    }

    /**
     * Measures a model on data.
     *
     * @param execution whose threads share the work, and which says how elementary functions are evaluated; the figures are the
     *        same bits for any number of threads
     */
    public static Flow measure(Model model, Dataset data, FlowOptions options, Execution execution) {
        return measure(model, data, options, execution, _ -> {});
    }

    /**
     * The same; says how far it is where sequences are not kept, which may take long.
     *
     * @param progress see {@link LongRun#measure}
     */
    public static Flow measure(Model model, Dataset data, FlowOptions options, Execution execution,
            LongConsumer progress) {
        checkStates(model, options);
        RandomGenerator random = Seeds.generator(options.seed(), "trajectories");
        Batch batch = data.window(random, data.stepsForLength(options.window()), options.sequences());
        boolean exponents = options.wants("lyapunov")
                && options.window() > LyapunovSpectrum.alignment(options.window()) + 1;
        if (model.architecture().bidirectional()) {
            return byLayer(model, data, batch, exponents, options, execution);
        }
        Optional<Trajectories> kept = when(options.keepsSequences(),
                () -> Trajectories.run(model, batch, execution.functions()));
        LongRun course = kept.map(run -> of(run, exponents, options, execution))
                .orElseGet(() -> exponents
                        ? LongRun.measure(model, batch, options.exponents(), options.interval(), options.seed(),
                                execution, progress)
                        : LongRun.watch(model, batch, execution));
        boolean finite = course.course().nonFinite().isEmpty();
        Optional<LagPass> pass = pass(finite, model, data, options, execution);
        return of(options, model.stack(), course, kept, pass.map(p -> p.whole),
                pass.map(p -> p.layers).orElse(List.of()), when(finite && options.wants("pairMap"), kept,
                        run -> PairMap.measure(model, batch, run, options.everyStep(), execution)),
                execution);
    }

    private static Optional<LagPass> pass(boolean finite, Model model, Dataset data, FlowOptions options,
            Execution execution) {
        boolean gradients = options.wants("gradientByLag") || options.wants("reach");
        return when(finite && gradients, () -> new LagPass(model, data, options.window(), options.everyStep(),
                options.pairs(), options.seed(), execution));
    }

    /** Each layer in its own time. */
    private static Flow byLayer(Model model, Dataset data, Batch batch, boolean exponents, FlowOptions options,
            Execution execution) {
        List<Trajectories> runs = Trajectories.byLayer(model, batch, execution.functions());
        List<LongRun> courses = runs.stream().map(run -> of(run, exponents, options, execution)).toList();
        List<NonFinite> nonFinite = courses.stream().flatMap(c -> c.course().nonFinite().stream()).toList();
        Optional<LagPass> pass = pass(nonFinite.isEmpty(), model, data, options, execution);
        List<LayerFlow> layers = new ArrayList<>();
        for (int l = 0; l < runs.size(); l++) {
            int layer = l;
            Flow flow = of(options, runs.get(l).stack(), courses.get(l), Optional.of(runs.get(l)),
                    pass.map(p -> p.layers.get(layer)), List.of(), Optional.empty(), execution);
            layers.add(new LayerFlow(l + 1, model.architecture().wirings().get(l).reverse(), flow));
        }
        List<LayerShape> shapes = model.architecture().layers();
        return new Flow(shapes.stream().map(s -> s.cell().name()).toList(),
                shapes.stream().map(LayerShape::hidden).toList(), options, Optional.empty(),
                when(options.wants("gradientByLag"), pass, p -> GradientByLag.of(p.whole)),
                when(options.wants("gradientByLag"), pass, p -> Summands.of(p.whole)),
                when(options.wants("reach"), pass, p -> Reach.of(p.whole)), Optional.empty(), Optional.empty(),
                Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
                Optional.empty(), nonFinite, Verdict.of(layers), Optional.empty(), layers);
    }

    /** What was found of a run, and of losses on other sequences. */
    private static Flow of(FlowOptions options, Stack stack, LongRun course, Optional<Trajectories> kept,
            Optional<LagPart> losses, List<LagPart> lossesByLayer, Optional<PairMap> map, Execution execution) {
        boolean finite = course.course().nonFinite().isEmpty();
        boolean layered = stack.depth() > 1;
        boolean products = finite && Products.select(stack, options.states()).length > 0;
        Optional<LayerBlocks.Norms> blocks = when(layered && options.wants("horizon"), kept,
                run -> new LayerBlocks.Norms(stack, options.states(),
                        Math.min(options.productSequences(), run.sequences()), options.lags()));
        Optional<double[][]> logNorms = when(products && (options.wants("horizon") || options.wants("ablation")), kept,
                run -> Horizon.logNorms(run, options.lags(), options.productSequences(), options.states(), execution,
                        blocks.map(Horizon.Reader.class::cast).orElse((_, _, _) -> {})));
        Optional<Horizon> horizon = logNorms.map(logs -> Horizon.of(logs, options.epsilon()));
        boolean several = layered || SymbolicJacobian.of(stack.layer(0).shape().cell(), View.FULL).terms().size() > 1;
        Optional<Ablation> ablation = when(several && options.wants("ablation"), logNorms,
                logs -> Ablation.measure(kept.orElseThrow(), Horizon.of(new double[][] {logs[0]}, options.epsilon()), 1,
                        options.states(), execution));
        List<LayerShape> shapes = IntStream.range(0, stack.depth()).mapToObj(l -> stack.layer(l).shape()).toList();
        return new Flow(shapes.stream().map(s -> s.cell().name()).toList(),
                shapes.stream().map(LayerShape::hidden).toList(), options, course.spectrum(),
                when(options.wants("gradientByLag"), losses, GradientByLag::of),
                when(options.wants("gradientByLag"), losses, Summands::of),
                when(options.wants("reach"), losses, Reach::of), options.wants("horizon") ? horizon : Optional.empty(),
                ablation,
                when(finite && options.wants("terms"), kept, run -> TermShares.measure(run, options.view(), execution)),
                when(finite && options.wants("viewGap"), kept,
                        run -> ViewGap.measure(run, Math.min(VIEW_GAP_LAGS, options.lags()), options.productSequences(),
                                execution))
                        .orElse(List.of()),
                when(products && options.wants("productSpectrum"), kept,
                        run -> ProductSpectrum.measure(run, ProductSpectrum.roundLags(options.lags()), 1,
                                options.states())),
                when(finite && options.wants("units"), kept, UnitView::measure), map,
                options.wants("gradientByLag") ? lossesByLayer.stream().map(GradientByLag::of).toList() : List.of(),
                blocks.filter(_ -> logNorms.isPresent()).map(norms -> norms.blocks(options.epsilon())),
                course.course().nonFinite(),
                Verdict.of(course.course(), course.spectrum(), horizon, Verdict.proved(stack)),
                losses.filter(part -> options.wants("gradientByLag") && Arrays.stream(part.ahead).anyMatch(n -> n > 0))
                        .map(GradientByLag::ahead),
                List.of());
    }

    private static LongRun of(Trajectories run, boolean exponents, FlowOptions options, Execution execution) {
        Course course = Course.of(run);
        return new LongRun(course, when(exponents && course.nonFinite().isEmpty(), () -> LyapunovSpectrum.measure(run,
                options.exponents(), options.interval(), options.seed(), execution)));
    }

    /** The flows that have what is measured of states: this one, or those of the layers. */
    public List<Flow> parts() {
        return layers.isEmpty() ? List.of(this) : layers.stream().map(LayerFlow::flow).toList();
    }

    /** What was measured of one model, by the names of what it was measured of: all together, then the layers if they are apart. */
    public Map<String, Flow> byName() {
        Map<String, Flow> all = new LinkedHashMap<>();
        all.put(String.join(",", cells.stream().distinct().toList()) + (layers.isEmpty() ? "" : " ⇄"), this);
        layers.forEach(layer -> all.put(layer.name(), layer.flow()));
        return all;
    }

    /** Whether the verdict rests on anything: λ₁ or the horizon was measured, or a value is not finite. */
    public boolean judged() {
        return layers.stream().anyMatch(layer -> layer.flow().judged()) || lyapunov.isPresent() || horizon.isPresent()
                || ablation.isPresent() || !nonFinite.isEmpty();
    }

    private static void checkStates(Model model, FlowOptions options) {
        for (String state : options.states()) {
            boolean known = model.architecture().layers().stream().anyMatch(s -> s.cell().isState(state));
            if (!known) {
                throw new InputException("--state " + state + " is no state of cell "
                        + model.architecture().layers().get(0).cell().name() + "; it has "
                        + String.join(", ", model.architecture().layers().get(0).cell().states()));
            }
        }
    }

    private static <T> Optional<T> when(boolean wanted, Supplier<T> measure) {
        return wanted ? Optional.of(measure.get()) : Optional.empty();
    }

    private static <S, T> Optional<T> when(boolean wanted, Optional<S> from, Function<S, T> measure) {
        return wanted ? from.map(measure) : Optional.empty();
    }
}
