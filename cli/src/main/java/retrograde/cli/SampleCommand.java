package retrograde.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import retrograde.InputException;
import retrograde.data.TextUnit;
import retrograde.data.Vocabulary;
import retrograde.model.Sampling;
import retrograde.model.Seeds;
import retrograde.model.Stepper;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lets a model of text write. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Lets a model of text go on from a beginning, symbol by symbol.",
                "The same seed gives the same text."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde sample runs/lstm-moby-dick/model.ckpt --start 'The whale '",
                "  retrograde sample runs/lstm-moby-dick/model.ckpt --temperature 0.5 --length 80"})
final class SampleCommand implements Callable<Integer> {
    private static final int MOST = 10_000_000;

    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "A checkpoint of a model of text.")
    private @Nullable Path checkpoint;

    @Option(
            names = "--start",
            paramLabel = "TEXT",
            defaultValue = "\n",
            description = "What it reads first (default a line end).")
    private String start = "\n";

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "400",
            description = "Characters, words or bytes to write (default ${DEFAULT-VALUE}).")
    private int length;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Below 1 bolder in what is likely, 0 always the likeliest (default ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of what is drawn (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        check();
        Path file = checkpoint == null ? Path.of("") : checkpoint;
        Checkpoint read = CheckpointFile.read(file);
        Vocabulary vocabulary = OpenedCheckpoint.vocabulary(file, read);
        if (read.model().architecture().bidirectional()) {
            throw new InputException(file + " has layers that read from the end, and what is written has none yet;"
                    + " sample from a model without \"bidirectional\"");
        }
        Stepper stepper = new Stepper(read.model());
        RandomGenerator random = Seeds.generator(seed, "sample");
        double[] logits = {};
        int[] first = vocabulary.symbols(start);
        if (first.length == 0) {
            throw new InputException("--start '" + start
                    + "' has no word in it: a model needs at least one to read; leave" + " --start out");
        }
        vocabulary.others("text of --start", start).ifPresent(note -> System.err.println("retrograde: " + note));
        for (int symbol : first) {
            logits = stepper.step(symbol);
        }
        int[] symbols = new int[length];
        double logProbability = 0;
        for (int i = 0; i < length; i++) {
            int symbol = Sampling.draw(logits, temperature, random);
            logProbability += Sampling.logProbability(logits, symbol);
            symbols[i] = symbol;
            logits = stepper.step(symbol);
        }
        String written = vocabulary.text(symbols);
        if (json) {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("start", start);
            node.put("text", written);
            node.put("temperature", temperature);
            node.put("seed", seed);
            node.put("logProbability", logProbability);
            System.out.println(node.toPrettyString());
        } else {
            System.out.println((start.equals("\n") ? "" : start + gap(vocabulary)) + written);
        }
        return Main.SUCCESS;
    }

    /** Words stand apart from what was read first. */
    private String gap(Vocabulary vocabulary) {
        return vocabulary.unit() == TextUnit.WORDS && !Character.isWhitespace(start.charAt(start.length() - 1)) ? " "
                : "";
    }

    private void check() {
        if (start.isEmpty()) {
            throw new InputException(
                    "--start is empty: a model needs at least one character to read; leave --start out");
        }
        if (length < 1 || length > MOST) {
            throw new InputException("--length is " + length + ": write 1 to " + MOST + " symbols");
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new InputException("--temperature is " + temperature + ": give a number from 0 up, 1 as trained");
        }
    }
}
