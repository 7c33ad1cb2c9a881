package retrograde.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

import retrograde.engine.Activations;
import retrograde.engine.Functions;
import retrograde.engine.Interpreter.GradientSink;
import retrograde.model.Architecture;
import retrograde.model.Model;

/**
 * All layers of a model, each run in its own time: from what the bottom layers read up to what the read-out reads, and back.
 *
 * <p>
 * An instance belongs to one thread at a time.
 */
final class OwnTimes {
    private final Architecture architecture;
    private final List<OwnTime> layers = new ArrayList<>();

    /**
     * Runs the layers of a model.
     *
     * @param x what the bottom layers read, {@code [T,B,I]}; not modified
     * @param functions how elementary functions are evaluated
     */
    OwnTimes(Model model, double[] x, OwnTime.Extent extent, Functions functions) {
        architecture = model.architecture();
        double[] below = x;
        for (int first = 0; first < architecture.layers().size(); first = layers.size()) {
            int end = architecture.levelEnd(first);
            for (int l = first; l < end; l++) {
                layers.add(new OwnTime(model, l, below, extent, functions));
            }
            boolean plain = end == first + 1 && !architecture.wirings().get(first).residual();
            below = plain ? layers.get(first).run().output() : outputs(layers.subList(first, end), extent);
        }
    }

    /** The layers, bottom first. */
    List<OwnTime> layers() {
        return layers;
    }

    /** Hears of a pass back through all layers. */
    interface Listener {
        /** What is told every step's part of a layer's gradient, without its scale; the layer counts from 0. */
        GradientSink sink(int layer);

        /** Is called before that sink is told of an own step. */
        void before(int layer, int step);

        /** Hears nothing. */
        Listener NOBODY = new Listener() {
            @Override
            public GradientSink sink(int layer) {
                return BackwardByLag.NOTHING;
            }

            @Override
            public void before(int layer, int step) {
                // what arrives at the bottom is wanted alone
            }
        };
    }

    /** The outputs of the layers of a level beside each other, with its input if it is residual, {@code [T,B,width]}. */
    private double[] outputs(List<OwnTime> level, OwnTime.Extent extent) {
        int batch = extent.batch();
        int width = level.stream().mapToInt(OwnTime::hidden).sum();
        double[] all = new double[extent.steps() * batch * width];
        for (int t = 0; t < extent.steps(); t++) {
            for (int b = 0; b < batch; b++) {
                int column = (t * batch + b) * width;
                for (OwnTime layer : level) {
                    // What is read before a sequence starts or after its end means nothing.
                    int step = Math.min(Math.max(layer.own(t, b), 0), extent.steps() - 1);
                    System.arraycopy(layer.run().output(), (step * batch + b) * layer.hidden(), all, column,
                            layer.hidden());
                    column += layer.hidden();
                }
            }
        }
        if (residual(level)) {
            double[] input = level.get(0).run().input();
            for (int i = 0; i < all.length; i++) {
                all[i] += input[i];
            }
        }
        return all;
    }

    /**
     * What the top layers hand to the read-out, {@code [B,width]}.
     *
     * @param step of each layer the own step that is read
     */
    double[] read(ToIntFunction<OwnTime> step) {
        List<OwnTime> level = layers.subList(architecture.levelStart(layers.size()), layers.size());
        int width = architecture.topHidden();
        int batch = level.get(0).run().batch();
        boolean residual = residual(level);
        double[] all = new double[batch * width];
        int column = 0;
        for (OwnTime layer : level) {
            for (int b = 0; b < batch; b++) {
                int row = step.applyAsInt(layer) * batch + b;
                for (int i = 0; i < layer.hidden(); i++) {
                    all[b * width + column + i] = layer.run().output()[row * layer.hidden() + i]
                            + (residual ? layer.run().input()[row * width + column + i] : 0);
                }
            }
            column += layer.hidden();
        }
        return all;
    }

    /**
     * The adjoints of what the top layers hand to the read-out, by step and sequence.
     *
     * @param step of each layer the own step that is read
     * @param outputAdjoint {@code [·,width]}, those of these sequences from row {@code first} on
     */
    Adjoints atRead(ToIntFunction<OwnTime> step, double[] outputAdjoint, int first) {
        List<OwnTime> level = layers.subList(architecture.levelStart(layers.size()), layers.size());
        int width = architecture.topHidden();
        Activations any = level.get(0).run();
        Adjoints adjoints = new Adjoints(any.steps(), any.batch(), width);
        int column = 0;
        for (OwnTime layer : level) {
            for (int b = 0; b < any.batch(); b++) {
                adjoints.add(layer.own(step.applyAsInt(layer), b), b, outputAdjoint, (first + b) * width + column, 0,
                        column, layer.hidden());
            }
            column += layer.hidden();
        }
        return adjoints;
    }

    /**
     * Goes back through all layers, the top ones first.
     *
     * @param atRead of {@link #atRead}
     * @param input whether the adjoints of what the bottom layers read are wanted
     * @return these by step and sequence, {@code [T,B,I]}; nothing where they are not wanted
     */
    Adjoints backward(Adjoints atRead, boolean input, Listener listener) {
        Adjoints above = atRead;
        for (int end = layers.size(); end > 0; end = architecture.levelStart(end)) {
            int start = architecture.levelStart(end);
            boolean wanted = start > 0 || input;
            Activations any = layers.get(start).run();
            Adjoints below = new Adjoints(wanted ? any.steps() : 0, any.batch(), any.shape().inputs());
            int column = 0;
            for (int l = start; l < end; l++) {
                int layer = l;
                layers.get(l)
                        .backward(above, column, wanted ? below : null, listener.sink(l),
                                step -> listener.before(layer, step));
                column += layers.get(l).hidden();
            }
            if (wanted && residual(layers.subList(start, end))) {
                below.add(above);
            }
            above = below;
        }
        return above;
    }

    private boolean residual(List<OwnTime> level) {
        return architecture.wirings().get(level.get(0).number() - 1).residual();
    }
}
