package retrograde.bench.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

import retrograde.article.Laboratory;
import retrograde.article.Laboratory.Extent;
import retrograde.data.Criterion;
import retrograde.data.Dataset;
import retrograde.data.LabelledSequences;
import retrograde.engine.Execution;
import retrograde.model.Model;
import retrograde.train.Solved;
import retrograde.train.Trainer;

/** Trains networks, as many at a time as there are threads and each by one thread: the figures are the same for any number. */
final class Workshop implements AutoCloseable {
    private static final int HELD_OUT_BATCHES = 16;
    /** Sequences that the share of right answers is measured on. */
    private static final int DRAWN = 1_024;
    private static final int SHORT_UPDATES = 2;
    private static final int SHORT_SIZES = 12;

    private final Laboratory laboratory;
    private final int threads;
    private final boolean quick;
    private final Consumer<String> progress;

    /**
     * A workshop.
     *
     * @param quick so few updates and small networks that it can just be seen that everything runs
     */
    Workshop(int threads, boolean quick, Consumer<String> progress) {
        this.laboratory = new Laboratory(Extent.FULL, 1, threads, progress);
        this.threads = threads;
        this.quick = quick;
        this.progress = progress;
    }

    int threads() {
        return threads;
    }

    boolean quick() {
        return quick;
    }

    /** Seeds 1, 2, …; one where it is to be quick. */
    List<Long> seeds(int count) {
        List<Long> seeds = new ArrayList<>();
        for (long s = 1; s <= (quick ? 1 : count); s++) {
            seeds.add(s);
        }
        return seeds;
    }

    /** As it is to be done here. */
    Setting here(Setting setting) {
        return quick ? setting.shortened(SHORT_UPDATES, SHORT_SIZES) : setting;
    }

    /** Says what was done. */
    void say(String line) {
        progress.accept(line);
    }

    /** One piece of work for each seed; results in their order. */
    <R> List<R> each(List<Long> seeds, Function<Long, R> work) {
        return laboratory.each(seeds, work);
    }

    /** Trains every setting with every seed until all judges are satisfied; for each setting the outcomes by seed. */
    List<List<Outcome>> train(List<Setting> settings, int count, List<Judge> judges) {
        record Job(Setting setting, long seed) {}
        List<Long> seeds = seeds(count);
        List<Job> jobs = new ArrayList<>();
        for (Setting s : settings) {
            seeds.forEach(seed -> jobs.add(new Job(here(s), seed)));
        }
        List<Outcome> all = laboratory.each(jobs, j -> train(j.setting, j.seed, judges));
        List<List<Outcome>> grouped = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            grouped.add(all.subList(i * seeds.size(), (i + 1) * seeds.size()));
        }
        return grouped;
    }

    private Outcome train(Setting s, long seed, List<Judge> judges) {
        long start = System.nanoTime();
        Dataset data = s.data();
        Model model = s.fresh(data, seed);
        try (Execution execution = Execution.of(Execution.Kind.FLOAT32, 1)) {
            model.execute(execution);
            Trainer trainer = new Trainer(model, data, s.plan(seed), s.optimiser(model, execution));
            Integer[] solved = new Integer[judges.size()];
            Arrays.fill(solved, 0);
            List<Double> means = new ArrayList<>();
            double sum = 0;
            boolean finite = true;
            while (trainer.updates() < s.updates() && finite && (judges.isEmpty() || List.of(solved).contains(0))) {
                Trainer.Update u = trainer.step();
                finite = u.finite();
                sum += u.loss();
                if (finite && u.update() % s.evaluate() == 0) {
                    means.add(sum / s.evaluate());
                    sum = 0;
                    for (int j = 0; j < solved.length; j++) {
                        if (solved[j] == 0 && judges.get(j).satisfied(model, data, s.steps(), s.batch(), seed)) {
                            solved[j] = u.update();
                        }
                    }
                }
            }
            double loss = finite ? trainer.heldOut(quick ? 1 : HELD_OUT_BATCHES).loss() : Double.NaN;
            double right = data instanceof LabelledSequences ? share(model, data, s, seed) : Double.NaN;
            Outcome outcome = new Outcome(s, seed, List.of(solved), trainer.updates(), loss, right, means,
                    trainer.clippedFraction(), (System.nanoTime() - start) * 1e-9);
            progress.accept(String.format(Locale.ROOT,
                    "%s: solved %s, %d updates, loss %.4g (lowest mean %.4g), %.0f s", s.command(seed),
                    outcome.solved(), outcome.updates(), loss, outcome.lowest(), outcome.seconds()));
            return outcome;
        }
    }

    /** Of draws from what is held out. */
    private double share(Model model, Dataset data, Setting s, long seed) {
        return Solved
                .measure(Criterion.ofClasses(1, 1, ""), model, data, s.steps(), s.batch(),
                        quick ? 1 : DRAWN / s.batch(), seed)
                .share();
    }

    @Override
    public void close() {
        laboratory.close();
    }
}
