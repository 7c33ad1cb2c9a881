package retrograde.store;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** A {@link WritingProcess} in a virtual machine of its own, to be killed. */
final class ChildProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader out;

    private ChildProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    static ChildProcess start(List<String> options, Object... arguments) throws IOException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), WritingProcess.class.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return new ChildProcess(builder.start());
    }

    private static String classPath() throws URISyntaxException {
        URL self = Objects.requireNonNull(WritingProcess.class.getResource("WritingProcess.class"));
        Path tests = Path.of(self.toURI());
        for (String ignored : WritingProcess.class.getName().split("\\.", -1)) {
            tests = Objects.requireNonNull(tests.getParent(), ignored);
        }
        return String.join(File.pathSeparator, tests.toString(), System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path"));
    }

    /** The next line of its output, null at its end. */
    @Nullable
    String line() throws IOException {
        return out.readLine();
    }

    /** As {@code kill -9}; what it had printed can still be read. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        await();
    }

    int await() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the process did not end: " + process.info());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
