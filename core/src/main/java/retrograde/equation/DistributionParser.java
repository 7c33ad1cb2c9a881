package retrograde.equation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;

/**
 * Reads and writes the text form of a {@link Distribution}; the two are inverse to each other.
 *
 * <p>
 * {@code .5} or {@code const:.5}, {@code normal:mean,std}, {@code uniform:lo,hi}, {@code orthogonal[:gain]},
 * {@code identity[:scale]}, {@code values:.9,10;0,.8}, {@code file:PATH}, {@code chrono:Tmax}, {@code pytorch},
 * {@code pytorch-sum}, {@code keras}, {@code xavier}, {@code xavier-normal}, {@code he}, {@code he-uniform}.
 */
public final class DistributionParser {
    private static final List<String> KINDS = List.of("const", "normal", "uniform", "orthogonal", "identity", "values",
            "file", "chrono", "pytorch", "pytorch-sum", "keras", "xavier", "xavier-normal", "he", "he-uniform");
    private static final String FORMS = "a number, const:v, normal:mean,std, uniform:lo,hi, orthogonal[:gain], "
            + "identity[:scale], values:.9,10;0,.8, file:PATH, chrono:Tmax, pytorch, pytorch-sum, keras, "
            + "xavier, xavier-normal, he or he-uniform";

    private DistributionParser() {}

    /**
     * Reads a distribution.
     *
     * @throws InputException naming what was given and what was expected
     */
    public static Distribution parse(String text) {
        String given = text.strip();
        if (given.isEmpty()) {
            throw new InputException("a distribution is missing; expected " + FORMS);
        }
        int colon = given.indexOf(':');
        String kind = (colon < 0 ? given : given.substring(0, colon)).strip();
        String rest = colon < 0 ? null : given.substring(colon + 1).strip();
        if (rest == null && numeric(kind)) {
            return new Distribution.Constant(number(given, kind));
        }
        return switch (kind) {
            case "const" -> new Distribution.Constant(numbers(given, rest, 1, "const:v")[0]);
            case "normal" -> normal(given, numbers(given, rest, 2, "normal:mean,std"));
            case "uniform" -> uniform(given, numbers(given, rest, 2, "uniform:lo,hi"));
            case "orthogonal" -> new Distribution.Orthogonal(
                    rest == null ? 1 : numbers(given, rest, 1, "orthogonal:gain")[0]);
            case "identity" -> new Distribution.Identity(
                    rest == null ? 1 : numbers(given, rest, 1, "identity:scale")[0]);
            case "values" -> values(given, rest);
            case "file" -> file(given, rest);
            case "chrono" -> chrono(given, numbers(given, rest, 1, "chrono:Tmax")[0]);
            case "pytorch", "pytorch-sum", "keras", "xavier", "xavier-normal", "he",
                    "he-uniform" -> scheme(given, kind, rest);
            default -> throw new InputException(
                    "unknown distribution '" + abbreviated(given) + "'" + Suggestion.phrase(kind, KINDS)
                            + (Suggestion.closest(kind, KINDS) == null ? "; " : " ") + "expected " + FORMS);
        };
    }

    private static Distribution normal(String given, double[] v) {
        if (v[1] < 0) {
            throw wrong(given, "normal:mean,std needs a standard deviation of at least 0, got " + NumberText.of(v[1]));
        }
        return new Distribution.Normal(v[0], v[1]);
    }

    private static Distribution uniform(String given, double[] v) {
        if (v[0] > v[1]) {
            throw wrong(given, "uniform:lo,hi needs lo ≤ hi");
        }
        return new Distribution.Uniform(v[0], v[1]);
    }

    private static Distribution chrono(String given, double maximum) {
        if (maximum <= 2) {
            throw wrong(given, "chrono:Tmax draws from 1 to Tmax − 1 and needs Tmax > 2");
        }
        return new Distribution.Chrono(maximum);
    }

    private static Distribution scheme(String given, String kind, @Nullable String rest) {
        if (rest != null) {
            throw wrong(given, kind + " takes no argument");
        }
        return new Distribution.Scheme(
                Distribution.Scheme.Name.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    private static Distribution values(String given, @Nullable String rest) {
        if (rest == null || rest.isEmpty()) {
            throw wrong(given,
                    "expected numbers: a comma between entries, a semicolon between rows, as values:.9,10;0,.8");
        }
        List<List<Double>> rows = new ArrayList<>();
        for (String row : rest.split(";", -1)) {
            List<Double> entries = new ArrayList<>();
            for (String entry : row.split(",", -1)) {
                entries.add(number(given, entry.strip()));
            }
            if (!rows.isEmpty() && rows.getFirst().size() != entries.size()) {
                throw wrong(given, "all rows need the same length; row 1 has " + rows.getFirst().size() + ", row "
                        + (rows.size() + 1) + " has " + entries.size());
            }
            rows.add(entries);
        }
        return new Distribution.Values(rows);
    }

    private static Distribution file(String given, @Nullable String rest) {
        String path = rest;
        if (path != null && path.length() >= 2 && path.startsWith("\"") && path.endsWith("\"")) {
            path = path.substring(1, path.length() - 1).replace("\"\"", "\"");
        }
        if (path == null || path.isEmpty()) {
            throw wrong(given, "expected a path, as file:weights.npy");
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw wrong(given, "a path holds no control characters");
        }
        return new Distribution.File(path);
    }

    private static double[] numbers(String given, @Nullable String rest, int count, String form) {
        String[] parts = rest == null ? new String[0] : rest.split(",", -1);
        if (parts.length != count) {
            throw wrong(given, "expected " + form);
        }
        return Arrays.stream(parts).mapToDouble(p -> number(given, p.strip())).toArray();
    }

    private static boolean numeric(String text) {
        return text.matches("[-+]?[.0-9].*");
    }

    private static double number(String given, String text) {
        OptionalDouble number = NumberText.read(text);
        if (number.isEmpty()) {
            throw wrong(given, "'" + abbreviated(text) + "' is no number");
        }
        double value = number.getAsDouble();
        if (Double.isInfinite(value)) {
            throw wrong(given, "'" + abbreviated(text) + "' is larger than a double can hold (1.8e308)");
        }
        return value;
    }

    private static InputException wrong(String given, String problem) {
        return new InputException("distribution '" + abbreviated(given) + "': " + problem);
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /** The shortest text that reads back as the same distribution. */
    public static String print(Distribution distribution) {
        return switch (distribution) {
            case Distribution.Constant d -> NumberText.of(d.value());
            case Distribution.Normal d -> "normal:" + NumberText.of(d.mean()) + "," + NumberText.of(d.deviation());
            case Distribution.Uniform d -> "uniform:" + NumberText.of(d.low()) + "," + NumberText.of(d.high());
            case Distribution.Orthogonal d -> "orthogonal" + optional(d.gain());
            case Distribution.Identity d -> "identity" + optional(d.scale());
            case Distribution.Values d -> "values:" + String.join(";",
                    d.rows().stream().map(row -> String.join(",", row.stream().map(NumberText::of).toList())).toList());
            case Distribution.File d -> "file:" + quoted(d.path());
            case Distribution.Chrono d -> "chrono:" + NumberText.of(d.maximum());
            case Distribution.Scheme d -> d.name().text();
        };
    }

    private static String optional(double value) {
        return value == 1 ? "" : ":" + NumberText.of(value);
    }

    private static String quoted(String path) {
        boolean plain = path.equals(path.strip()) && path.indexOf('#') < 0 && path.indexOf('"') < 0;
        return plain ? path : "\"" + path.replace("\"", "\"\"") + "\"";
    }
}
