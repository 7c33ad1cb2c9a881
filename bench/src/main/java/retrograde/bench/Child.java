package retrograde.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** A process that runs one side with one setting, driven request by request; see {@link Worker}. */
final class Child implements AutoCloseable {
    private final Setting setting;
    private final Path log;
    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream answers;

    /** What was asked of a child and could not be done. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Starts the process of a side that trains. */
    Child(Setting setting) {
        this(setting, Worker.class);
    }

    /** Starts the process with another main class, which takes the side and its threads as arguments too. */
    Child(Setting setting, Class<?> main) {
        this.setting = setting;
        try {
            log = Files.createTempFile("peers-" + setting.side() + "-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command(setting, main)).redirectError(log.toFile());
            // Native libraries read these when they load.
            builder.environment().put("OMP_NUM_THREADS", Integer.toString(setting.threads()));
            builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(setting.blas()));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    }

    private static List<String> command(Setting setting, Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr", "-XX:+UseG1GC", "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "--add-modules",
                "jdk.incubator.vector"));
        if (setting.side() == Side.OURS) {
            command.add("-XX:MaxRAMPercentage=50");
            String options = System.getenv("RETROGRADE_JAVA_OPTIONS");
            if (options != null && !options.isBlank()) {
                command.addAll(List.of(options.strip().split("\\s+")));
            }
        } else {
            // By default the binding counts all memory of the process, and stops for a second at its limit.
            command.addAll(List.of("-Xmx4g", "-Dorg.bytedeco.javacpp.maxbytes=0",
                    "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
        }
        if (setting.side() == Side.LIBTORCH) {
            // All its memory is freed by scopes; the collector need not watch it too.
            command.add("-Dorg.bytedeco.javacpp.nopointergc=true");
        }
        String modules = System.getProperty("jdk.module.path", "");
        String classes = System.getProperty("java.class.path");
        command.addAll(List.of("-cp", modules.isEmpty() ? classes : modules + File.pathSeparator + classes,
                main.getName(), setting.side().toString(), Integer.toString(setting.threads())));
        return command;
    }

    Setting setting() {
        return setting;
    }

    /** Gives it a problem to begin. Returns what runs the cell there, or an empty text where nothing can. */
    String begin(Problem problem) {
        return ask(Worker.PROBLEM, to -> Worker.writeProblem(problem, to), from -> from.readUTF());
    }

    /** Runs steps and returns the milliseconds of each. */
    double[] steps(int count) {
        return ask(Worker.STEPS, to -> to.writeInt(count), Child::times);
    }

    /** Runs until both are reached, but at most four times the time; returns the milliseconds of each step. */
    double[] warm(double seconds, int count) {
        return ask(Worker.WARM, to -> {
            to.writeDouble(seconds);
            to.writeInt(count);
        }, Child::times);
    }

    /** Loss and gradient at the present weights. */
    Evaluation evaluate() {
        return ask(Worker.EVALUATE, to -> {}, from -> {
            double loss = from.readDouble();
            Map<String, float[]> gradient = new LinkedHashMap<>();
            for (int n = from.readInt(); n > 0; n--) {
                String name = from.readUTF();
                float[] values = new float[from.readInt()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = from.readFloat();
                }
                gradient.put(name, values);
            }
            return new Evaluation(loss, gradient);
        });
    }

    private static double[] times(DataInputStream from) throws IOException {
        double[] times = new double[from.readInt()];
        for (int i = 0; i < times.length; i++) {
            times[i] = from.readLong() * 1e-6;
        }
        return times;
    }

    /** Writes the body of a request. */
    interface Body {
        void write(DataOutputStream to) throws IOException;
    }

    /** Reads the body of an answer. */
    interface Reply<R> {
        R read(DataInputStream from) throws IOException;
    }

    /** Sends a request and reads the answer. */
    <R> R ask(int request, Body body, Reply<R> reply) {
        try {
            requests.writeByte(request);
            body.write(requests);
            requests.flush();
            if (answers.readByte() == Worker.FAILED) {
                throw new Failure(setting.side() + ": " + answers.readUTF(), null);
            }
            return reply.read(answers);
        } catch (IOException e) {
            throw new Failure(setting.side() + " (" + setting + ") ended: " + lastWords(), e);
        }
    }

    private String lastWords() {
        try {
            process.waitFor(2, TimeUnit.SECONDS);
            String text = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
            String status = process.isAlive() ? "" : "status " + process.exitValue() + ". ";
            return status + text.substring(Math.max(0, text.length() - 1500));
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            Files.deleteIfExists(log);
        } catch (IOException e) {
            // A temporary file stays.
            log.toFile().deleteOnExit();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
