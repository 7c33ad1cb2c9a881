package retrograde.cli;

import java.nio.file.Path;
import java.util.Map;

import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.Objective;
import retrograde.formats.mapping.DataFiles;
import retrograde.model.Architecture;
import retrograde.model.Model;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;

/**
 * A checkpoint with the data to measure it on.
 *
 * @param file where it stands
 * @param model its model
 * @param facts how it came about
 * @param data those it was trained on, or those given
 * @param steps the data's {@code T}: as given, else as trained
 */
record OpenedCheckpoint(Path file, Model model, Map<String, String> facts, Dataset data, int steps) {

    /** Opens both; says on standard error if the data are not those it was trained on. */
    static OpenedCheckpoint open(Path file, DataOptions options, String standard) {
        Checkpoint read = CheckpointFile.read(file);
        Dataset data = data(file, read, options, standard);
        check(read.model().architecture(), data, file);
        if (!data.hash().equals(read.facts().get("dataHash"))) {
            System.err.println("retrograde: " + data.name() + " are not the data that " + file + " was trained on");
        }
        int steps = options.steps != null ? options.steps : number(read.facts(), "steps", data.defaultSteps());
        return new OpenedCheckpoint(file, read.model(), read.facts(), data, steps);
    }

    /** A fact that is a number. */
    int number(String fact, int otherwise) {
        return number(facts, fact, otherwise);
    }

    private static int number(Map<String, String> facts, String name, int otherwise) {
        try {
            return Integer.parseInt(facts.getOrDefault(name, Integer.toString(otherwise)));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static Dataset data(Path file, Checkpoint read, DataOptions options, String standard) {
        int inputs = read.model().architecture().inputs();
        if (options.task == null) {
            options.choice.adopt(read.facts());
        }
        if (options.task != null || options.data != null) {
            return options.open(standard, inputs);
        }
        String source = read.facts().getOrDefault("source", "");
        if (source.startsWith("task:")) {
            return Datasets.task(source.substring("task:".length()));
        }
        if (!source.startsWith("data:")) {
            throw new InputException(file + " does not say what data it was trained on; give --data or --task");
        }
        return DataFiles.open(source.substring("data:".length()), inputs, options.choice.get()).dataset();
    }

    private static void check(Architecture architecture, Dataset dataset, Path file) {
        if (dataset.symbolic() != architecture.symbolic() || dataset.inputs() != architecture.inputs()) {
            throw new InputException(file + " takes " + describe(architecture.symbolic(), architecture.inputs())
                    + ", but " + dataset.name() + " gives " + describe(dataset.symbolic(), dataset.inputs())
                    + "; measure it on the data it was trained on, or on data of the same shape");
        }
        boolean projection = dataset.objective().kind() == Objective.Kind.PROJECTION;
        if (projection || dataset.objective().outputs() != architecture.objective().outputs()) {
            throw new InputException(file + " predicts " + architecture.objective().outputs() + " outputs, but "
                    + dataset.name() + " asks for " + dataset.objective().outputs()
                    + "; measure it on the data it was trained on, or on data of the same shape");
        }
    }

    private static String describe(boolean symbolic, int inputs) {
        return symbolic ? "symbols out of " + inputs : "vectors of " + inputs;
    }
}
