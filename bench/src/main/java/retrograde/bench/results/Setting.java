package retrograde.bench.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import retrograde.InputException;
import retrograde.cell.Zoo;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.equation.Distribution;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.train.Clipping;
import retrograde.train.Optimiser;
import retrograde.train.Optimisers;
import retrograde.train.Schedules;
import retrograde.train.Trainer.TrainingPlan;

/**
 * How a network is trained, as the options of {@code retrograde train}: what is shown is what is done.
 *
 * @param options as a shell takes them, without the seed
 */
record Setting(String options) {
    private static final Set<String> KNOWN = Set.of("--cell", "--task", "--data", "--steps", "--hidden", "--embedding",
            "--batch", "--updates", "--lr", "--clip", "--optimiser", "--schedule", "--evaluate", "--until");
    /** Those that are not given are the command's own. */
    private static final Map<String, String> STANDARD = Map.of("--embedding", "32", "--clip", "1", "--optimiser",
            "adam", "--schedule", "constant");

    /** Refuses what is not known here, so that nothing shown is not done. */
    Setting {
        read(options);
    }

    private static Map<String, String> read(String options) {
        List<String> words = List.of(options.split(" "));
        Map<String, String> read = new LinkedHashMap<>(STANDARD);
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            String value = i + 1 < words.size() ? words.get(i + 1).replace("'", "") : "";
            if (option.equals("--init")) {
                read.merge(option, value, (a, b) -> a + " " + b);
            } else if (!KNOWN.contains(option) || value.isEmpty()) {
                throw new IllegalArgumentException(option + " " + value + " in: " + options);
            } else {
                read.put(option, value);
            }
        }
        return read;
    }

    /** The same with fewer updates, for a look at whether it runs. */
    Setting shortened(int updates, int most) {
        int all = Math.min(updates(), updates);
        return with("--updates", Integer.toString(all)).with("--steps", Integer.toString(Math.min(steps(), most)))
                .with("--hidden", Integer.toString(Math.min(hidden(), most)))
                .with("--evaluate", Integer.toString(Math.max(1, all / 2)));
    }

    private Setting with(String option, String value) {
        return new Setting(options.replaceAll("(^| )" + option + " \\S+", "$1" + option + " " + value));
    }

    /** The command that does the same. */
    String command(long seed) {
        return "retrograde train " + options + " --seed " + seed;
    }

    String text(String option) {
        String value = read(options).get(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is not in: " + options);
        }
        return value;
    }

    private int number(String option) {
        return Integer.parseInt(text(option));
    }

    String cell() {
        return text("--cell");
    }

    int steps() {
        return number("--steps");
    }

    int hidden() {
        return number("--hidden");
    }

    int batch() {
        return number("--batch");
    }

    int updates() {
        return number("--updates");
    }

    double rate() {
        return Double.parseDouble(text("--lr"));
    }

    double clip() {
        return Double.parseDouble(text("--clip"));
    }

    int embedding() {
        return number("--embedding");
    }

    /** Updates from one judgement to the next. */
    int evaluate() {
        return number("--evaluate");
    }

    Dataset data() {
        Map<String, String> read = read(options);
        String task = read.get("--task");
        return task == null ? Datasets.bundled(text("--data")) : Datasets.task(task);
    }

    Model fresh(Dataset data, long seed) {
        Map<String, Distribution> first = new LinkedHashMap<>();
        String settings = read(options).getOrDefault("--init", "");
        for (String each : settings.isEmpty() ? List.<String>of() : List.of(settings.split(" "))) {
            String[] parts = each.split("=", 2);
            first.put(parts[0], DistributionParser.parse(parts[1]));
        }
        return new Initialisation(first, seed, path -> {
            throw new InputException(path);
        }).model(Architecture.of(Zoo.cell(cell()), data, hidden(), embedding(), 1, Map.of()));
    }

    Optimiser optimiser(Model model, Execution execution) {
        return Optimisers.read(text("--optimiser")).optimiser(model.architecture(), execution);
    }

    TrainingPlan plan(long seed) {
        return new TrainingPlan(steps(), batch(), rate(), Clipping.of(clip()), seed, Schedules.read(text("--schedule")),
                updates(), 1);
    }
}
