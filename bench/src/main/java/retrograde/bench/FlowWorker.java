package retrograde.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.DoubleStream;

import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The main class of a process that runs {@link FlowProblem}s: does what {@link Child} asks, as {@link Worker} does. */
final class FlowWorker {
    /** Requests. */
    static final int PROBLEM = 1;
    static final int RUN = 2;
    static final int RUN_GIVEN = 3;
    static final int VALUES = 4;

    /** libtorch's steps between two looks at the clock. */
    private static final int STRETCH = 20;
    /** Until the libraries' threads have stopped spinning. */
    private static final long SETTLE_MILLISECONDS = 150;

    private final Side side;
    private final int threads;
    private @Nullable FlowContestant contestant;

    private FlowWorker(Side side, int threads) {
        this.side = side;
        this.threads = threads;
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
        new FlowWorker(side, threads).serve(in, out);
        System.exit(0);
    }

    private void serve(DataInputStream in, DataOutputStream out) throws IOException {
        while (true) {
            int request;
            try {
                request = in.readByte();
            } catch (EOFException e) {
                return;
            }
            try {
                answer(request, in, out);
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                e.printStackTrace();
                out.writeByte(Worker.FAILED);
                out.writeUTF(e.toString().substring(0, Math.min(2000, e.toString().length())));
            }
            out.flush();
        }
    }

    private void answer(int request, DataInputStream in, DataOutputStream out) throws IOException {
        if (request == PROBLEM) {
            FlowProblem problem = FlowProblem.read(in);
            if (contestant != null) {
                contestant.close();
            }
            contestant = side == Side.OURS ? new EngineFlow(problem, threads)
                    : new TorchFlow(problem, Math.min(STRETCH, problem.steps()));
            out.writeByte(Worker.DONE);
            return;
        }
        if (contestant == null) {
            throw new IllegalStateException("no problem was given");
        }
        if (request == VALUES) {
            double[] values = contestant.values();
            settle();
            out.writeByte(Worker.DONE);
            out.writeInt(values.length);
            for (double v : values) {
                out.writeDouble(v);
            }
            return;
        }
        double seconds = in.readDouble();
        double[] times = times(contestant, request == RUN_GIVEN, seconds);
        settle();
        out.writeByte(Worker.DONE);
        out.writeInt(times.length);
        for (double time : times) {
            out.writeDouble(time);
        }
    }

    /** Microseconds a step of stretch after stretch until the time is over, at least of one. */
    private static double[] times(FlowContestant runner, boolean given, double seconds) {
        DoubleStream.Builder times = DoubleStream.builder();
        long start = System.nanoTime();
        do {
            long begin = System.nanoTime();
            int steps = given ? runner.runGiven() : runner.run();
            if (steps == 0) {
                break;
            }
            times.add((System.nanoTime() - begin) * 1e-3 / steps);
        } while ((System.nanoTime() - start) * 1e-9 < seconds);
        return times.build().toArray();
    }

    private static void settle() {
        try {
            Thread.sleep(SETTLE_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
