package retrograde.cli;

import retrograde.data.Dataset;
import retrograde.train.Solved;
import retrograde.train.Trainer;

/** Whether a training has met its task's criterion of success, and after which update. */
final class Success {
    private static final int UPDATE = 0;
    private static final int RIGHT = 1;
    private static final int SEQUENCES = 2;

    private final Trainer trainer;
    private final Dataset dataset;
    private final TrainingRun.Plan plan;
    private final double[] state = new double[3];

    /** Not yet judged; the data have a criterion. */
    Success(Trainer trainer, Dataset dataset, TrainingRun.Plan plan) {
        this.trainer = trainer;
        this.dataset = dataset;
        this.plan = plan;
    }

    /** Judges the present weights, or their average where weights are averaged. */
    Solved judge() {
        Solved now = decided();
        if (now.met()) {
            state[UPDATE] = trainer.updates();
            state[RIGHT] = now.right();
            state[SEQUENCES] = now.sequences();
        }
        return now;
    }

    private Solved decided() {
        return trainer.averaged(() -> Solved.decide(trainer.model(), dataset, plan.steps(), plan.batch(), plan.seed()));
    }

    /** Whether it was met. */
    boolean met() {
        return state[UPDATE] > 0;
    }

    /** Live: what must be kept to go on as if nothing had happened. */
    double[] state() {
        return state;
    }

    /**
     * What the whole training gave. The last weights are judged once more where none were good enough before.
     *
     * @param batches to count right answers on where they were too few
     */
    TrainingResult.Success result(int batches) {
        if (!met()) {
            Solved last = decided();
            if (!last.met()) {
                Solved share = trainer.averaged(() -> Solved.measure(trainer.model(), dataset, plan.steps(),
                        plan.batch(), batches, plan.seed()));
                return new TrainingResult.Success(0, share.right(), share.sequences(), share.criterion());
            }
            return new TrainingResult.Success(trainer.updates(), last.right(), last.sequences(), last.criterion());
        }
        return new TrainingResult.Success((int) state[UPDATE], (long) state[RIGHT], (long) state[SEQUENCES],
                dataset.criterion().orElseThrow());
    }
}
