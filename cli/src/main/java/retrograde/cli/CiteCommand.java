package retrograde.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import retrograde.InputException;
import retrograde.engine.LayerShape;
import retrograde.equation.Suggestion;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.json.JsonMapper;

/** Prints BibTeX for what a study used. */
@Command(
        name = "cite",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Prints BibTeX of the sources of cells, tasks, quantities and methods; of all without a name.",
                "A checkpoint stands for the cells it is made of."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde cite lstm lyapunov", "  retrograde cite gru adding adam clip > refs.bib"})
final class CiteCommand implements Callable<Integer> {
    private static final String FILE = "references.bib";
    /** A comment with the names that an entry is the source of, and the entry. */
    private static final Pattern ENTRY = Pattern.compile("% (.+)\\n(@\\w+\\{(\\w+),\\n(?:.*\\n)*?\\}\\n)");

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Cells, tasks, quantities, methods (adam, clip, clip-value, chrono, rtrl, article), checkpoints.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** One source. */
    private record Entry(Set<String> of, String key, String text) {}

    @Override
    public Integer call() {
        List<Entry> all = entries();
        Set<String> wanted = new LinkedHashSet<>();
        for (String name : names) {
            if (name.endsWith(".ckpt")) {
                CheckpointFile.read(Path.of(name))
                        .model()
                        .architecture()
                        .layers()
                        .stream()
                        .map(LayerShape::cell)
                        .forEach(c -> check(wanted, c.name(), all));
            } else {
                check(wanted, name, all);
            }
        }
        List<Entry> chosen = all.stream()
                .filter(e -> names.isEmpty() || e.of().stream().anyMatch(wanted::contains))
                .toList();
        if (json) {
            System.out.println(JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(Map.of("entries",
                            chosen.stream()
                                    .map(e -> Map.of("key", e.key(), "of", e.of(), "bibtex", e.text()))
                                    .toList())));
        } else {
            System.out.print(String.join("\n", chosen.stream().map(Entry::text).toList()));
        }
        return Main.SUCCESS;
    }

    private static void check(Set<String> wanted, String name, List<Entry> all) {
        Set<String> known = new TreeSet<>();
        all.forEach(e -> known.addAll(e.of()));
        if (!known.contains(name)) {
            String suggestion = Suggestion.phrase(name, List.copyOf(known));
            throw new InputException("no source is known for '" + name + "'" + (suggestion.isEmpty() ? "." : suggestion)
                    + " There are sources for " + String.join(", ", known) + ".");
        }
        wanted.add(name);
    }

    private static List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        Matcher matcher = ENTRY.matcher(resource());
        while (matcher.find()) {
            entries.add(new Entry(new LinkedHashSet<>(Arrays.asList(matcher.group(1).split(" ", -1))), matcher.group(3),
                    matcher.group(2)));
        }
        return entries;
    }

    private static String resource() {
        try (InputStream in = CiteCommand.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the program was packed without " + FILE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
