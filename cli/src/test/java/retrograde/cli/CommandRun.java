package retrograde.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** What one run of the command line gave. */
record CommandRun(int status, String out, String err) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Runs the command line in this process, its streams caught. A training that names no store is recorded beside its folder,
     * where tests find it, rather than below the working directory.
     */
    static CommandRun of(String... given) {
        String[] arguments = recorded(given);
        PrintStream usualOut = System.out;
        PrintStream usualErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int status = Main.run(arguments);
            return new CommandRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(usualOut);
            System.setErr(usualErr);
        }
    }

    private static String[] recorded(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        int out = words.indexOf("--out");
        if (words.isEmpty() || !words.getFirst().equals("train") || out < 0 || out + 1 == words.size()
                || words.contains("--store")) {
            return arguments;
        }
        words.addAll(List.of("--store", Path.of(words.get(out + 1)).resolveSibling("runs.db").toString()));
        return words.toArray(String[]::new);
    }

    /** The document of a run that succeeded and wrote nothing else to standard output. */
    static JsonNode json(String... arguments) {
        CommandRun run = of(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run.document();
    }

    /** Standard output as exactly one JSON document. */
    JsonNode document() {
        return parse(out);
    }

    static JsonNode parse(String text) {
        try (var parser = JSON.createParser(text)) {
            JsonNode document = JSON.readTree(parser);
            assertThat(parser.nextToken()).as("nothing after the document").isNull();
            return document;
        }
    }

    /** Status 2, this message and nothing on standard output. */
    void assertRefused(String message) {
        assertThat(err).startsWith("retrograde: " + message);
        assertThat(status).isEqualTo(2);
        assertThat(out).isEmpty();
    }
}
