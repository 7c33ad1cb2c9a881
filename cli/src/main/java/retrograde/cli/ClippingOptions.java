package retrograde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.model.Architecture;
import retrograde.train.AdaptiveClipping;
import retrograde.train.Clipping;
import retrograde.train.GradientClipping;
import retrograde.train.LayerClipping;
import retrograde.train.ParameterClipping;
import retrograde.train.ParameterClipping.Bound;

/** The options of clipping: of gradients, by norm or by value, and of parameters. */
final class ClippingOptions {
    /** What {@code --clip} is where neither it nor {@code --clip-value} is given. */
    private static final double STANDARD = 1;
    private static final String ADAPTIVE = "adaptive";

    @Option(
            names = "--clip",
            paramLabel = "NORM|adaptive",
            description = {
                    "Largest gradient norm; 0 for no clipping (default 1). Or adaptive:quantile=0.9,factor=2,last=100:",
                    "that many times the quantile of the last norms."})
    private @Nullable String norm;

    @Option(
            names = "--clip-value",
            paramLabel = "V",
            description = "Clip every entry of the gradient into [-V,V], in place of --clip.")
    private @Nullable Double value;

    @Option(
            names = "--clip-layer",
            paramLabel = "NORM",
            description = "Largest gradient norm of each layer by itself, in place of --clip.")
    private @Nullable Double layer;

    @Option(
            names = "--clip-params",
            paramLabel = "NAME=LO,HI",
            description = {
                    "Keep every entry of a parameter (U_f), a family (U means U and every U_...) or one layer's (2/U)",
                    "within [LO,HI] after each update."})
    private List<String> intervals = List.of();

    @Option(
            names = "--clip-spectral",
            paramLabel = "NAME=S",
            description = "Keep the largest singular value of a matrix or family at S or below after each update.")
    private List<String> spectral = List.of();

    @Option(
            names = "--clip-orthogonal",
            paramLabel = "NAME",
            description = "Bring a square matrix or family to the nearest orthogonal one after each update.")
    private List<String> orthogonal = List.of();

    /** How gradients are clipped; new state for a new training. */
    GradientClipping ofGradients() {
        List<String> given = new ArrayList<>();
        if (norm != null) {
            given.add("--clip " + norm);
        }
        if (value != null) {
            given.add("--clip-value " + value);
        }
        if (layer != null) {
            given.add("--clip-layer " + layer);
        }
        if (given.size() > 1) {
            throw new InputException(String.join(" and ", given) + " are both given; choose one");
        }
        if (value != null) {
            return Clipping.byValue(value);
        }
        if (layer != null) {
            return new LayerClipping(layer);
        }
        if (norm != null && norm.startsWith(ADAPTIVE)) {
            return new AdaptiveClipping(AdaptiveClipping.Settings.read(norm));
        }
        return Clipping.of(norm == null ? STANDARD : number(norm, "--clip", norm));
    }

    /** How parameters are clipped, if they are. */
    Optional<ParameterClipping> ofParameters(Architecture architecture) {
        List<Bound> bounds = new ArrayList<>();
        for (String given : intervals) {
            String[] ends = after(given, "--clip-params", "NAME=LO,HI", "U=-1,1").split(",", -1);
            if (ends.length != 2) {
                throw new InputException(
                        "--clip-params " + given + " is not NAME=LO,HI; write for example --clip-params U=-1,1");
            }
            bounds.add(new ParameterClipping.Interval(name(given), number(ends[0], "--clip-params", given),
                    number(ends[1], "--clip-params", given)));
        }
        for (String given : spectral) {
            String bound = after(given, "--clip-spectral", "NAME=S", "U=1");
            bounds.add(new ParameterClipping.Spectral(name(given), number(bound, "--clip-spectral", given)));
        }
        orthogonal.forEach(name -> bounds.add(new ParameterClipping.Orthogonal(name.strip())));
        return bounds.isEmpty() ? Optional.empty() : Optional.of(new ParameterClipping(architecture, bounds));
    }

    private static String name(String given) {
        return given.substring(0, given.indexOf('=')).strip();
    }

    private static String after(String given, String option, String form, String example) {
        int equals = given.indexOf('=');
        if (equals <= 0) {
            throw new InputException(
                    option + " " + given + " is not " + form + "; write for example " + option + " " + example);
        }
        return given.substring(equals + 1);
    }

    private static double number(String text, String option, String given) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new InputException(option + " " + given + ": '" + text.strip() + "' is no number", e);
        }
    }

    /** Writes what a resumed run needs to know. */
    void record(Map<String, String> facts) {
        switch (ofGradients()) {
            case Clipping c when c.kind() == Clipping.Kind.NORM -> facts.put("clip",
                    Double.toString(Double.isInfinite(c.threshold()) ? 0 : c.threshold()));
            case Clipping c -> {
                facts.put("clip", "0.0");
                facts.put("clipValue", Double.toString(c.threshold()));
            }
            case LayerClipping c -> {
                facts.put("clip", "0.0");
                facts.put("clipLayer", Double.toString(c.threshold()));
            }
            case AdaptiveClipping c -> facts.put("clip", c.settings().text());
        }
        put(facts, "clipParams", intervals);
        put(facts, "clipSpectral", spectral);
        put(facts, "clipOrthogonal", orthogonal);
    }

    private static void put(Map<String, String> facts, String key, List<String> settings) {
        facts.remove(key);
        if (!settings.isEmpty()) {
            facts.put(key, String.join(" ", settings.stream().map(s -> s.replace(" ", "")).toList()));
        }
    }

    /**
     * Goes on as a run was begun.
     *
     * @throws NumberFormatException where the facts do not say how
     */
    void adopt(Map<String, String> facts) {
        String byValue = facts.get("clipValue");
        String byLayer = facts.get("clipLayer");
        value = byValue == null ? null : Double.valueOf(byValue);
        layer = byLayer == null ? null : Double.valueOf(byLayer);
        norm = byValue == null && byLayer == null ? facts.getOrDefault("clip", "") : null;
        if (norm != null && !norm.startsWith(ADAPTIVE)) {
            norm = Double.toString(Double.parseDouble(norm));
        }
        intervals = settings(facts, "clipParams");
        spectral = settings(facts, "clipSpectral");
        orthogonal = settings(facts, "clipOrthogonal");
    }

    private static List<String> settings(Map<String, String> facts, String key) {
        String text = facts.get(key);
        return text == null ? List.of() : List.of(text.split(" "));
    }
}
