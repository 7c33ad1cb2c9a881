package retrograde.bench;

import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The outcome for one cell and shape.
 *
 * @param problem what was run
 * @param runners every side and setting
 * @param differences between ours and libtorch's values
 * @param dl4jLoss relative difference of DL4J's first loss from ours; null where DL4J does not take part
 * @param failures what broke down
 */
record Row(Problem problem, List<Runner> runners, List<Difference> differences, @Nullable Double dl4jLoss,
        List<String> failures) {
    /**
     * A side with a setting.
     *
     * @param setting thread counts
     * @param way what runs the cell
     * @param timing of a step
     * @param leftOut whether it was too slow to be timed with the others; then the time is that of warming up
     */
    record Runner(Setting setting, String way, Timing timing, boolean leftOut) {}

    /** All settings of a side. */
    List<Runner> of(Side side) {
        return runners.stream().filter(r -> r.setting().side() == side).toList();
    }

    /** A side's setting with the least median; null where the side does not take part. */
    @Nullable
    Runner best(Side side) {
        return of(side).stream().min(Comparator.comparingDouble(r -> r.timing().median())).orElse(null);
    }

    /** How many times faster ours is than the side's best; NaN where it does not take part. */
    double ratio(Side side) {
        Runner ours = best(Side.OURS);
        Runner theirs = best(side);
        return ours == null || theirs == null ? Double.NaN : theirs.timing().median() / ours.timing().median();
    }

    /** Whether ours and libtorch compute the same. */
    boolean agrees() {
        return differences.stream().allMatch(Difference::agrees);
    }
}
