package retrograde.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.engine.LayerShape;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.model.Model;
import retrograde.model.Seeds;

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
 * @param nonFinite the first value that is not finite
 * @param verdict always made
 */
public record Flow(List<String> cells, List<Integer> hidden, FlowOptions options, Optional<LyapunovSpectrum> lyapunov,
        Optional<GradientByLag> gradientByLag, Optional<Summands> summands, Optional<Reach> reach,
        Optional<Horizon> horizon, Optional<Ablation> ablation, Optional<TermShares> terms, List<ViewGap> viewGap,
        Optional<ProductSpectrum> productSpectrum, Optional<UnitView> units, List<NonFinite> nonFinite,
        Verdict verdict) {

    /** Longest products of the article's view compared with the exact ones. */
    private static final int VIEW_GAP_LAGS = 50;

    /** Measures a model on data. */
    public static Flow measure(Model model, Dataset data, FlowOptions options) {
        checkStates(model, options);
        RandomGenerator random = Seeds.generator(options.seed(), "trajectories");
        Batch batch = data.train(random, data.stepsForLength(options.window()), options.sequences());
        Trajectories run = Trajectories.run(model, batch);
        List<NonFinite> nonFinite = NonFinite.measure(run);
        boolean finite = nonFinite.isEmpty();
        Optional<LyapunovSpectrum> spectrum = when(
                options.wants("lyapunov") && finite
                        && options.window() > LyapunovSpectrum.alignment(options.window()) + 1,
                () -> LyapunovSpectrum.measure(run, options.exponents(), options.interval(), options.seed()));
        Optional<Horizon> horizon = when(finite && (options.wants("horizon") || options.wants("ablation")),
                () -> Horizon.measure(run, options.lags(), options.productSequences(), options.states(),
                        options.epsilon()));
        boolean several = model.stack().depth() > 1
                || SymbolicJacobian.of(model.stack().layer(0).shape().cell(), View.FULL).terms().size() > 1;
        Optional<Ablation> ablation = when(finite && several && options.wants("ablation"), () -> Ablation.measure(run,
                Horizon.measure(run, options.lags(), 1, options.states(), options.epsilon()), 1, options.states()));
        boolean gradients = options.wants("gradientByLag") || options.wants("reach");
        Optional<LagPass> pass = when(finite && gradients,
                () -> new LagPass(model, data, options.window(), options.everyStep(), options.pairs(), options.seed()));
        List<LayerShape> shapes = model.architecture().layers();
        return new Flow(shapes.stream().map(s -> s.cell().name()).toList(),
                shapes.stream().map(LayerShape::hidden).toList(), options, spectrum,
                when(options.wants("gradientByLag"), pass, GradientByLag::of),
                when(options.wants("gradientByLag"), pass, Summands::of), when(options.wants("reach"), pass, Reach::of),
                options.wants("horizon") ? horizon : Optional.empty(), ablation,
                when(finite && options.wants("terms"), () -> TermShares.measure(run, options.view())),
                finite && options.wants("viewGap")
                        ? ViewGap.measure(run, Math.min(VIEW_GAP_LAGS, options.lags()), options.productSequences())
                        : List.of(),
                when(finite && options.wants("productSpectrum"),
                        () -> ProductSpectrum.measure(run, ProductSpectrum.roundLags(options.lags()), 1,
                                options.states())),
                when(finite && options.wants("units"), () -> UnitView.measure(run)), nonFinite,
                Verdict.of(run, spectrum, horizon, nonFinite, Verdict.proved(model.stack())));
    }

    /** Whether the verdict rests on anything: λ₁ or the horizon was measured, or a value is not finite. */
    public boolean judged() {
        return lyapunov.isPresent() || horizon.isPresent() || ablation.isPresent() || !nonFinite.isEmpty();
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

    private static <T> Optional<T> when(boolean wanted, Optional<LagPass> pass, Function<LagPass, T> measure) {
        return wanted ? pass.map(measure) : Optional.empty();
    }
}
