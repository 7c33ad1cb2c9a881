package retrograde.advice;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.engine.LayerShape;
import retrograde.flow.Flow;
import retrograde.model.Architecture;
import retrograde.model.Model;

/**
 * What a measured flow and gradients of fresh batches advise.
 *
 * @param learnt whether the model has learnt its data
 * @param window of truncated backpropagation
 * @param clip a threshold for clipping gradients by their norm
 * @param biases for a wished horizon
 */
public record Advice(Learnt learnt, WindowAdvice window, ClipAdvice clip, BiasAdvice biases) {
    /** What it costs. */
    public static final String COST = "the gradients of 64 batches, three times where the model has learnt its data";
    /** The quantities of a flow that it rests on. */
    public static final List<String> NEEDS = List.of("gradientByLag", "reach", "units");

    /**
     * Makes it.
     *
     * @param flow of the model on the data, with {@link #NEEDS}; what is missing has no advice
     * @param steps the data's {@code T} that is trained on
     * @param batch sequences of an update
     * @param wish the horizon wished, steps; empty for the length of the sequences
     * @return empty for data without anything to learn
     */
    public static Optional<Advice> of(Flow flow, Model model, Dataset data, int steps, int batch, OptionalDouble wish,
            Execution execution) {
        if (data.objective().kind() == Objective.Kind.PROJECTION) {
            return Optional.empty();
        }
        long seed = flow.options().seed();
        int length = data.length(steps);
        BiasAdvice biases = BiasAdvice.of(flow, model, wish.orElse(length));
        Learnt learnt = Learnt.of(model, data, steps, batch, seed, execution);
        List<WindowAdvice.Row> rows = flow.summands()
                .map(s -> WindowAdvice.rows(s, flow.options().everyStep()))
                .orElse(List.of());
        List<Integer> windows = learnt.yes() ? WindowAdvice.measurable(rows, length) : List.of();
        GradientSample sample = GradientSample.of(model, data, steps, batch, windows, seed, execution);
        return Optional.of(new Advice(learnt, WindowAdvice.of(flow, length, learnt, rows, sample.bias()),
                ClipAdvice.of(sample.norms(), batch), biases));
    }

    /** The multiplications it takes, about. */
    public static double work(Architecture architecture, int length, int batch) {
        double parameters = architecture.layers().stream().mapToLong(LayerShape::parameterCount).sum()
                + (double) architecture.objective().outputs() * architecture.topHidden();
        return 3.0 * 3 * GradientSample.BATCHES * parameters * length * batch;
    }
}
