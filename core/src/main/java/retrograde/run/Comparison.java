package retrograde.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import retrograde.data.Baseline;
import retrograde.data.Dataset;
import retrograde.data.Objective;
import retrograde.engine.Execution;
import retrograde.equation.Cell;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.Horizon;
import retrograde.flow.LyapunovSpectrum;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.train.Adam;
import retrograde.train.Clipping;
import retrograde.train.Trainer;
import retrograde.train.Trainer.TrainingPlan;

/**
 * Trains several cells on the same data with the same updates, order of data and hidden units, and measures the flow of
 * each before, during and after.
 *
 * <p>
 * Runs stand side by side, one thread each, or several where there are more threads than runs; a run's figures do not
 * depend on how many run beside it, nor on its threads. Training is done by the engine asked for, the flow is measured in
 * float64.
 */
public final class Comparison {
    private static final int HELD_OUT_BATCHES = 16;
    /** A window's flow is measured at least this long, so that the reach is not cut at the training length. */
    private static final int SHORTEST_WINDOW = 256;

    /** What is measured of a fresh model: what the table shows beside the trained one, and what is cheap. */
    private static final Set<String> BEFORE = Set.of("lyapunov", "gradientByLag", "reach", "horizon", "terms", "units");

    private Comparison() {}

    /**
     * One data set and how to train on it.
     *
     * @param data the data
     * @param steps its {@code T}
     * @param batch {@code B}
     * @param embedding entries of a symbol's vector
     * @param updates optimiser steps
     * @param rate learning rate
     * @param clip largest gradient norm, or 0 for no clipping
     */
    public record Study(Dataset data, int steps, int batch, int embedding, int updates, double rate, double clip) {
        /** The length of the sequences on which the flow is measured: {@code max(4·steps, 256)}, as far as the data go. */
        public int window() {
            return defaultWindow(data, steps);
        }
    }

    /** {@code max(4·length, 256)}, as far as the data go. */
    public static int defaultWindow(Dataset data, int steps) {
        return Math.min(Math.max(4 * data.length(steps), SHORTEST_WINDOW), data.longestTrain());
    }

    /**
     * What all runs share.
     *
     * @param hidden {@code H}
     * @param layers number of layers
     * @param dimensions sizes of the cells' further dimensions
     * @param initialisation how every model gets its first values
     * @param probes how often the flow is measured during training
     * @param workforce what trains
     */
    public record Shared(int hidden, int layers, Map<String, Integer> dimensions, Initialisation initialisation,
            int probes, Workforce workforce) {
        /** The same with another seed. */
        public Shared of(long seed) {
            return new Shared(hidden, layers, dimensions,
                    new Initialisation(initialisation.settings(), seed, initialisation.files()), probes, workforce);
        }
    }

    /**
     * What trains.
     *
     * @param kind the engine
     * @param threads in all
     * @param budget bytes that a layer's activations may take
     */
    public record Workforce(Execution.Kind kind, int threads, long budget) {
        /** How many of so many runs go on at a time. */
        int sideBySide(int runs) {
            return Math.max(1, Math.min(threads, runs));
        }

        /** The engines of one of so many runs. */
        Execution execution(int runs) {
            return new Execution(kind, Math.max(1, threads / sideBySide(runs)), budget);
        }
    }

    /**
     * One run.
     *
     * @param study the data and how it was trained
     * @param cell the cell
     * @param loss held out, after training
     * @param lossError its standard error
     * @param baseline what it must beat
     * @param trained whether it did
     * @param parameters trained values
     * @param seconds of training alone
     * @param clipped fraction of updates clipped
     * @param before flow of the fresh model
     * @param after flow of the trained model
     * @param during the probes, the first at update 0
     */
    public record Row(Study study, Cell cell, double loss, double lossError, Baseline baseline, boolean trained,
            long parameters, double seconds, double clipped, Flow before, Flow after, List<Moment> during) {
        /** The row as it is shown: of a model that reads in both directions a row for all layers together and one for each. */
        public Map<String, Row> byName() {
            Map<String, Flow> earlier = before.byName();
            Map<String, Row> all = new LinkedHashMap<>();
            after.byName()
                    .forEach((name, flow) -> all.put(after.layers().isEmpty() ? cell.name() : name,
                            new Row(study, cell, loss, lossError, baseline, trained, parameters, seconds, clipped,
                                    Objects.requireNonNull(earlier.get(name)), flow, during)));
            return all;
        }
    }

    /**
     * A probe during training, on fewer sequences than before and after.
     *
     * @param update optimiser steps made
     * @param loss mean training loss since the last probe; held-out loss at update 0
     * @param flow horizon and reach
     */
    public record Moment(int update, double loss, Flow flow) {}

    /** Is told how far runs are; called from several threads. */
    @FunctionalInterface
    public interface Progress {
        /** A run has made {@code update} of its updates. */
        void update(Study study, Cell cell, int update, double loss);
    }

    /** Runs everything; rows are ordered by study, then by cell. */
    public static List<Row> run(List<Cell> cells, List<Study> studies, Shared shared, Progress progress) {
        record Job(int study, int cell, double cost) {}
        List<Job> jobs = new ArrayList<>();
        for (int s = 0; s < studies.size(); s++) {
            for (int c = 0; c < cells.size(); c++) {
                Study study = studies.get(s);
                Architecture a = Architecture.of(cells.get(c), study.data(), shared.hidden(), study.embedding(),
                        shared.layers(), shared.dimensions());
                jobs.add(new Job(s, c, (double) a.parameterCount() * study.data().length(study.steps()) * study.batch()
                        * study.updates()));
            }
        }
        // The longest first: what is left for the last core is short then.
        List<Job> longestFirst = jobs.stream().sorted(Comparator.comparingDouble(Job::cost).reversed()).toList();
        Row[][] rows = new Row[studies.size()][cells.size()];
        try (ExecutorService pool = Executors.newFixedThreadPool(shared.workforce().sideBySide(jobs.size()))) {
            List<Future<Row>> futures = new ArrayList<>();
            for (Job job : longestFirst) {
                futures.add(pool.submit(() -> {
                    try (Execution execution = shared.workforce().execution(jobs.size())) {
                        return one(cells.get(job.cell()), studies.get(job.study()), shared, execution, progress);
                    }
                }));
            }
            for (int i = 0; i < futures.size(); i++) {
                Job job = longestFirst.get(i);
                rows[job.study()][job.cell()] = await(futures.get(i), pool);
            }
        }
        List<Row> all = new ArrayList<>();
        for (Row[] ofStudy : rows) {
            all.addAll(List.of(ofStudy));
        }
        return all;
    }

    private static Row await(Future<Row> future, ExecutorService pool) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            pool.shutdownNow();
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            if (e.getCause() instanceof Error r) {
                throw r;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Row one(Cell cell, Study study, Shared shared, Execution execution, Progress progress) {
        Architecture architecture = Architecture.of(cell, study.data(), shared.hidden(), study.embedding(),
                shared.layers(), shared.dimensions());
        Model model = shared.initialisation().model(architecture);
        model.execute(execution);
        long seed = shared.initialisation().seed();
        TrainingPlan plan = new TrainingPlan(study.steps(), study.batch(), study.rate(), Clipping.of(study.clip()),
                seed);
        Trainer trainer = new Trainer(model, study.data(), plan, new Adam(architecture, execution));
        Flow before = Flow.measure(model, study.data(), whole(model, study, seed, BEFORE), execution);
        List<Moment> during = new ArrayList<>();
        during.add(new Moment(0, trainer.heldOut(2).loss(),
                Flow.measure(model, study.data(), probe(study, seed), execution)));
        double seconds = 0;
        double loss = 0;
        int since = 0;
        for (int u = 1; u <= study.updates(); u++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
            long start = System.nanoTime();
            Trainer.Update update = trainer.step();
            seconds += (System.nanoTime() - start) / 1e9;
            loss += update.loss();
            since++;
            progress.update(study, cell, u, update.loss());
            if (!update.finite()) {
                break;
            }
            if ((long) u * shared.probes() / study.updates() != (long) (u - 1) * shared.probes() / study.updates()) {
                during.add(
                        new Moment(u, loss / since, Flow.measure(model, study.data(), probe(study, seed), execution)));
                loss = 0;
                since = 0;
            }
        }
        Trainer.HeldOut held = trainer.heldOut(HELD_OUT_BATCHES);
        Baseline baseline = study.data().baseline(study.steps());
        Flow after = Flow.measure(model, study.data(), whole(model, study, seed, Set.copyOf(FlowOptions.QUANTITIES)),
                execution);
        return new Row(study, cell, held.loss(), held.error(), baseline, baseline.beatenBy(held.loss(), held.error()),
                architecture.parameterCount(), seconds, trainer.clippedFraction(), before, after, during);
    }

    /**
     * One model before and after: everything is measured of both, nothing is trained.
     *
     * @param study the data; its updates are those that lie between the two
     * @param before a model
     * @param after one of the same architecture, whose loss is the row's
     * @param seed of the sequences measured on
     */
    public static Row between(Study study, Model before, Model after, long seed, Execution execution) {
        Architecture architecture = after.architecture();
        Set<String> all = Set.copyOf(FlowOptions.QUANTITIES);
        Flow first = Flow.measure(before, study.data(), whole(before, study, seed, all), execution);
        Flow second = Flow.measure(after, study.data(), whole(after, study, seed, all), execution);
        TrainingPlan plan = new TrainingPlan(study.steps(), study.batch(), study.rate(), Clipping.none(), seed);
        Trainer.HeldOut held = new Trainer(after, study.data(), plan, new Adam(architecture, execution))
                .heldOut(HELD_OUT_BATCHES);
        Baseline baseline = study.data().baseline(study.steps());
        return new Row(study, architecture.layers().get(0).cell(), held.loss(), held.error(), baseline,
                baseline.beatenBy(held.loss(), held.error()), architecture.parameterCount(), 0, 0, first, second,
                List.of());
    }

    private static FlowOptions whole(Model model, Study study, long seed, Set<String> quantities) {
        int n = model.architecture().stateSize();
        return new FlowOptions(quantities, View.FULL, List.of(), study.window(), study.window(),
                everyStep(study.data()), Math.min(n, 16), LyapunovSpectrum.AUTOMATIC, Horizon.EPSILON, 8, 4, 256, seed);
    }

    private static FlowOptions probe(Study study, long seed) {
        return new FlowOptions(Set.of("horizon", "reach"), View.FULL, List.of(), study.window(), study.window(),
                everyStep(study.data()), 1, 1, Horizon.EPSILON, 2, 2, 32, seed);
    }

    /** Whether the data have a loss at every step. */
    public static boolean everyStep(Dataset data) {
        return data.objective().lossSteps() == Objective.LossSteps.EVERY;
    }
}
