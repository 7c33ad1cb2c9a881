package retrograde.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import retrograde.Build;
import retrograde.Machine;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the figures of any command depend on; a command adds its own. */
final class RunProvenance {
    private RunProvenance() {}

    static ObjectNode of(@Nullable CommandSpec spec, int threads, long seed) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        Build build = Build.current();
        Machine machine = Machine.current();
        node.put("version", build.version());
        node.put("commit", build.commit() + (build.modified() ? " (modified)" : ""));
        node.put("jdk", machine.jdk());
        node.put("cpu", machine.cpu());
        node.put("threads", threads);
        node.put("seed", seed);
        node.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        node.put("command", command(spec));
        return node;
    }

    /** The command line as it was given. */
    private static String command(@Nullable CommandSpec spec) {
        List<String> given = spec == null ? List.of() : spec.root().commandLine().getParseResult().originalArgs();
        return "retrograde " + String.join(" ", given.stream().map(TrainingResult::shell).toList());
    }
}
