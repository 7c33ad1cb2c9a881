package retrograde.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own, to send signals to and to give an environment. */
final class CommandProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final CompletableFuture<String> out;
    private final CompletableFuture<String> err;

    private CommandProcess(Process process) {
        this.process = process;
        this.out = text(process.inputReader(StandardCharsets.UTF_8));
        this.err = text(process.errorReader(StandardCharsets.UTF_8));
    }

    /** Starts it in a folder. */
    static CommandProcess start(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Short runs: the quick compiler alone, and no Vector API, which needs the other one.
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", classPath(),
                "retrograde.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("NO_COLOR", "1");
        builder.redirectInput(ProcessBuilder.Redirect.PIPE);
        return new CommandProcess(builder.start());
    }

    private static String classPath() {
        return System.getProperty("jdk.module.path", "") + File.pathSeparator + System.getProperty("java.class.path");
    }

    private static CompletableFuture<String> text(java.io.BufferedReader reader) {
        return CompletableFuture.supplyAsync(() -> {
            StringBuilder text = new StringBuilder();
            try (reader) {
                for (int c = reader.read(); c >= 0; c = reader.read()) {
                    text.append((char) c);
                }
            } catch (IOException e) {
                text.append(e);
            }
            return text.toString();
        }, command -> new Thread(command).start());
    }

    /** Sends a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
    }

    /** Whether it has not ended. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    CommandRun await() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the process did not end: " + process.info());
        }
        return new CommandRun(process.exitValue(), out.join(), err.join());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
