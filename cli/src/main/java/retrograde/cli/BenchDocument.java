package retrograde.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

import org.jspecify.annotations.Nullable;
import retrograde.Build;
import retrograde.Machine;
import retrograde.engine.LayerShape;
import tools.jackson.databind.json.JsonMapper;

/** A measurement of speed as one JSON document: what every one of them says under the same key. */
final class BenchDocument {
    private final Map<String, Object> keys = new LinkedHashMap<>();

    /** {@code cell, steps, batch, input, hidden, parameters, dtype, threads}. */
    BenchDocument(LayerShape shape, LayerOptions layer, String dtype, int threads) {
        keys.put("cell", shape.cell().name());
        keys.put("steps", layer.steps);
        keys.put("batch", layer.batch);
        keys.put("input", layer.input);
        keys.put("hidden", layer.hidden);
        keys.put("parameters", shape.parameterCount());
        keys.put("dtype", dtype);
        keys.put("threads", threads);
    }

    /** One more key; null for a number that is not finite. */
    BenchDocument put(String key, @Nullable Object value) {
        keys.put(key, value instanceof Double d ? finite(d) : value);
        return this;
    }

    /** {@code seconds, runs, warmUp}. */
    BenchDocument time(Timing timing) {
        Map<String, Object> seconds = new LinkedHashMap<>();
        seconds.put("median", timing.median());
        seconds.put("lowerQuartile", timing.lower());
        seconds.put("upperQuartile", timing.upper());
        seconds.put("fastest", timing.fastest());
        keys.put("seconds", seconds);
        keys.put("runs", timing.runs());
        Map<String, Object> warmUp = new LinkedHashMap<>();
        warmUp.put("lasted", timing.warmUp());
        warmUp.put("steady", timing.steady());
        keys.put("warmUp", warmUp);
        return this;
    }

    /**
     * {@code flops, gflops, fmaLimit, share}.
     *
     * @param flops of what takes {@code seconds}
     * @param limit of this machine, GFLOP/s
     */
    BenchDocument work(double flops, double seconds, OptionalDouble limit) {
        double rate = flops / seconds / 1e9;
        keys.put("flops", flops);
        keys.put("gflops", rate);
        keys.put("fmaLimit", limit.isPresent() ? limit.getAsDouble() : null);
        keys.put("share", limit.isPresent() ? rate / limit.getAsDouble() : null);
        return this;
    }

    /** The document, {@code commit, jdk, cpu} at its end. */
    String text() {
        Build build = Build.current();
        keys.put("commit", build.commit() + (build.modified() ? " (modified)" : ""));
        keys.put("jdk", Machine.current().jdk());
        keys.put("cpu", Machine.current().cpu());
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(keys);
    }

    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
