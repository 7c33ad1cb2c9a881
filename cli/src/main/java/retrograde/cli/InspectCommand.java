package retrograde.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Encoding;
import retrograde.data.Objective;
import retrograde.model.Architecture;
import retrograde.model.ModelParser;
import retrograde.model.ModelSummary;
import retrograde.model.ModelSummary.Part;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Prints what a model consists of. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {"Prints what a model consists of, part by part, with its trained values: a model file on some",
                "data, or a checkpoint, for which it also prints how it was trained."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde inspect my.model --data my.txt", "  retrograde inspect runs/mine/model.ckpt --json"})
final class InspectCommand implements Callable<Integer> {
    private static final String STANDARD_DATA = "moby-dick";

    @Parameters(index = "0", paramLabel = "MODEL|CHECKPOINT", description = "A model file or a checkpoint.")
    private @Nullable String file;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private FormOptions form = new FormOptions();

    @Override
    public Integer call() {
        form.check();
        String given = file == null ? "" : file;
        if (CheckpointFile.looksLike(Path.of(given)) || given.endsWith(".ckpt")) {
            if (data.task != null || data.data != null || data.steps != null) {
                throw new InputException(
                        given + " is a checkpoint and says itself what data it is for; leave out --task,"
                                + " --data and --steps");
            }
            Checkpoint checkpoint = CheckpointFile.read(Path.of(given));
            print(given, checkpoint.model().architecture(), checkpoint.encoding(), checkpoint.facts());
        } else {
            Dataset dataset = data.open(STANDARD_DATA);
            print(given + " on " + dataset.name(), ModelParser.read(given).on(dataset), dataset.encoding(), Map.of());
        }
        return Main.SUCCESS;
    }

    private void print(String title, Architecture architecture, Encoding encoding, Map<String, String> facts) {
        ModelSummary summary = ModelSummary.of(architecture);
        if (form.json()) {
            System.out.println(document(title, architecture, summary, encoding, facts).toPrettyString());
            return;
        }
        FigureTable table = new FigureTable(title, "part", "inputs", "outputs", "parameters");
        for (Part p : summary.parts()) {
            table.row(List.of(p.name(), p.inputs() == 0 ? "" : Integer.toString(p.inputs()),
                    Integer.toString(p.outputs()), number(p.parameters())));
        }
        table.row(List.of("in all", "", "", number(summary.parameters())));
        if (form.latex()) {
            System.out.print(table.latex());
            return;
        }
        System.out.print(table.text());
        System.out.println("loss: " + architecture.objective().loss() + ", " + steps(architecture.objective()));
        encoding.summary().forEach((name, value) -> System.out.println(name + ": " + value));
        facts.forEach((name, value) -> System.out.println(name + ": " + value));
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String steps(Objective objective) {
        return objective.lossSteps() == Objective.LossSteps.LAST ? "at the last step" : "at every step";
    }

    private static ObjectNode document(String title, Architecture architecture, ModelSummary summary, Encoding encoding,
            Map<String, String> facts) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("model", title);
        ArrayNode parts = node.putArray("parts");
        for (Part p : summary.parts()) {
            parts.addObject()
                    .put("name", p.name())
                    .put("inputs", p.inputs())
                    .put("outputs", p.outputs())
                    .put("parameters", p.parameters());
        }
        node.put("parameters", summary.parameters());
        node.put("loss", architecture.objective().loss());
        node.put("lossSteps", architecture.objective().lossSteps().name().toLowerCase(Locale.ROOT));
        ArrayNode meaning = node.putArray("meaning");
        encoding.summary().forEach((name, value) -> meaning.addObject().put("name", name).put("value", value));
        ArrayNode kept = node.putArray("facts");
        facts.forEach((name, value) -> kept.addObject().put("name", name).put("value", value));
        return node;
    }
}
