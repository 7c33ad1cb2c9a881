package retrograde.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.equation.Cell;
import retrograde.equation.Distribution;
import retrograde.equation.DistributionParser;
import retrograde.formats.mapping.DataFiles;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;

/** The options by which every command describes a model. */
final class ModelOptions {
    private static final int MOST_LAYERS = 1000;

    @Option(
            names = "--hidden",
            paramLabel = "H",
            defaultValue = "64",
            description = "Hidden units of each layer (default ${DEFAULT-VALUE}).")
    int hidden;

    @Option(
            names = "--layers",
            paramLabel = "L",
            defaultValue = "1",
            description = "Recurrent layers (default ${DEFAULT-VALUE}).")
    int layers;

    @Option(
            names = "--embedding",
            paramLabel = "E",
            defaultValue = "32",
            description = "Entries of a symbol's vector, for symbolic data (default ${DEFAULT-VALUE}).")
    int embedding;

    @Option(names = "--dim", paramLabel = "R=8", description = "Size of a dimension that the cell declares.")
    private Map<String, Integer> dimensions = new LinkedHashMap<>();

    @Option(
            names = "--init",
            paramLabel = "NAME=DISTRIBUTION",
            description = {
                    "First values of a parameter, a family (U means U and every U_...), * or a state; 2/U for layer 2 only.",
                    "A number, normal:mean,std, uniform:lo,hi, orthogonal[:gain], identity[:scale], values:.9,10;0,.8,",
                    "file:PATH, chrono:Tmax, pytorch (default), pytorch-sum, keras, xavier,",
                    "xavier-normal, he or he-uniform."})
    private List<String> settings = List.of();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of everything drawn (default ${DEFAULT-VALUE}).")
    long seed;

    Map<String, Integer> dimensions() {
        return dimensions;
    }

    /**
     * The architecture of a cell on data.
     *
     * @throws InputException where a size is impossible
     */
    Architecture architecture(Cell cell, Dataset data) {
        if (layers > MOST_LAYERS) {
            throw new InputException("--layers is " + layers + ", more than the " + MOST_LAYERS + " possible");
        }
        return Architecture.of(cell, data, hidden, embedding, layers, dimensions);
    }

    /** Every dimension given belongs to one of the cells. */
    void checkDimensions(List<Cell> cells) {
        checkDimensions(dimensions, cells);
    }

    static void checkDimensions(Map<String, Integer> dimensions, List<Cell> cells) {
        List<String> known = cells.stream().flatMap(c -> c.freeDimensions().stream()).distinct().toList();
        for (String name : dimensions.keySet()) {
            if (!known.contains(name)) {
                String has = known.isEmpty() ? "there is none to give" : "there are " + String.join(", ", known);
                throw new InputException("--dim " + name + "=" + dimensions.get(name) + " names no dimension of "
                        + String.join(", ", cells.stream().map(Cell::name).toList()) + "; " + has
                        + (name.equals(Cell.HIDDEN) ? ", and --hidden sets H" : ""));
            }
        }
    }

    /** The settings given, or fitting for the seed alone. */
    Initialisation initialisation() {
        return initialisation(Map.of());
    }

    /** The same after those of a model's description: the command line wins. */
    Initialisation initialisation(Map<String, Distribution> described) {
        Map<String, Distribution> parsed = new LinkedHashMap<>(described);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw new InputException(
                        "--init " + setting + " is not NAME=DISTRIBUTION; write for example --init b_f=1");
            }
            String name = setting.substring(0, equals).strip();
            parsed.remove(name);
            parsed.put(name, DistributionParser.parse(setting.substring(equals + 1).strip()));
        }
        return new Initialisation(parsed, seed, DataFiles::matrix);
    }
}
