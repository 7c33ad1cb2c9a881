package retrograde.cli;

import java.util.List;
import java.util.Locale;

import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Objective.LossSteps;
import retrograde.engine.Execution;
import retrograde.engine.Execution.Kind;
import retrograde.engine.Interpreter;
import retrograde.engine.LayerShape;
import retrograde.model.Architecture;

/**
 * Whether work fits into memory: estimated from the sizes alone, before anything large is allocated. What does not fit is
 * refused with the options that make it smaller.
 */
final class Room {
    /** Part of the heap that may be planned with; the rest is for the program and for garbage not yet collected. */
    private static final double USABLE = 0.85;
    private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;
    /** A checkpoint holds three arrays a parameter, the weights and Adam's two, in a file below 2 GiB. */
    private static final long MOST_TRAINED = LARGEST_ARRAY / 24;
    /** Weights, gradient, Adam's two, and a checkpoint being written. */
    private static final int COPIES_TRAINING = 16;
    private static final int COPIES_MEASURING = 2;
    /** A gradient by lag keeps the gradients of eight groups of sequences, three times. */
    private static final int COPIES_BY_LAG = 24;

    private Room() {}

    /**
     * Checks a training, or several at once.
     *
     * @return bytes that a layer's activations may take, for {@link Execution}: a compiled engine replays what does not fit
     */
    static long forTraining(Architecture architecture, Dataset data, int steps, int batch, int runs, Kind kind) {
        if (architecture.parameterCount() > MOST_TRAINED) {
            throw refusal(
                    String.format(Locale.ROOT, "%,d trained values are more than the %,d that a checkpoint can hold",
                            architecture.parameterCount(), MOST_TRAINED),
                    "--hidden or --embedding");
        }
        weights(architecture, COPIES_TRAINING * runs);
        String options = "--steps, --batch or --hidden";
        if (kind == Kind.REFERENCE) {
            activations(architecture, data.length(steps), Math.max(batch, 1), runs, options);
            return Long.MAX_VALUE;
        }
        double heap = USABLE * (double) Runtime.getRuntime().maxMemory();
        double left = heap / runs - 8.0 * architecture.parameterCount() * COPIES_TRAINING;
        return compiled(architecture, data.length(steps), Math.max(batch, 1), left, runs, kind, options);
    }

    /** Checks a benchmark of one layer; otherwise as {@link #forTraining}. */
    static long forBenchmark(Architecture architecture, int steps, int batch, Kind kind) {
        weights(architecture, COPIES_TRAINING);
        String options = "--steps, --batch, --input or --hidden";
        if (kind == Kind.REFERENCE) {
            activations(architecture, steps, batch, 1, options);
            return Long.MAX_VALUE;
        }
        double left = USABLE * (double) Runtime.getRuntime().maxMemory()
                - 8.0 * architecture.parameterCount() * COPIES_TRAINING;
        return compiled(architecture, steps, batch, left, 1, kind, options);
    }

    /**
     * Checks a benchmark of the Jacobians of one layer, or of a spectrum by so many vectors.
     *
     * @param threads each with a Jacobian and vectors of its own
     * @param vectors 0 for Jacobians alone
     */
    static void forJacobians(Architecture architecture, int steps, int batch, int threads, int vectors) {
        weights(architecture, COPIES_MEASURING);
        activations(architecture, steps, batch, 1, "--steps, --batch, --input or --hidden");
        long n = architecture.layers().stream().mapToLong(LayerShape::stateSize).sum();
        // A Jacobian, what it is formed from, and one to eliminate in; frames, their products and what makes them orthonormal.
        bytes(8.0 * threads * n * (3.0 * n + 8.0 * vectors), (double) n * n, String.format(Locale.ROOT,
                "the Jacobians of a state of %,d entries on %d thread%s", n, threads, threads == 1 ? "" : "s"),
                "--hidden or --threads");
    }

    private static long compiled(Architecture architecture, int steps, int batch, double left, int runs, Kind kind,
            String options) {
        double rows = (double) steps * batch;
        double outside = rows * outsideBytes(architecture);
        List<LayerShape> layers = architecture.layers();
        long budget = (long) Math.max(0, (left - outside) / layers.size());
        long most = Math.min(budget, LARGEST_ARRAY * (kind == Kind.FLOAT32 ? 4 : 8));
        double needed = 0;
        boolean fits = outside <= left;
        try (Execution execution = new Execution(kind, 1, budget)) {
            for (LayerShape layer : layers) {
                long bytes = execution.engine(layer).bytes(steps, batch);
                fits &= bytes <= most;
                needed += (double) bytes;
            }
        }
        boolean addressable = rows * outsideArray(architecture) < (double) LARGEST_ARRAY;
        if (!fits || !addressable) {
            throw refusal(String.format(Locale.ROOT,
                    "the activations of %,d sequences of %,d steps would take about %s of memory, even computed piece by"
                            + " piece, and there are %s",
                    batch, steps, size((needed + outside) * runs),
                    addressable ? size((double) Runtime.getRuntime().maxMemory()) : "at most 2³¹ numbers to an array"),
                    options);
        }
        return budget;
    }

    /** What a step of a sequence takes outside the compiled engines: inputs, outputs, adjoints, loss, indices. */
    private static double outsideBytes(Architecture architecture) {
        boolean everyStep = architecture.objective().lossSteps() == LossSteps.EVERY;
        double numbers = (architecture.symbolic() ? 2.0 : 1.0) * architecture.embedding()
                + architecture.objective().outputs();
        for (LayerShape lower : architecture.layers().subList(0, architecture.layers().size() - 1)) {
            numbers += 2.0 * lower.hidden();
        }
        if (everyStep) {
            numbers += 2.0 * architecture.topHidden() + architecture.objective().outputs();
        }
        return 8 * numbers + 16;
    }

    private static long outsideArray(Architecture architecture) {
        boolean inner = architecture.layers().size() > 1 || architecture.objective().lossSteps() == LossSteps.EVERY;
        return Math.max(inner ? architecture.topHidden() : 1,
                Math.max(architecture.embedding(), architecture.objective().outputs()));
    }

    /**
     * Checks a measurement.
     *
     * @param kept whether all steps are kept, not run piece by piece
     */
    static void forFlow(Architecture architecture, int window, int sequences, boolean kept, boolean jacobians) {
        weights(architecture, COPIES_MEASURING);
        String options = "--window (--steps for noise and zero data) or --batch";
        if (kept) {
            activations(architecture, window, sequences, 1,
                    options + " (--quantities lyapunov alone runs them piece by piece)");
        } else {
            double rows = (double) window * sequences;
            int inputs = architecture.symbolic() ? 1 : architecture.inputs();
            int outputs = architecture.objective().outputs();
            bytes(rows * (8.0 * inputs + 8.0 * outputs + 1), rows * Math.max(inputs, outputs),
                    String.format(Locale.ROOT, "the data of %,d sequences of %,d steps", sequences, window), options);
        }
        long n = architecture.layers().stream().mapToLong(LayerShape::stateSize).sum();
        if (jacobians) {
            // A Jacobian, its terms, and for every sequence a product and two frames.
            bytes(8.0 * n * n * (6 + 3.0 * sequences), (double) n * n, "Jacobians of a state of " + n + " entries",
                    "--hidden or --batch, or --quantities reach");
        }
    }

    /** Whether a gradient by lag over so many sequences leaves room for the rest. */
    static boolean forGradientByLag(Architecture architecture, int steps, int sequences) {
        double rows = (double) steps * sequences;
        double bytes = activationBytes(architecture) * rows + 8.0 * COPIES_BY_LAG * architecture.parameterCount();
        return bytes < Runtime.getRuntime().maxMemory() / 2.0 && rows * widest(architecture) < (double) LARGEST_ARRAY;
    }

    private static void weights(Architecture architecture, int copies) {
        double embedding = architecture.symbolic() ? (double) architecture.inputs() * architecture.embedding() : 0;
        bytes(8.0 * architecture.parameterCount() * copies, embedding,
                String.format(Locale.ROOT, "a model of %,d values", architecture.parameterCount()),
                "--hidden or --embedding");
    }

    private static void activations(Architecture architecture, int steps, int sequences, int runs, String options) {
        double rows = (double) steps * sequences;
        bytes(activationBytes(architecture) * rows * runs, rows * widest(architecture),
                String.format(Locale.ROOT, "the activations of %,d sequences of %,d steps", sequences, steps), options);
    }

    private static long widest(Architecture architecture) {
        int hidden = architecture.layers().stream().mapToInt(LayerShape::hidden).max().orElse(1);
        return Math.max(hidden, Math.max(architecture.embedding(), architecture.objective().outputs()));
    }

    /** The bytes of a step of a sequence, with inputs, outputs and their adjoints. */
    private static double activationBytes(Architecture architecture) {
        return architecture.layers().stream().mapToLong(l -> new Interpreter(l).bytes(1, 1)).sum()
                + 32.0 * widest(architecture);
    }

    private static void bytes(double needed, double largestArray, String what, String options) {
        long heap = Runtime.getRuntime().maxMemory();
        if (needed > USABLE * (double) heap) {
            throw refusal(String.format(Locale.ROOT, "%s would take about %s of memory, and there are %s", what,
                    size(needed), size((double) heap)), options);
        }
        if (largestArray > (double) LARGEST_ARRAY) {
            throw refusal(what + " would need an array of more than 2³¹ entries", options);
        }
    }

    private static InputException refusal(String why, String options) {
        return new InputException(
                why + "; choose a smaller " + options + ", or give more memory with RETROGRADE_JAVA_OPTIONS=-Xmx…");
    }

    private static String size(double bytes) {
        double mebibytes = bytes / (1 << 20);
        return mebibytes < 1024 ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
                : String.format(Locale.ROOT, "%,.1f GiB", mebibytes / 1024);
    }
}
