package retrograde.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import retrograde.Build;
import retrograde.Machine;
import tools.jackson.databind.json.JsonMapper;

/** Says what this machine offers and what the program makes of it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Shows the JDK, the processor, the vector width, threads and heap that runs will have.",
                "Paste its output into a report of a problem or of a timing."},
        footerHeading = "%nExample:%n",
        footer = "  retrograde doctor --json")
final class Doctor implements Callable<Integer> {

    private static final double GIB = 1024.0 * 1024 * 1024;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        Build build = Build.current();
        Machine machine = Machine.current();
        if (json) {
            System.out.println(JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(document(build, machine)));
        } else {
            System.out.print(text(build, machine));
        }
        return Main.SUCCESS;
    }

    private static Map<String, Object> document(Build build, Machine machine) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", build.version());
        document.put("commit", build.commit());
        document.put("modified", build.modified());
        document.put("jdk", machine.jdk());
        document.put("vendor", machine.vendor());
        document.put("javaHome", machine.javaHome());
        document.put("os", machine.os());
        document.put("cpu", machine.cpu());
        document.put("features", machine.features());
        document.put("vectorBits", machine.vectorBits());
        document.put("threads", machine.threads());
        document.put("memoryBytes", machine.memoryBytes());
        document.put("heapBytes", machine.heapBytes());
        document.put("flags", machine.flags());
        return document;
    }

    private static String text(Build build, Machine machine) {
        StringBuilder text = new StringBuilder();
        row(text, "build", build.toString());
        row(text, "JDK", machine.jdk() + ", " + machine.vendor());
        row(text, "", machine.javaHome());
        row(text, "system", machine.os());
        row(text, "processor", machine.cpu());
        row(text, "features",
                machine.features().isEmpty() ? "not told by the system" : String.join(" ", machine.features()));
        row(text, "vectors",
                machine.vectorBits() == 0 ? "not told by the virtual machine"
                        : machine.vectorBits() + " bits: " + machine.vectorBits() / 32 + " float32 or "
                                + machine.vectorBits() / 64 + " float64");
        row(text, "threads", Integer.toString(machine.threads()));
        row(text, "memory", gib(machine.memoryBytes()));
        row(text, "heap", gib(machine.heapBytes()) + " at most");
        row(text, "flags", String.join(" ", machine.flags()));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-10s %s%n", name, value));
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }
}
