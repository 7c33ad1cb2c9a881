package retrograde.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a contestant's process: does what {@link Child} asks on standard input, answers on standard output.
 *
 * <p>
 * Between two requests it waits for input and uses no processor, once the libraries' threads have stopped spinning; it
 * waits for that before it answers.
 */
final class Worker {
    /** Requests. */
    static final int PROBLEM = 1;
    static final int STEPS = 2;
    static final int WARM = 3;
    static final int EVALUATE = 4;

    /** First byte of an answer. */
    static final int DONE = 0;
    static final int FAILED = 1;

    /** OpenBLAS' threads spin for about 0.1 s after their last work; OpenMP's for less. */
    private static final long SETTLE_MILLISECONDS = 150;

    private final Side side;
    private final int threads;
    private final DataInputStream in;
    private final DataOutputStream out;
    private @Nullable Contestant contestant;

    private Worker(Side side, int threads, DataInputStream in, DataOutputStream out) {
        this.side = side;
        this.threads = threads;
        this.in = in;
        this.out = out;
    }

    /** Arguments: the side, its threads. */
    public static void main(String[] arguments) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        // Libraries that print shall not get between the answers.
        System.setOut(System.err);
        Side side = Side.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        int threads = Integer.parseInt(arguments[1]);
        if (side == Side.LIBTORCH) {
            torch.set_num_threads(threads);
        }
        new Worker(side, threads, in, out).serve();
        System.exit(0);
    }

    private void serve() throws IOException {
        while (true) {
            int request;
            try {
                request = in.readByte();
            } catch (EOFException e) {
                return;
            }
            try {
                answer(request);
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                e.printStackTrace();
                out.writeByte(FAILED);
                out.writeUTF(e.toString().substring(0, Math.min(2000, e.toString().length())));
            }
            out.flush();
        }
    }

    private void answer(int request) throws IOException {
        switch (request) {
            case PROBLEM -> {
                Problem problem = readProblem(in);
                if (contestant != null) {
                    contestant.close();
                }
                contestant = side.contestant(problem, threads);
                out.writeByte(DONE);
                out.writeUTF(contestant == null ? "" : contestant.name());
            }
            case STEPS -> {
                int count = in.readInt();
                List<Long> times = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    times.add(step());
                }
                write(times);
            }
            case WARM -> {
                double seconds = in.readDouble();
                int count = in.readInt();
                write(warm(seconds, count));
            }
            case EVALUATE -> write(current().evaluate());
            default -> throw new IllegalStateException("unknown request " + request);
        }
    }

    private Contestant current() {
        if (contestant == null) {
            throw new IllegalStateException("no problem was given");
        }
        return contestant;
    }

    /** Nanoseconds of one step. */
    private long step() {
        Contestant runner = current();
        long begin = System.nanoTime();
        runner.step();
        long end = System.nanoTime();
        runner.afterStep();
        return end - begin;
    }

    /** Until both the time and the number of steps are reached, but no longer than four times the time. */
    private List<Long> warm(double seconds, int count) {
        List<Long> times = new ArrayList<>();
        long begin = System.nanoTime();
        double elapsed;
        do {
            times.add(step());
            elapsed = (System.nanoTime() - begin) * 1e-9;
        } while (elapsed < seconds || (times.size() < count && elapsed < 4 * seconds));
        return times;
    }

    private void write(List<Long> times) throws IOException {
        settle();
        out.writeByte(DONE);
        out.writeInt(times.size());
        for (long time : times) {
            out.writeLong(time);
        }
    }

    private void write(Evaluation evaluation) throws IOException {
        settle();
        out.writeByte(DONE);
        out.writeDouble(evaluation.loss());
        out.writeInt(evaluation.gradient().size());
        for (Map.Entry<String, float[]> each : evaluation.gradient().entrySet()) {
            out.writeUTF(each.getKey());
            out.writeInt(each.getValue().length);
            for (float g : each.getValue()) {
                out.writeFloat(g);
            }
        }
    }

    private static void settle() {
        try {
            Thread.sleep(SETTLE_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void writeProblem(Problem problem, DataOutputStream to) throws IOException {
        to.writeUTF(problem.cell());
        to.writeInt(problem.steps());
        to.writeInt(problem.batch());
        to.writeInt(problem.shape().inputs());
        to.writeInt(problem.shape().hidden());
        to.writeLong(problem.seed());
        to.writeInt(problem.shape().dimensions().size());
        for (Map.Entry<String, Integer> each : problem.shape().dimensions().entrySet()) {
            to.writeUTF(each.getKey());
            to.writeInt(each.getValue());
        }
    }

    private static Problem readProblem(DataInputStream from) throws IOException {
        String cell = from.readUTF();
        int steps = from.readInt();
        int batch = from.readInt();
        int inputs = from.readInt();
        int hidden = from.readInt();
        long seed = from.readLong();
        Map<String, Integer> dimensions = new LinkedHashMap<>();
        for (int count = from.readInt(); count > 0; count--) {
            String name = from.readUTF();
            dimensions.put(name, from.readInt());
        }
        return Problem.of(cell, steps, batch, inputs, hidden, dimensions, seed);
    }
}
