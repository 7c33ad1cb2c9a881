// Long because both passes over time share the layout of one memory.
package retrograde.engine.simd;

import java.util.Arrays;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;
import retrograde.engine.simd.Value.Phase;
import retrograde.equation.Cell;

/**
 * A cell compiled for its sizes: runs forward and backward over {@code [T,B,I]} on a team of threads.
 *
 * <p>
 * Threads share out the sequences of the batch for the whole loop over time, or, where there are fewer sequences than
 * threads, the units of each step; and the entries of the gradients; never parts of one sum. So the bits do not depend on
 * their number.
 */
final class CompiledCell {
    /** Rows between two meetings of the threads: few enough that what one phase wrote the next finds in the cache. */
    private static final int CHUNK_ROWS = 512;
    /** Weights a step reads from which on sharing them is worth the waiting; measured. */
    private static final long WORTH_MEETING = 32_768;
    private static final double SMALL_SQUARES = 1e-24;
    private static final double LARGE_SQUARES = 1e30;

    private final Plan plan;
    private final ToIntFunction<String> size;
    private final Format format;
    private final Kernels kernels;
    private final Team team;
    private final Layout layout;
    private final int batch;
    /** Steps whose activations are in memory at a time; a longer sequence is computed again piece by piece. */
    private final int capacity;
    private final Memory memory;
    private final Object array;
    private final LinkedStages stages;
    private final WeightGradients gradients;
    /** Whether all threads may run each step together, each some units of all sequences. */
    private final boolean unitsSharable;
    /** Which of both ways was faster, forward and backward; absent where the units are always shared. */
    private final @Nullable Choice forwardChoice;
    private final @Nullable Choice backwardChoice;
    /** Whether they do so in this pass. */
    private boolean unitsShared;

    CompiledCell(Plan plan, ToIntFunction<String> size, Kernels kernels, Team team, Layout layout) {
        // A thread that waits for one without a processor waits thousands of times longer.
        this(plan, size, kernels, team, layout,
                team.size() <= Runtime.getRuntime().availableProcessors() ? WORTH_MEETING : Long.MAX_VALUE);
    }

    /**
     * A cell.
     *
     * @param worthMeeting how many weights a step must read for threads to share its units, if there are fewer sequences
     *        than threads and it measures faster; with 0 they always do
     */
    CompiledCell(Plan plan, ToIntFunction<String> size, Kernels kernels, Team team, Layout layout, long worthMeeting) {
        this.plan = plan;
        this.size = size;
        this.kernels = kernels;
        this.format = kernels.format();
        this.team = team;
        this.layout = layout;
        this.batch = layout.batch;
        this.capacity = layout.capacity;
        memory = Memory.of(format, layout.length());
        array = memory.array();
        stages = new LinkedStages(plan, size, kernels, layout, memory, team.size());
        gradients = new WeightGradients(kernels, team, layout, memory);
        unitsSharable = layout.batch < team.size() && stages.weights(Phase.FORWARD) >= worthMeeting
                && stages.sharable(Phase.FORWARD) && stages.sharable(Phase.BACKWARD);
        forwardChoice = worthMeeting == 0 ? null : new Choice();
        backwardChoice = worthMeeting == 0 ? null : new Choice();
        memory.set(layout.one, 1);
    }

    Layout layout() {
        return layout;
    }

    /** Whether all threads may run each step together. */
    boolean unitsSharable() {
        return unitsSharable;
    }

    /** Packs the weights, once for an update. */
    void pack(Map<String, double[]> weights) {
        team.run(thread -> stages.pack(weights, thread));
    }

    /** Adds the gradients of the last backward pass to arrays of the parameters' shape. */
    void addGradients(Map<String, double[]> gradient) {
        team.run(thread -> gradients.addTo(gradient, thread));
    }

    /**
     * Runs a phase that has no order in time: rows of any steps, counted from the first of a step, whose sequences have begun.
     *
     * @param slot where that step is in memory
     */
    private void run(Sequence sequence, Phase phase, int step, int slot, int from, int to, int thread) {
        for (int row = sequence.begun(step, from, to); row < to;) {
            int end = sequence.endOfRun(step, row, to);
            stages.run(phase, slot, row, end - row, 0);
            team.count(thread, end - row);
            row = sequence.begun(step, end, to);
        }
    }

    /** Runs a step of the sequences that have begun: of this thread's ones, or its units of all of them. */
    private void runStep(Sequence sequence, Phase phase, int t, int slot, int b0, int b1, int parity, int thread) {
        int to = unitsShared ? batch : b1;
        for (int row = sequence.begun(t, unitsShared ? 0 : b0, to); row < to;) {
            int end = sequence.endOfRun(t, row, to);
            if (unitsShared) {
                stages.runShare(phase, slot, row, end - row, parity, thread, team);
            } else {
                stages.run(phase, slot, row, end - row, parity);
            }
            team.count(thread, end - row);
            row = sequence.begun(t, end, to);
        }
    }

    private int share(int count, int thread) {
        return (int) ((long) count * thread / team.size());
    }

    // ---- forward ----

    /** Where a row of a state is: slot {@code t} is the old state of step {@code t} of the piece in memory. */
    int stateRow(int state, int slot, int sequence) {
        Place p = plan.states.get(state);
        return layout.base(p) + (slot * batch + sequence) * layout.stride(p);
    }

    Memory memory() {
        return memory;
    }

    /**
     * A sequence to be run.
     *
     * @param steps {@code T}
     * @param input {@code [T,B,I]}
     * @param initial for each state its first value {@code [H]}
     * @param starts for each sequence the step at which it starts; nothing is computed before
     * @param lastStart the largest of them
     * @param given for each vector that is given beside the input {@code [T,B,H]}
     */
    @SuppressWarnings("ArrayRecordComponent") // read by the engine, compared by nobody
    record Sequence(int steps, double[] input, double[][] initial, int[] starts, int lastStart, double[][] given) {
        Sequence(int steps, double[] input, double[][] initial, int[] starts, double[][] given) {
            this(steps, input, initial, starts, Arrays.stream(starts).max().orElse(0), given);
        }

        /** Whether a sequence has begun. */
        boolean begun(int t, int sequence) {
            return starts[sequence] <= t;
        }

        /** The first row whose sequence has begun; rows count from the first of a step, {@code to} if there is none. */
        int begun(int step, int from, int to) {
            if (step >= lastStart) {
                return from;
            }
            int row = from;
            while (row < to && !begun(step + row / starts.length, row % starts.length)) {
                row++;
            }
            return row;
        }

        /** After such a row the first whose sequence has not begun. */
        int endOfRun(int step, int from, int to) {
            if (step >= lastStart) {
                return to;
            }
            int row = from;
            while (row < to && begun(step + row / starts.length, row % starts.length)) {
                row++;
            }
            return row;
        }
    }

    /** Is told, while a piece is in memory, where the outputs of a step are. */
    interface OutputReader {
        /** The output of step {@code t} of a sequence begins at {@code at}. */
        void read(Memory memory, int t, int sequence, int at);
    }

    /** Runs a pass over so many steps in the way that has measured faster. */
    private void pass(@Nullable Choice choice, int steps, IntConsumer body) {
        if (!unitsSharable || choice == null) {
            unitsShared = unitsSharable;
            team.run(body);
            return;
        }
        int way = choice.next();
        unitsShared = way == 0;
        long begin = System.nanoTime();
        team.run(body);
        choice.took(way, (System.nanoTime() - begin) / steps);
    }

    /** Runs all steps. */
    void forward(Sequence sequence, OutputReader reader) {
        int output = plan.cell.states().indexOf(plan.cell.output());
        pass(forwardChoice, sequence.steps, thread -> {
            int b0 = share(batch, thread);
            int b1 = share(batch, thread + 1);
            for (int from = 0; from < sequence.steps; from += capacity) {
                int to = Math.min(from + capacity, sequence.steps);
                forward(sequence, from, to, thread);
                for (int t = from; t < to; t++) {
                    for (int b = b0; b < b1; b++) {
                        if (sequence.begun(t, b)) {
                            reader.read(memory, t, b, stateRow(output, t + 1 - from, b));
                        }
                    }
                }
            }
        });
    }

    /** One piece forward, from its checkpoint, which the piece before it left. */
    private void forward(Sequence sequence, int from, int to, int thread) {
        int b0 = share(batch, thread);
        int b1 = share(batch, thread + 1);
        restore(sequence, from, b0, b1);
        // Another thread may still read what this piece is going to overwrite.
        team.barrier();
        for (int c = from; c < to; c += chunk()) {
            int end = Math.min(c + chunk(), to);
            int rows = (end - c) * batch;
            int first = share(rows, thread);
            int last = share(rows, thread + 1);
            input(sequence.input, plan.input, size.applyAsInt(Cell.INPUTS), c, c - from, first, last);
            for (int g = 0; g < sequence.given.length; g++) {
                input(sequence.given[g], plan.given.get(g), size.applyAsInt(Cell.HIDDEN), c, c - from, first, last);
            }
            run(sequence, Phase.HOISTED, c, c - from, first, last, thread);
            team.barrier();
            for (int t = c; t < end && (b1 > b0 || unitsShared); t++) {
                start(sequence, t, t - from, b0, b1);
                runStep(sequence, Phase.FORWARD, t, t - from, b0, b1, 0, thread);
            }
            meet();
        }
        if (to < sequence.steps) {
            for (int s = 0; s < layout.checkpoints.size(); s++) {
                int stride = layout.stride(plan.states.get(s));
                memory.move(stateRow(s, to - from, b0), checkpoint(s, to / capacity) + b0 * stride, (b1 - b0) * stride);
            }
        }
    }

    private int checkpoint(int state, int piece) {
        return layout.checkpoints.get(state) + piece * batch * layout.stride(plan.states.get(state));
    }

    private void restore(Sequence sequence, int from, int b0, int b1) {
        for (int s = 0; s < layout.checkpoints.size(); s++) {
            int stride = layout.stride(plan.states.get(s));
            if (from > 0) {
                memory.move(checkpoint(s, from / capacity) + b0 * stride, stateRow(s, 0, b0), (b1 - b0) * stride);
            } else {
                for (int b = b0; b < b1; b++) {
                    memory.copyIn(sequence.initial[s], 0, stateRow(s, 0, b), sequence.initial[s].length);
                }
            }
        }
    }

    private void input(double[] x, Place place, int width, int step, int slot, int first, int last) {
        int to = layout.base(place) + slot * layout.stepStride(place);
        for (int r = first; r < last; r++) {
            memory.copyIn(x, (step * batch + r) * width, to + r * layout.stride(place), width);
        }
    }

    private int chunk() {
        return Math.max(1, CHUNK_ROWS / batch);
    }

    private boolean starts(Sequence sequence, int t) {
        for (int start : sequence.starts) {
            if (start == t) {
                return true;
            }
        }
        return false;
    }

    /** Waits for the others where they work on the same sequences. */
    private void meet() {
        if (unitsShared) {
            team.barrier();
        }
    }

    private void start(Sequence sequence, int t, int slot, int b0, int b1) {
        if (t > 0 && starts(sequence, t)) {
            // The step before has written the states that begin anew.
            meet();
        }
        for (int b = b0; b < b1; b++) {
            if (sequence.starts[b] == t && t > 0) {
                for (int s = 0; s < sequence.initial.length; s++) {
                    memory.copyIn(sequence.initial[s], 0, stateRow(s, slot, b), sequence.initial[s].length);
                }
            }
        }
    }

    // ---- backward ----

    /** Adds rows of {@code ∂ℓ/∂output}. */
    interface OutputAdjoint {
        /**
         * Adds {@code ∂ℓ/∂output} of step {@code t} of a sequence to the row that begins at {@code at}.
         *
         * @param output where the output itself begins
         */
        void addTo(Memory memory, int t, int sequence, int at, int output);
    }

    /** What a backward pass is to find: the parameters' gradients, and arrays as in {@code Engine.Wanted}. */
    @SuppressWarnings("ArrayRecordComponent") // receives results
    record Wanted(boolean gradients, double @Nullable [] input, double @Nullable [][] initial,
            double @Nullable [] carried, int window) {}

    /**
     * Runs all steps backward, after {@link #forward}, once: adjoints are written over what the forward pass kept.
     *
     * @param outputAdjoint adds the adjoints of the outputs
     */
    void backward(Sequence sequence, OutputAdjoint outputAdjoint, Wanted wanted) {
        int steps = sequence.steps;
        int output = plan.cell.states().indexOf(plan.cell.output());
        boolean deferred = wanted.input != null || (wanted.gradients && plan.deferredForGradients);
        pass(backwardChoice, steps, thread -> {
            int b0 = share(batch, thread);
            int b1 = share(batch, thread + 1);
            gradients.clear(thread);
            for (int s = 0; s < plan.adjoints.size(); s++) {
                Place p = plan.adjoints.get(s);
                memory.clear(layout.base(p, 0) + b0 * layout.stride(p), (b1 - b0) * layout.stride(p));
            }
            Place h = plan.adjoints.get(output);
            for (int to = steps; to > 0;) {
                int from = (to - 1) / capacity * capacity;
                if (to < steps) {
                    forward(sequence, from, to, thread);
                }
                for (int end = to; end > from;) {
                    int begin = Math.max(from, end - chunk());
                    for (int t = end - 1; t >= begin && (b1 > b0 || unitsShared); t--) {
                        int parity = (steps - 1 - t) & 1;
                        for (int b = b0; b < b1; b++) {
                            if (sequence.begun(t, b)) {
                                outputAdjoint.addTo(memory, t, b, layout.base(h, parity) + b * layout.stride(h),
                                        stateRow(output, t + 1 - from, b));
                            }
                        }
                        runStep(sequence, Phase.BACKWARD, t, t - from, b0, b1, parity, thread);
                        meet();
                        finish(sequence, t, b0, b1, parity, wanted);
                    }
                    team.barrier();
                    int rows = (end - begin) * batch;
                    if (deferred) {
                        int first = share(rows, thread);
                        int last = share(rows, thread + 1);
                        run(sequence, Phase.DEFERRED, begin, begin - from, first, last, thread);
                        if (wanted.input != null) {
                            inputAdjoint(sequence, wanted.input, begin, begin - from, first, last);
                        }
                        team.barrier();
                    }
                    if (wanted.gradients) {
                        accumulate(sequence, begin, begin - from, rows, thread);
                    }
                    end = begin;
                }
                to = from;
                team.barrier();
            }
        });
    }

    /** Adds the parameters' gradients of rows of any steps, the last row first. */
    private void accumulate(Sequence sequence, int step, int slot, int rows, int thread) {
        if (step >= sequence.lastStart) {
            gradients.accumulate(slot * batch, rows, thread);
            return;
        }
        int end = rows;
        for (int row = rows; row > 0; row--) {
            if (!sequence.begun(step + (row - 1) / batch, (row - 1) % batch)) {
                if (end > row) {
                    gradients.accumulate(slot * batch + row, end - row, thread);
                }
                end = row - 1;
            }
        }
        if (end > 0) {
            gradients.accumulate(slot * batch, end, thread);
        }
    }

    private void inputAdjoint(Sequence sequence, double[] target, int step, int slot, int first, int last) {
        int width = size.applyAsInt(Cell.INPUTS);
        Place p = plan.inputAdjoint;
        for (int r = first; r < last; r++) {
            int to = (step * batch + r) * width;
            if (p == null || !sequence.begun(step + r / batch, r % batch)) {
                Arrays.fill(target, to, to + width, 0);
            } else {
                memory.copyOut(layout.base(p, 0) + slot * layout.stepStride(p) + r * layout.stride(p), target, to,
                        width);
            }
        }
    }

    private void clearCarried(int parity, int b) {
        for (int s = 0; s < plan.adjoints.size(); s++) {
            Place p = plan.adjoints.get(s);
            memory.clear(layout.base(p, parity) + b * layout.stride(p), layout.stride(p));
        }
    }

    private void finish(Sequence sequence, int t, int b0, int b1, int parity, Wanted wanted) {
        int hidden = size.applyAsInt(Cell.HIDDEN);
        for (int s = 0; s < plan.adjoints.size(); s++) {
            Place p = plan.adjoints.get(s);
            if (!plan.carriedWritten[s]) {
                memory.clear(layout.base(p, 1 - parity) + b0 * layout.stride(p), (b1 - b0) * layout.stride(p));
            }
        }
        if (t > 0 && (sequence.steps - t) % wanted.window == 0) { // truncated: nothing leaves a window
            for (int b = b0; b < b1; b++) {
                clearCarried(1 - parity, b);
            }
        }
        if (wanted.carried != null) {
            for (int row = sequence.begun(t, b0, b1); row < b1;) {
                int end = sequence.endOfRun(t, row, b1);
                for (int s = 0; s < plan.adjoints.size(); s++) {
                    Place p = plan.adjoints.get(s);
                    addSquares(layout.base(p, 1 - parity) + row * layout.stride(p), layout.stride(p), hidden, row, end,
                            wanted.carried, t * batch);
                }
                row = sequence.begun(t, end, b1);
            }
        }
        for (int b = b0; b < b1; b++) {
            if (sequence.starts[b] == t) {
                for (int s = 0; s < plan.adjoints.size() && wanted.initial != null; s++) {
                    Place p = plan.adjoints.get(s);
                    memory.copyOut(layout.base(p, 1 - parity) + b * layout.stride(p), wanted.initial[s], b * hidden,
                            hidden);
                }
                clearCarried(1 - parity, b);
            }
        }
    }

    /** Adds the sums of squares of rows to {@code target[to + b]}. */
    private void addSquares(int from, int stride, int length, int b0, int b1, double[] target, int to) {
        int line = format.perLine();
        int whole = length / line * line;
        int parts = layout.parts + b0 * line;
        kernels.squares().run(array, from, stride, b1 - b0, whole, parts);
        for (int b = b0; b < b1; b++) {
            int row = from + (b - b0) * stride;
            double sum = memory.sum(parts + (b - b0) * line, line);
            // Squares leave the format's range long before the values do; those are added up in float64.
            target[to + b] += sum > SMALL_SQUARES && sum < LARGE_SQUARES
                    ? sum + memory.squares(row + whole, length - whole)
                    : memory.squares(row, length);
        }
    }

}
