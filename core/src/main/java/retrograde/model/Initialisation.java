package retrograde.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.equation.CarryGate;
import retrograde.equation.Cell;
import retrograde.equation.Distribution;
import retrograde.equation.Parameter;
import retrograde.model.Target.Role;

/**
 * Gives a model its first values from a seed.
 *
 * <p>
 * A setting names a parameter ({@code U_f}), a family ({@code U} means {@code U} and every {@code U_…}), {@code *} (every
 * parameter of every cell) or a state (its initial value, default 0); {@code 2/U} restricts it to layer 2. Exact beats
 * family beats {@code *}; the settings given here beat those in the cell's file; what nothing names follows PyTorch's
 * default, uniform on {@code ±1/√H} (embedding: standard normal).
 *
 * <p>
 * Every array has its own generator, drawn from the seed and its name: adding a setting for one does not change another.
 *
 * @param settings by name, later ones winning over equal earlier ones
 * @param seed the seed
 * @param files reads the values of {@code file:PATH} settings
 */
public record Initialisation(Map<String, Distribution> settings, long seed, ValueFiles files) {

    /** Reads a matrix of numbers from a file a user named. */
    @FunctionalInterface
    public interface ValueFiles {
        /** The rows of the file; an {@link InputException} says what is wrong with it. */
        double[][] read(String path);
    }

    /** Copies the settings. */
    public Initialisation {
        settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** PyTorch's defaults and the cells' own settings, nothing else. */
    public static Initialisation of(long seed) {
        return new Initialisation(Map.of(), seed, path -> {
            throw new InputException("file:" + path + " can only be read where a reader for files is given");
        });
    }

    /** A new model. */
    public Model model(Architecture architecture) {
        checkNames(architecture);
        Parameters parameters = new Parameters(architecture);
        List<double[][]> initial = new ArrayList<>();
        fillOutside(architecture, parameters);
        for (int l = 0; l < architecture.layers().size(); l++) {
            LayerShape shape = architecture.layers().get(l);
            for (Parameter p : shape.cell().parameters()) {
                fill(parameters.layer(l).get(p.name()), shape, p, l + 1);
            }
            List<String> states = shape.cell().states();
            double[][] trained = parameters.start(l);
            double[][] first = trained.length > 0 ? trained : new double[states.size()][shape.hidden()];
            for (int s = 0; s < states.size(); s++) {
                Distribution d = stateSetting(shape.cell(), states.get(s), l + 1);
                if (d != null) {
                    Target target = new Target(states.get(s), l + 1, first[s], 1, shape.hidden(), shape.hidden(),
                            Role.STATE);
                    apply(d, target);
                }
            }
            initial.add(first);
        }
        return new Model(parameters, initial, projection(architecture));
    }

    private double[] projection(Architecture architecture) {
        if (architecture.objective().kind() != Objective.Kind.PROJECTION) {
            return new double[0];
        }
        double[] v = new double[architecture.topHidden()];
        RandomGenerator random = Seeds.generator(seed, "projection");
        double squares = 0;
        for (int i = 0; i < v.length; i++) {
            v[i] = random.nextGaussian();
            squares += v[i] * v[i];
        }
        for (int i = 0; i < v.length; i++) {
            v[i] /= Math.sqrt(squares);
        }
        return v;
    }

    private void fillOutside(Architecture architecture, Parameters parameters) {
        int hidden = architecture.topHidden();
        int outputs = architecture.objective().outputs();
        if (architecture.symbolic()) {
            // As a read-out the embedding begins as read-outs do: logits of N(0,1) vectors would be far too large.
            Distribution standard = architecture.tied() ? new Distribution.Scheme(Distribution.Scheme.Name.PYTORCH)
                    : new Distribution.Normal(0, 1);
            apply(settings.getOrDefault("embedding", standard),
                    new Target("embedding", 0, parameters.embedding(), architecture.inputs(), architecture.embedding(),
                            hidden, architecture.tied() ? Role.INPUT : Role.EMBEDDING));
        }
        if (outputs > 0) {
            Distribution standard = settings.getOrDefault("readout",
                    new Distribution.Scheme(Distribution.Scheme.Name.PYTORCH));
            if (!architecture.tied()) {
                apply(settings.getOrDefault("readout_W", standard),
                        new Target("readout_W", 0, parameters.readoutWeights(), outputs, hidden, hidden, Role.INPUT));
            }
            apply(settings.getOrDefault("readout_b", standard),
                    new Target("readout_b", 0, parameters.readoutBias(), 1, outputs, hidden, Role.VECTOR));
        }
    }

    private void checkNames(Architecture architecture) {
        Set<String> names = new LinkedHashSet<>();
        for (LayerShape shape : architecture.layers()) {
            shape.cell().parameters().forEach(p -> names.add(p.name()));
            names.addAll(shape.cell().states());
        }
        for (String name : settings.keySet()) {
            if (!matchesSomething(architecture, name)) {
                Set<String> all = new LinkedHashSet<>(names);
                if (architecture.symbolic()) {
                    all.add("embedding");
                }
                if (architecture.objective().outputs() > 0) {
                    if (!architecture.tied()) {
                        all.add("readout_W");
                    }
                    all.add("readout_b");
                }
                throw new InputException("--init " + name + " names no parameter and no state; there are "
                        + String.join(", ", all) + ", families such as " + family(architecture)
                        + ", * for all, and 2/NAME for one layer of " + architecture.layers().size());
            }
        }
    }

    private static String family(Architecture architecture) {
        return architecture.layers().get(0).cell().parameters().stream().map(Parameter::family).findFirst().orElse("U");
    }

    private static boolean matchesSomething(Architecture architecture, String name) {
        if (name.equals("embedding") && architecture.symbolic()) {
            return true;
        }
        if (List.of("readout", "readout_W", "readout_b").contains(name) && architecture.objective().outputs() > 0) {
            return !architecture.tied() || !name.equals("readout_W");
        }
        for (int l = 0; l < architecture.layers().size(); l++) {
            Cell cell = architecture.layers().get(l).cell();
            String bare = bare(name, l + 1);
            if (bare != null && (bare.equals("*") || cell.isState(bare)
                    || cell.parameters().stream().anyMatch(p -> p.name().equals(bare) || p.family().equals(bare)))) {
                return true;
            }
        }
        return false;
    }

    /** The name without a layer prefix, or null where the prefix is another layer's. */
    private static @Nullable String bare(String name, int layer) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return name;
        }
        return name.substring(0, slash).equals(Integer.toString(layer)) ? name.substring(slash + 1) : null;
    }

    private static @Nullable Distribution find(Map<String, Distribution> settings, String wanted, int layer) {
        Distribution one = settings.get(layer + "/" + wanted);
        return one != null ? one : settings.get(wanted);
    }

    private @Nullable Distribution parameterSetting(Cell cell, Parameter p, int layer) {
        for (Map<String, Distribution> source : List.of(settings, cell.initialisations())) {
            for (String wanted : List.of(p.name(), p.family(), "*")) {
                Distribution found = find(source, wanted, layer);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable Distribution stateSetting(Cell cell, String state, int layer) {
        Distribution given = find(settings, state, layer);
        return given != null ? given : find(cell.initialisations(), state, layer);
    }

    private void fill(double[] array, LayerShape shape, Parameter p, int layer) {
        Role role = !p.matrix() ? Role.VECTOR : p.shape().get(1).equals(Cell.INPUTS) ? Role.INPUT : Role.RECURRENT;
        List<Parameter> alike = shape.cell()
                .parameters()
                .stream()
                .filter(q -> q.family().equals(p.family()) && q.shape().equals(p.shape()))
                .toList();
        Target target = new Target(p.name(), layer, array, shape.rows(p), shape.columns(p), shape.hidden(), role,
                p.family(), alike.indexOf(p), alike.size(), !p.matrix() && Schemes.besideBoth(shape.cell(), p));
        Distribution setting = parameterSetting(shape.cell(), p, layer);
        if (setting == null && p.name().endsWith("_i")) {
            // Chrono initialisation speaks of both biases: the input gate's is the negative of the forget gate's.
            Parameter forget = shape.cell().parameter(p.name().substring(0, p.name().length() - 1) + "f");
            Distribution partner = forget == null ? null : parameterSetting(shape.cell(), forget, layer);
            setting = partner instanceof Distribution.Chrono ? partner : null;
        }
        apply(setting == null ? new Distribution.Scheme(Distribution.Scheme.Name.PYTORCH) : setting, target);
        if (setting instanceof Distribution.Chrono && carriesOtherwise(shape.cell(), p.name())) {
            for (int i = 0; i < array.length; i++) {
                array[i] = -array[i];
            }
        }
    }

    /** Whether a bias belongs to a gate that carries for long, as chrono initialisation wants, by the other sign. */
    private static boolean carriesOtherwise(Cell cell, String bias) {
        return CarryGate.ofBias(cell, bias).filter(g -> g.opensByBias() == isInputBias(bias)).isPresent();
    }

    private static boolean isInputBias(String name) {
        return name.endsWith("_i");
    }

    private void apply(Distribution distribution, Target target) {
        RandomGenerator random = Seeds.generator(seed, target.label());
        double[] array = target.array();
        switch (distribution) {
            case Distribution.Constant c -> java.util.Arrays.fill(array, c.value());
            case Distribution.Normal n -> Schemes.normal(array, n.mean(), n.deviation(), random);
            case Distribution.Uniform u -> Schemes.uniform(array, u.low(), u.high(), random);
            case Distribution.Orthogonal o -> {
                target.matrixOnly("orthogonal");
                Schemes.orthogonal(array, target.rows(), target.columns(), o.gain(), random);
            }
            case Distribution.Identity i -> {
                target.matrixOnly("identity");
                for (int r = 0; r < Math.min(target.rows(), target.columns()); r++) {
                    array[r * target.columns() + r] = i.scale();
                }
            }
            case Distribution.Values v -> values(target,
                    v.rows()
                            .stream()
                            .map(r -> r.stream().mapToDouble(Double::doubleValue).toArray())
                            .toArray(double[][]::new),
                    "values");
            case Distribution.File f -> values(target, files.read(f.path()), "file " + f.path());
            case Distribution.Chrono c -> chrono(target, c.maximum());
            case Distribution.Scheme s -> Schemes.fill(target, s.name(), seed, random);
        }
    }

    private static void values(Target target, double[][] rows, String source) {
        boolean column = target.rows() == 1 && target.columns() > 1 && rows.length == target.columns()
                && rows[0].length == 1;
        boolean fits = column || rows.length == target.rows();
        for (double[] row : rows) {
            fits &= row.length == (column ? 1 : target.columns());
        }
        if (!fits) {
            throw new InputException("--init " + target.name() + "=" + source + " gives " + rows.length + " row(s) of "
                    + (rows.length == 0 ? 0 : rows[0].length) + ", but " + target.name() + " is "
                    + (target.rows() == 1 ? "a vector of " + target.columns()
                            : "[" + target.rows() + "," + target.columns() + "]")
                    + "; separate entries by commas and rows by semicolons");
        }
        int k = 0;
        for (double[] row : rows) {
            for (double v : row) {
                target.array()[k++] = v;
            }
        }
    }

    private void chrono(Target target, double maximum) {
        if (target.role() != Role.VECTOR) {
            throw new InputException("--init " + target.name() + "=chrono: chrono is for gate biases such as b_f, and "
                    + target.name() + " is no vector of biases");
        }
        boolean inputGate = isInputBias(target.name());
        String forget = inputGate ? target.name().substring(0, target.name().length() - 1) + "f" : target.name();
        RandomGenerator random = Seeds.generator(seed, "chrono " + target.layer() + "/" + forget);
        for (int i = 0; i < target.array().length; i++) {
            double u = 1 + (maximum - 2) * random.nextDouble();
            target.array()[i] = inputGate ? -StrictMath.log(u) : StrictMath.log(u);
        }
    }
}
