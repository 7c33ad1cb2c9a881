package retrograde.flow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.NoiseData;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.Distribution;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.sequence.Stack;

/** Small networks for the tests of this package. */
final class Networks {
    /** Compares records of arrays, NaN equal to itself. */
    static final RecursiveComparisonConfiguration BITS = RecursiveComparisonConfiguration.builder()
            .withEqualsForType((a, b) -> Double.doubleToLongBits(a) == Double.doubleToLongBits(b), Double.class)
            .build();

    /** Compares records of numbers up to a difference relative to them, absolute below 1. */
    static RecursiveComparisonConfiguration within(double tolerance) {
        return RecursiveComparisonConfiguration.builder()
                .withEqualsForType((a, b) -> Double.doubleToLongBits(a) == Double.doubleToLongBits(b)
                        || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), Double.class)
                .build();
    }

    private Networks() {}

    /** A cell from its lines. */
    static Cell cell(String... lines) {
        return CellParser.parse(String.join("\n", lines) + "\n", "test.cell");
    }

    /** A cell of the zoo by its name, or one from a text. */
    static Cell named(String nameOrText) {
        return nameOrText.contains("\n") ? CellParser.parse(nameOrText, "test.cell") : Zoo.cell(nameOrText);
    }

    /** A model with settings such as {@code "U=normal:0,1"}. */
    static Model model(Cell cell, Dataset data, int hidden, int layers, long seed, String... settings) {
        Map<String, Distribution> parsed = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            parsed.put(setting.substring(0, equals), DistributionParser.parse(setting.substring(equals + 1)));
        }
        Initialisation initialisation = new Initialisation(parsed, seed, path -> {
            throw new InputException(path);
        });
        return initialisation.model(Architecture.of(cell, data, hidden, 3, layers, Map.of()));
    }

    /** Noise of standard deviation 1. */
    static Dataset noise(int width) {
        return new NoiseData(1, width);
    }

    /** No input. */
    static Dataset zero() {
        return new NoiseData(0, 1);
    }

    /** Sequences of a data set, run. */
    static Trajectories run(Model model, Dataset data, int steps, int sequences, long seed) {
        RandomGenerator random = Seeds.generator(seed, "test sequences");
        return Trajectories.run(model, data.train(random, data.stepsForLength(steps), sequences));
    }

    /** The same stack, started from other states: for each layer and state {@code [H]}. */
    static Stack from(Stack stack, List<double[][]> initial) {
        return new Stack(
                java.util.stream.IntStream.range(0, stack.depth()).mapToObj(l -> stack.layer(l).shape()).toList(),
                java.util.stream.IntStream.range(0, stack.depth()).mapToObj(stack::weights).toList(), initial);
    }
}
