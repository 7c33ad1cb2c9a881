package retrograde.cli;

import java.nio.file.Path;
import java.util.Map;

import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.Encoding;
import retrograde.data.NoiseData;
import retrograde.data.Objective;
import retrograde.data.TextDataset;
import retrograde.data.Vocabulary;
import retrograde.formats.mapping.DataChoice;
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
 * @param own whether the data are those it was trained on
 */
record OpenedCheckpoint(Path file, Model model, Map<String, String> facts, Dataset data, int steps, boolean own) {

    /** Opens both; says on standard error if the data are not those it was trained on. */
    static OpenedCheckpoint open(Path file, DataOptions options, String standard) {
        return open(file, CheckpointFile.read(file), options, standard);
    }

    /** The same of a checkpoint that was read already. */
    static OpenedCheckpoint open(Path file, Checkpoint read, DataOptions options, String standard) {
        Encoding encoding = options.data == null ? read.encoding() : encoding(read);
        Dataset data = data(file, read, encoding, options, standard);
        check(read.model().architecture(), data, file);
        boolean own = data.hash().equals(read.facts().get("dataHash"));
        if (!own) {
            System.err.println("retrograde: " + data.name() + " are not the data that " + file + " was trained on"
                    + (encoding.equals(Encoding.NONE) && !data.encoding().equals(Encoding.NONE)
                            ? "; it does not say what each symbol or column of those was, which here may be another"
                            : ""));
        }
        int steps = options.steps != null ? options.steps
                : read.facts().containsKey("steps") ? number(read.facts(), "steps", 1) : data.defaultSteps();
        return new OpenedCheckpoint(file, read.model(), read.facts(), data, steps, own);
    }

    /**
     * The symbols of a model of text, of which only an early checkpoint needs the text.
     *
     * @throws InputException where it is of anything else
     */
    static Vocabulary vocabulary(Path file, Checkpoint read) {
        if (read.encoding().ofText()) {
            return read.encoding().vocabulary().orElseThrow();
        }
        Dataset data = open(file, read, new DataOptions(), "").data();
        if (data instanceof TextDataset text) {
            return text.vocabulary();
        }
        throw new InputException(file + " is a model of " + data.name()
                + ", which is no text; what it predicts tells retrograde predict");
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

    /** What its data mean; of a checkpoint that does not know it, what its data say, if they are still there. */
    private static Encoding encoding(Checkpoint read) {
        String source = read.facts().getOrDefault("source", "");
        if (read.encoding().equals(Encoding.NONE) && source.startsWith("data:")) {
            try {
                Dataset trained = DataFiles
                        .open(source.substring("data:".length()), DataChoice.of(read.facts(), Encoding.NONE))
                        .dataset();
                return trained.hash().equals(read.facts().get("dataHash")) ? trained.encoding() : Encoding.NONE;
            } catch (InputException e) {
                return Encoding.NONE;
            }
        }
        return read.encoding();
    }

    private static Dataset data(Path file, Checkpoint read, Encoding encoding, DataOptions options, String standard) {
        int inputs = read.model().architecture().inputs();
        boolean noise = options.data != null && NoiseData.named(options.data);
        if (options.task == null && !noise) {
            options.choice.adopt(read.facts(), encoding);
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
