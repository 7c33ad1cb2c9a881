package retrograde.guide.readme;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs the program as a user does, in a process and a folder of its own, on what can be had in seconds. */
final class CommandLines {

    /** Stands for the value of an option that has none. */
    private static final String FLAG = "";
    /** In place of what a user would wait minutes for. An option that stands in the command is replaced, not added. */
    private static final Map<String, Map<String, String>> SHORT = Map.of(//
            "compare", Map.of("--updates", "3", "--hidden", "6"), //
            "train", Map.of("--updates", "3", "--hidden", "6"), //
            "flow", Map.of("--hidden", "6"), //
            "article", Map.of("--claims", "C1", "--quick", FLAG), //
            "bench", Map.of("--seconds", "0.2", "--hidden", "6", "--steps", "120", "--batch", "2"));
    private static final int LIMIT_SECONDS = 120;

    private final Path folder;

    /**
     * What one run gave.
     *
     * @param status the exit status
     * @param out standard output
     * @param err standard error
     */
    record Result(int status, String out, String err) {}

    CommandLines(Path folder) {
        this.folder = folder;
    }

    /** Runs a command line, such as {@code train --cell gru}, shortened. */
    Result run(String commandLine) throws IOException, InterruptedException {
        return runExactly(shortened(words(commandLine)));
    }

    /** Runs the program with exactly these arguments. */
    Result runExactly(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", absoluteClassPath(), "retrograde.cli.Main"));
        command.addAll(arguments);
        Path out = Files.createTempFile("retrograde", ".out");
        Path err = Files.createTempFile("retrograde", ".err");
        try {
            Process process = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("retrograde " + String.join(" ", arguments) + " took more than "
                        + LIMIT_SECONDS + " s; make it shorter for this test");
            }
            return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    /** Splits at blanks, keeps what stands in single quotes together, leaves {@code > file} out: the shell the documents use. */
    static List<String> words(String commandLine) {
        return Pattern.compile("'([^']*)'|(\\S+)")
                .matcher(commandLine.replaceFirst("\\s>.*$", ""))
                .results()
                .map(w -> w.group(1) != null ? w.group(1) : w.group(2))
                .toList();
    }

    private static List<String> shortened(List<String> words) {
        List<String> arguments = new ArrayList<>(words);
        boolean measuresCheckpoints = words.getFirst().equals("compare")
                && words.stream().anyMatch(w -> w.endsWith(".ckpt"));
        if (measuresCheckpoints || words.contains("--help")
                || words.stream().anyMatch(w -> w.startsWith("U=values:"))) {
            return arguments;
        }
        SHORT.getOrDefault(words.getFirst(), Map.of()).forEach((option, value) -> {
            int at = arguments.indexOf(option);
            if (value.equals(FLAG)) {
                if (at < 0) {
                    arguments.add(option);
                }
            } else if (at >= 0) {
                arguments.set(at + 1, value);
            } else if (!fixed(arguments, option)) {
                arguments.addAll(List.of(option, value));
            }
        });
        return arguments;
    }

    /** A model that exists already has its sizes. */
    private static boolean fixed(List<String> arguments, String option) {
        return option.equals("--hidden") && (arguments.contains("--resume") || arguments.contains("--model")
                || arguments.stream().anyMatch(a -> a.endsWith(".ckpt")));
    }
}
