package retrograde.flow;

import java.util.List;

/**
 * What became of the values of a run: what a {@link Verdict} needs to know beside exponents and horizon.
 *
 * @param steps {@code T}
 * @param nonFinite the first value that is not finite; empty where there is none
 * @param growth the largest absolute state of the last half of the steps over that of the first half; 1 where all are
 *        zero. Means nothing where a value is not finite
 */
public record Course(int steps, List<NonFinite> nonFinite, double growth) {
    /** Copies the list. */
    public Course {
        nonFinite = List.copyOf(nonFinite);
    }

    /** That of a run that was kept. */
    public static Course of(Trajectories run) {
        Watch watch = new Watch(run.steps(), run.sequences());
        watch.see(run.activations(), run.steps(), 0, 0);
        Course seen = watch.course();
        return new Course(seen.steps(),
                seen.nonFinite().stream().map(n -> n.of(run.stack().number(n.layer() - 1))).toList(), seen.growth());
    }
}
