package retrograde.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import retrograde.bench.Row.Runner;

/**
 * Lets all sides and settings run a problem in turn, a slice of a quarter of a second each, so that what else happens on
 * the machine hits all alike; before that compares what they compute.
 *
 * <p>
 * A setting whose steps take three times as long as those of its side's best is left out after warming up: it cannot count.
 */
final class Race implements AutoCloseable {
    private static final double SLICE_MILLISECONDS = 250;
    private static final double HOPELESS = 3;
    private static final int FEWEST_STEPS = 3;

    /**
     * How long.
     *
     * @param updates timed steps of each, or 0 for as many as take {@code seconds}
     * @param seconds timed seconds of each where {@code updates} is 0
     * @param warming seconds for ours to get compiled; the others take shorter
     * @param compared updates after which values are compared, rising
     */
    record Length(int updates, double seconds, double warming, List<Integer> compared) {}

    private final List<Setting> settings;
    private final Length length;
    private final Consumer<String> progress;
    private final Map<Setting, Child> children = new LinkedHashMap<>();

    Race(int threads, Length length, Consumer<String> progress) {
        this.settings = Setting.all(threads);
        this.length = length;
        this.progress = progress;
    }

    /** One runner in one row. */
    private static final class Lane {
        final Child child;
        final String way;
        final List<Double> times = new ArrayList<>();
        double estimate;
        boolean out;

        Lane(Child child, String way) {
            this.child = child;
            this.way = way;
        }

        double spent() {
            return times.stream().mapToDouble(Double::doubleValue).sum();
        }

        Timing timing() {
            return Timing.of(times.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }

    /** Runs one row. Throws {@link Child.Failure} where ours or all of libtorch cannot run it. */
    Row run(Problem problem) {
        List<Lane> lanes = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Setting setting : settings) {
            Lane lane = begin(setting, problem, failures);
            if (lane != null) {
                lanes.add(lane);
            }
        }
        List<Difference> differences = compare(lanes);
        Double dl4jLoss = compareLoss(problem, lanes, failures);
        progress.accept("warming up");
        for (Lane lane : List.copyOf(lanes)) {
            attempt(lane, lanes, failures, () -> warm(lane));
        }
        dropHopeless(lanes);
        progress.accept("timing");
        while (lanes.stream().anyMatch(this::unfinished)) {
            for (Lane lane : List.copyOf(lanes)) {
                if (unfinished(lane)) {
                    attempt(lane, lanes, failures, () -> slice(lane));
                }
            }
        }
        List<Runner> runners = lanes.stream()
                .map(lane -> new Runner(lane.child.setting(), lane.way, lane.timing(), lane.out))
                .toList();
        return new Row(problem, runners, differences, dl4jLoss, failures);
    }

    /** Ours starts anew for each row, so that no cell runs on code compiled for another; natives stay. */
    private @Nullable Lane begin(Setting setting, Problem problem, List<String> failures) {
        Child known = children.get(setting);
        if (known != null && setting.side() == Side.OURS) {
            known.close();
            known = null;
        }
        Child child = known == null ? new Child(setting) : known;
        children.put(setting, child);
        try {
            String way = child.begin(problem);
            return way.isEmpty() ? null : new Lane(child, way);
        } catch (Child.Failure e) {
            if (setting.side() != Side.DL4J) {
                throw e;
            }
            failed(child, e, failures);
            return null;
        }
    }

    /** A side of the others may break down without harm to the rest. */
    private void attempt(Lane lane, List<Lane> lanes, List<String> failures, Runnable action) {
        try {
            action.run();
        } catch (Child.Failure e) {
            lanes.remove(lane);
            if (lanes.stream().noneMatch(l -> l.child.setting().side() == lane.child.setting().side())
                    && lane.child.setting().side() != Side.DL4J) {
                throw e;
            }
            failed(lane.child, e, failures);
        }
    }

    private void failed(Child child, Child.Failure e, List<String> failures) {
        failures.add(child.setting().side() + ", " + child.setting() + ": " + e.getMessage());
        child.close();
        children.remove(child.setting());
    }

    private static Lane first(List<Lane> lanes, Side side) {
        return lanes.stream().filter(l -> l.child.setting().side() == side).findFirst().orElseThrow();
    }

    private List<Difference> compare(List<Lane> lanes) {
        Child ours = first(lanes, Side.OURS).child;
        Child theirs = first(lanes, Side.LIBTORCH).child;
        List<Difference> differences = new ArrayList<>();
        int done = 0;
        for (int updates : length.compared()) {
            progress.accept("comparing after " + updates + " updates");
            ours.steps(updates - done);
            theirs.steps(updates - done);
            done = updates;
            differences.add(Difference.between(updates, ours.evaluate(), theirs.evaluate()));
        }
        return differences;
    }

    /** DL4J tells its loss only, and takes long: compared at the first weights, on which ours begins once more. */
    private @Nullable Double compareLoss(Problem problem, List<Lane> lanes, List<String> failures) {
        List<Lane> dl4j = lanes.stream().filter(l -> l.child.setting().side() == Side.DL4J).toList();
        if (dl4j.isEmpty()) {
            return null;
        }
        Child ours = first(lanes, Side.OURS).child;
        ours.begin(problem);
        Evaluation expected = ours.evaluate();
        double[] difference = {Double.NaN};
        attempt(dl4j.getFirst(), lanes, failures,
                () -> difference[0] = Difference.loss(dl4j.getFirst().child.evaluate(), expected));
        return difference[0];
    }

    private void warm(Lane lane) {
        double[] times = switch (lane.child.setting().side()) {
            case OURS -> lane.child.warm(length.warming(), 50);
            // Their Java parts must get compiled too.
            case LIBTORCH -> lane.child.warm(length.warming() / 2, 10);
            case DL4J -> lane.child.warm(length.warming(), 20);
        };
        lane.estimate = Timing.of(Arrays.copyOfRange(times, times.length / 2, times.length)).median();
    }

    private static void dropHopeless(List<Lane> lanes) {
        for (Side side : List.of(Side.LIBTORCH, Side.DL4J)) {
            List<Lane> same = lanes.stream().filter(l -> l.child.setting().side() == side).toList();
            double best = same.stream().mapToDouble(l -> l.estimate).min().orElse(0);
            for (Lane lane : same) {
                lane.out = lane.estimate > HOPELESS * best;
                if (lane.out) {
                    lane.times.add(lane.estimate);
                }
            }
        }
    }

    private boolean unfinished(Lane lane) {
        if (lane.out) {
            return false;
        }
        return length.updates() > 0 ? lane.times.size() < length.updates()
                : lane.times.size() < FEWEST_STEPS || lane.spent() < 1000 * length.seconds();
    }

    private void slice(Lane lane) {
        int count = Math.clamp(Math.round(SLICE_MILLISECONDS / lane.estimate), 1, 10_000);
        if (length.updates() > 0) {
            count = Math.min(count, length.updates() - lane.times.size());
        }
        for (double time : lane.child.steps(count)) {
            lane.times.add(time);
        }
    }

    /** Ends all processes; the next row starts new ones. */
    void endProcesses() {
        children.values().forEach(Child::close);
        children.clear();
    }

    @Override
    public void close() {
        endProcesses();
    }
}
