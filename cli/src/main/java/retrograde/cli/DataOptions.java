package retrograde.cli;

import java.util.OptionalInt;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.formats.mapping.DataFiles;

/** The options by which a command names its data. */
final class DataOptions {
    @Option(
            names = "--task",
            paramLabel = "NAME",
            description = {"A task that generates its sequences: adding, copy-memory,",
                    "temporal-order, multiplication, parity, dyck, noisy-counting, delayed-xor."})
    @Nullable
    String task;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = {"A text, CSV, NPY, NPZ or Parquet file, bundled data (moby-dick, mauna-loa-co2,",
                    "nino-sst, digits), or for flow noise:STD or zero."})
    @Nullable
    String data;

    @Option(
            names = "--steps",
            paramLabel = "T",
            description = "Length of the sequences trained on; for a task its T as the literature defines it.")
    @Nullable
    Integer steps;

    @Mixin
    ChoiceOptions choice = new ChoiceOptions();

    /** The data set to learn from, or the one to use where neither option is given. */
    Dataset open(String standard) {
        return open(standard, OptionalInt.empty());
    }

    /** The same to measure on, noise of so many inputs included. */
    Dataset open(String standard, int noiseInputs) {
        return open(standard, OptionalInt.of(noiseInputs));
    }

    private Dataset open(String standard, OptionalInt noiseInputs) {
        if (task != null && data != null) {
            throw new InputException("--task " + task + " and --data " + data + " are both given; choose one");
        }
        if (steps != null && steps < 1) {
            throw new InputException("--steps is " + steps
                    + ": sequences need at least 1 step; leave --steps out for the data's default");
        }
        Dataset dataset;
        if (task != null) {
            choice.get().only(task + " is a task", Set.of());
            dataset = Datasets.task(task);
        } else {
            String source = data == null ? standard : data;
            DataFiles.Opened opened = noiseInputs.isPresent()
                    ? DataFiles.open(source, noiseInputs.getAsInt(), choice.get())
                    : DataFiles.open(source, choice.get());
            opened.notes().forEach(n -> System.err.println("retrograde: " + n));
            dataset = opened.dataset();
        }
        if (steps != null && steps < dataset.minimumSteps()) {
            throw new InputException(
                    "--steps is " + steps + ", but " + dataset.name() + " needs at least " + dataset.minimumSteps());
        }
        return dataset;
    }

    /** {@code T}: as given, or the data's default. */
    int steps(Dataset dataset) {
        return steps == null ? dataset.defaultSteps() : steps;
    }

    /** How to name this choice again: {@code task:adding}, {@code data:moby-dick}. */
    String specification(String standard) {
        return task != null ? "task:" + task : "data:" + (data == null ? standard : data);
    }
}
