package retrograde.guide.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The page about the JSON documents names every key they have, and no key that they lack. */
class JsonPageTest {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");
    /** Words in code that are values, letters of formulas or options, not keys. */
    private static final Set<String> VALUES = Set.of("null", "full", "article", "float64", "vanishing", "stable",
            "chaotic", "exploding", "NaN", "Infinity", "reached", "grown", "beyond", "compare", "update", "K", "J", "F",
            "j", "i", "lossError", "json", "events", "FILE", "dim", "rest_K", "term", "step", "lag", "before",
            "forward", "backward", "after", "every", "one", "next", "registers", "f", "h", "t1", "t2", "last", "result",
            "lang", "row", "column", "t", "s", "probe", "alarm", "evaluate", "evaluation", "until");
    /** Keys that appear in special cases only: several layers, dead units, values that are not finite. */
    private static final Set<String> RARE = Set.of("viewGapByLayer", "variable", "unit", "timeConstant", "sequence",
            "value", "path", "at", "note", "nonFinite");

    @TempDir
    private Path folder;

    @Test
    void everyKeyIsDocumentedAndEveryKeyDocumentedIsThere() throws IOException, InterruptedException {
        CommandLines program = new CommandLines(folder);
        SampleRuns.write(folder);
        SampleModels.write(program, folder);
        Files.writeString(folder.resolve("both.model"), "layer gru 2 bidirectional\nlayer gru 2 bidirectional\n");
        assertThat(
                program.run("train --model both.model --task delayed-xor --steps 12 --updates 1 --out both").status())
                .isZero();
        Map<String, List<String>> commands = Map.ofEntries(//
                Map.entry("bench step", List.of("bench step --json")), //
                Map.entry("bench jacobian", List.of("bench jacobian --json")), //
                Map.entry("bench lyapunov", List.of("bench lyapunov --json")), //
                Map.entry("flow",
                        List.of("flow --cell lstm --task adding --json",
                                "flow --task adding --layers 2 --quantities pairMap,horizon,gradientByLag --json",
                                "flow both/model.ckpt --window 40 --quantities gradientByLag --json",
                                "flow --cell rnn_relu --data zero --steps 300 --json")), //
                Map.entry("flow --seeds", List.of("flow --task adding --steps 20 --window 120 --seeds 2 --json")), //
                Map.entry("flow --at", List.of("flow --at whale --from 0 --json")), //
                Map.entry("train", List.of(
                        "train --task adding --steps 10 --json --watch --probe horizon --evaluate 1 --until solved --events events.jsonl")), //
                Map.entry("train --seeds",
                        List.of("train --task parity --steps 3 --until solved --json --seeds 2 --events events.jsonl")), //
                Map.entry("compare", List.of("compare --cells lstm --task adding --steps 10 --seeds 2 --json")), //
                Map.entry("derive", List.of("derive lstm --view article --json", "derive gru --plan --json")), //
                Map.entry("sample", List.of("sample text.ckpt --json")), //
                Map.entry("predict", List.of("predict series.ckpt --json --out predicted.csv")), //
                Map.entry("predict of classes", List.of("predict classes.ckpt --json --out told.csv")), //
                Map.entry("cells", List.of("cells --json")), //
                Map.entry("inspect", List.of("inspect text.ckpt --json")), //
                Map.entry("runs list", List.of("runs list --json")), //
                Map.entry("runs show", List.of("runs show 1 --json")), //
                Map.entry("runs compare", List.of("runs compare 1 2 --json")), //
                Map.entry("runs export",
                        List.of("runs export 1 --format json", "runs export 1 --format jsonl --out run.jsonl")), //
                Map.entry("cite", List.of("cite --json")), //
                Map.entry("article", List.of("article --json")), //
                Map.entry("doctor", List.of("doctor --json")));
        Map<String, String> sections = sections();
        for (var command : commands.entrySet()) {
            Set<String> keys = new TreeSet<>();
            for (String line : command.getValue()) {
                CommandLines.Result result = program.run(line);
                assertThat(result.status()).as("%s: %s", line, result.err()).isZero();
                if (!result.out().isEmpty()) {
                    collect(JsonMapper.builder().build().readTree(result.out()), keys);
                }
            }
            if (command.getKey().startsWith("train")) {
                String first = Files.readAllLines(folder.resolve("events.jsonl")).getFirst();
                collect(JsonMapper.builder().build().readTree(first), keys);
            }
            if (command.getKey().equals("runs export")) {
                for (String line : Files.readAllLines(folder.resolve("run.jsonl"))) {
                    collect(JsonMapper.builder().build().readTree(line), keys);
                }
            }
            String section = sections.getOrDefault(command.getKey(), "");
            assertThat(section).as("section on %s", command.getKey()).isNotEmpty();
            Set<String> documented = names(section);
            if (command.getKey().equals("compare")) {
                documented.addAll(names(sections.getOrDefault("flow", "")));
            }
            assertThat(documented).as("documented keys of %s", command.getKey()).containsAll(keys);
            if (!command.getKey().equals("compare")) {
                documented.removeAll(VALUES);
                documented.removeAll(RARE);
                assertThat(keys).as("keys of %s that the page promises", command.getKey()).containsAll(documented);
            }
        }
    }

    private static Map<String, String> sections() throws IOException {
        String[] parts = Document.read("docs/json.md").text().split("(?m)^## ", -1);
        return List.of(parts)
                .subList(1, parts.length)
                .stream()
                .collect(Collectors.toMap(p -> p.substring(0, p.indexOf('\n')).strip(), p -> p));
    }

    private static Set<String> names(String section) {
        return Pattern.compile("`([^`]*)`")
                .matcher(section)
                .results()
                .flatMap(code -> NAME.matcher(code.group(1)).results())
                .map(m -> m.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All keys at any depth; those of {@code ranges} are the cell's variables, and {@code flow} is a document itself. */
    private static void collect(JsonNode node, Set<String> keys) {
        if (node.isArray()) {
            node.forEach(each -> collect(each, keys));
        }
        if (node.isObject()) {
            node.properties().forEach(p -> {
                keys.add(p.getKey());
                if (!p.getKey().equals("ranges") && !p.getKey().equals("flow")) {
                    collect(p.getValue(), keys);
                }
            });
        }
    }
}
