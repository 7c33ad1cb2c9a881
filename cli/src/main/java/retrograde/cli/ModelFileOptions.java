package retrograde.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.model.ModelBuilder;
import retrograde.model.ModelParser;

/** A model described by a file, in the place of the options that describe equal layers of one cell. */
final class ModelFileOptions {
    private static final List<String> INSTEAD = List.of("--cell", "--hidden", "--layers", "--embedding", "--dim");
    private static final String ENDING = ".model";

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = {"A model's description, in the place of --cell, --hidden, --layers, --embedding and",
                    "--dim: layers of different cells, bidirectional, residual, dropout, tied read-out."})
    @Nullable
    String file;

    /**
     * The model described; empty where the option is not given.
     *
     * @throws InputException where the description is wrong, or an option that it replaces is given, too
     */
    Optional<ModelBuilder> read(@Nullable CommandSpec spec) {
        String path = file;
        if (path == null) {
            return Optional.empty();
        }
        if (spec != null) {
            for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
                if (INSTEAD.contains(option.longestName())) {
                    throw new InputException("--model " + path + " says what " + option.longestName()
                            + " would say; leave one of them out");
                }
            }
        }
        return Optional.of(ModelParser.read(path));
    }

    /** The file's name without its ending. */
    String name() {
        String name = file == null ? "" : String.valueOf(Path.of(file).getFileName());
        return name.endsWith(ENDING) && name.length() > ENDING.length()
                ? name.substring(0, name.length() - ENDING.length())
                : name;
    }
}
