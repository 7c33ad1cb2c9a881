package retrograde.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/**
 * Lets ours and every setting of libtorch run a {@link FlowProblem} in turn, a slice each, so that what else happens on the
 * machine hits all alike; compares what they compute.
 */
final class FlowRace implements AutoCloseable {
    /** Seconds of a slice, at most; a run that has begun is ended. */
    private static final double SLICE = 0.25;

    private final List<Setting> settings;
    private final double seconds;
    private final double warming;
    private final Consumer<String> progress;
    private final Map<Setting, Child> children = new LinkedHashMap<>();

    /**
     * A race.
     *
     * @param seconds timed of each
     * @param warming for ours to get compiled, half of it for theirs
     */
    FlowRace(int threads, double seconds, double warming, Consumer<String> progress) {
        this.settings = Setting.all(threads).stream().filter(s -> s.side() != Side.DL4J).toList();
        this.seconds = seconds;
        this.warming = warming;
        this.progress = progress;
    }

    /** Runs one row. Throws {@link Child.Failure} where a side cannot run it. */
    FlowRow run(FlowProblem problem) {
        progress.accept("comparing");
        for (Setting setting : settings) {
            begin(setting, problem);
        }
        Setting ours = settings.getFirst();
        List<Setting> theirs = settings.subList(1, settings.size());
        double difference = FlowRow.difference(problem, values(ours), values(theirs.getFirst()));
        progress.accept("warming up");
        times(ours, FlowWorker.RUN, warming);
        times(ours, FlowWorker.RUN_GIVEN, warming / 2);
        theirs.forEach(setting -> times(setting, FlowWorker.RUN, warming / 2));
        progress.accept("timing");
        Map<Setting, DoubleStream.Builder> runs = new LinkedHashMap<>();
        settings.forEach(setting -> runs.put(setting, DoubleStream.builder()));
        DoubleStream.Builder given = DoubleStream.builder();
        double slice = Math.min(SLICE, seconds);
        for (double spent = 0; spent < seconds; spent += slice) {
            runs.forEach((setting, all) -> Arrays.stream(times(setting, FlowWorker.RUN, slice)).forEach(all::add));
            Arrays.stream(times(ours, FlowWorker.RUN_GIVEN, slice)).forEach(given::add);
        }
        Map<Setting, Timing> timings = new LinkedHashMap<>();
        runs.forEach((setting, all) -> timings.put(setting, Timing.of(all.build().toArray())));
        List<FlowRow.Peer> peers = new ArrayList<>();
        timings.forEach((setting, timing) -> peers.add(new FlowRow.Peer(setting, timing)));
        return new FlowRow(problem, peers.getFirst().timing(), Timing.of(given.build().toArray()), ours.threads(),
                peers.subList(1, peers.size()), difference);
    }

    /** Ours starts anew for each row, so that none runs on code compiled for another. */
    private void begin(Setting setting, FlowProblem problem) {
        Child known = children.get(setting);
        if (known != null && setting.side() == Side.OURS) {
            known.close();
            known = null;
        }
        Child child = known == null ? new Child(setting, FlowWorker.class) : known;
        children.put(setting, child);
        child.ask(FlowWorker.PROBLEM, problem::write, from -> problem);
    }

    private Child child(Setting setting) {
        Child child = children.get(setting);
        if (child == null) {
            throw new IllegalStateException(setting + " has not begun");
        }
        return child;
    }

    private double[] values(Setting setting) {
        return child(setting).ask(FlowWorker.VALUES, to -> {}, FlowRace::doubles);
    }

    private double[] times(Setting setting, int request, double during) {
        return child(setting).ask(request, to -> to.writeDouble(during), FlowRace::doubles);
    }

    private static double[] doubles(DataInputStream from) throws IOException {
        double[] values = new double[from.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = from.readDouble();
        }
        return values;
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
