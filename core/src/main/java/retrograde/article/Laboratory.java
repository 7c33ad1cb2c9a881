package retrograde.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.random.RandomGenerator;

import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.train.Adam;
import retrograde.train.Clipping;
import retrograde.train.ParameterClipping;
import retrograde.train.Trainer;
import retrograde.train.Trainer.TrainingPlan;

/**
 * Where experiments are made: trains models, each recipe once, and shares work out to threads.
 *
 * <p>
 * Pieces of work share nothing and each is done by one thread, so that the figures are the same bits for any number.
 */
public final class Laboratory implements AutoCloseable {
    private static final int HELD_OUT_BATCHES = 16;

    private final Extent extent;
    private final long seed;
    private final Consumer<String> progress;
    private final ForkJoinPool pool;
    private final Map<Recipe, FutureTask<Trained>> trained = new ConcurrentHashMap<>();
    private final Map<String, Dataset> data = new ConcurrentHashMap<>();

    /** How much is spent on each claim. */
    public enum Extent {
        /** So little that the figures can just be seen to be there; for tests. */
        LEAST,
        /** All claims in about a minute on two cores: few seeds, short sequences, wide errors. */
        QUICK,
        /** All claims in at most ten minutes on two cores. */
        FULL
    }

    /**
     * A laboratory.
     *
     * @param seed of all that is drawn
     * @param threads 1 or more
     * @param progress is told what is being done; called from several threads
     */
    public Laboratory(Extent extent, long seed, int threads, Consumer<String> progress) {
        this.extent = extent;
        this.seed = seed;
        this.progress = progress;
        this.pool = new ForkJoinPool(threads);
    }

    /** How much is spent. */
    public Extent extent() {
        return extent;
    }

    /** A number by the extent. */
    public int choose(int least, int quick, int full) {
        return switch (extent) {
            case LEAST -> least;
            case QUICK -> quick;
            case FULL -> full;
        };
    }

    /** The seed of all that is drawn. */
    public long seed() {
        return seed;
    }

    /** A generator for one purpose; another purpose has another, whatever is drawn from this one. */
    public RandomGenerator random(String purpose) {
        return Seeds.generator(seed, purpose);
    }

    /** As many different seeds, for repetitions: the laboratory's own, and others that no near one has. */
    public List<Long> seeds(int count) {
        List<Long> seeds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            seeds.add(i == 0 ? seed : 1000 * seed + i);
        }
        return seeds;
    }

    /** A task or bundled data by name, one instance for all. */
    public Dataset data(String name) {
        return data.computeIfAbsent(name, n -> Datasets.tasks().contains(n) ? Datasets.task(n) : Datasets.bundled(n));
    }

    /** Says what is being done. */
    public void say(String message) {
        progress.accept(message);
    }

    /** A piece of work for each item, shared out to threads; results in the order of the items. */
    public <A, B> List<B> each(List<A> items, Function<A, B> work) {
        List<ForkJoinTask<B>> tasks = new ArrayList<>();
        for (A item : items) {
            tasks.add(ForkJoinTask.adapt(() -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw new IllegalStateException("interrupted");
                }
                return work.apply(item);
            }));
        }
        // From within a piece of work these are pieces of the same pool: it has one thread each, and no more.
        if (ForkJoinTask.inForkJoinPool()) {
            ForkJoinTask.invokeAll(tasks);
        } else {
            pool.submit(() -> ForkJoinTask.invokeAll(tasks)).join();
        }
        return tasks.stream().map(ForkJoinTask::join).toList();
    }

    /** {@link #each} for numbers. */
    public <A> double[] numbers(List<A> items, Function<A, Double> work) {
        return each(items, work).stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * The model of a recipe, trained on first demand in float32 by the calling thread; without a clipping threshold the run
     * ends at the first value that is not finite, and is returned as it is then.
     */
    public Trained trained(Recipe recipe) {
        FutureTask<Trained> own = new FutureTask<>(() -> train(recipe, Clipping.of(recipe.clip()), List.of()));
        FutureTask<Trained> there = trained.putIfAbsent(recipe, own);
        if (there == null) {
            own.run();
        }
        try {
            return (there == null ? own : there).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * A recipe's model trained with another clipping, by the calling thread; not kept.
     *
     * @param gradients in the place of the recipe's threshold
     * @param bounds on parameters, kept at every update
     */
    Trained train(Recipe r, Clipping gradients, List<ParameterClipping.Bound> bounds) {
        return train(r, gradients, bounds, (_, _) -> {});
    }

    /**
     * The same, looked at: it learns the same bits.
     *
     * @param look is shown the model before the first update and after each, with how many it has had; not to modify it
     */
    Trained train(Recipe r, Clipping gradients, List<ParameterClipping.Bound> bounds, ObjIntConsumer<Model> look) {
        say(r.text());
        Model model = r.fresh();
        try (Execution execution = Execution.of(Execution.Kind.FLOAT32, 1)) {
            model.execute(execution);
            TrainingPlan plan = new TrainingPlan(r.steps(), r.batch(), r.rate(), gradients, r.seed());
            Trainer trainer = new Trainer(model, r.data(), plan, new Adam(r.architecture(), execution));
            if (!bounds.isEmpty()) {
                trainer.clipParameters(new ParameterClipping(r.architecture(), bounds));
            }
            double[] losses = new double[r.updates()];
            double[] norms = new double[r.updates()];
            boolean finite = true;
            int done = 0;
            look.accept(model, done);
            while (done < r.updates() && finite) {
                Trainer.Update update = trainer.step();
                losses[done] = update.loss();
                norms[done] = update.gradientNorm();
                finite = update.finite();
                done++;
                look.accept(model, done);
            }
            Trainer.HeldOut heldOut = trainer.heldOut(HELD_OUT_BATCHES);
            return new Trained(r, model.parameters(), Arrays.copyOf(losses, done), Arrays.copyOf(norms, done), heldOut,
                    r.data().baseline(r.steps()), finite);
        }
    }

    /**
     * How the models that several claims look at are trained: a long memory ({@code adding}), a short one
     * ({@code nino-sst}, sea temperatures) and a real text ({@code moby-dick}).
     *
     * @param cell in the zoo
     * @param task one of {@link #TASKS}
     */
    public Recipe standard(String cell, String task, long seedOfRun) {
        Dataset set = data(task);
        return switch (task) {
            case "adding" -> new Recipe(Zoo.cell(cell), set, choose(10, 30, 100), 32, 16, choose(5, 800, 2500), 0.02, 1,
                    Map.of(), seedOfRun);
            case "nino-sst" -> new Recipe(Zoo.cell(cell), set, choose(10, 24, 48), 32, 16, choose(5, 100, 300), 0.01, 1,
                    Map.of(), seedOfRun);
            case "moby-dick" -> new Recipe(Zoo.cell(cell), set, choose(10, 32, 64), 32, 16, choose(5, 100, 300), 0.02,
                    1, Map.of(), seedOfRun);
            default -> throw new IllegalArgumentException("no standard recipe for " + task);
        };
    }

    /** The data sets of {@link #standard}. */
    public static final List<String> TASKS = List.of("adding", "nino-sst", "moby-dick");

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
