package retrograde.cli;

import java.util.Locale;
import java.util.OptionalDouble;

import retrograde.engine.LayerShape;

/** A measurement of speed as lines for a terminal: a heading, then one fact a line. */
final class BenchText {
    private final StringBuilder text = new StringBuilder();

    /** The heading: {@code lstm, T 100, B 32, I 128, H 256, float32, 2 threads, WHAT}. */
    BenchText(LayerShape shape, LayerOptions layer, String dtype, int threads, String what) {
        text.append(String.format(Locale.ROOT, "%s, T %d, B %d, I %d, H %d, %s, %d thread%s, %s%n", shape.cell().name(),
                layer.steps, layer.batch, layer.input, layer.hidden, dtype, threads, threads == 1 ? "" : "s", what));
    }

    /** One more line. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library for this alone
    BenchText line(String name, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, "  %-8s ", name))
                .append(String.format(Locale.ROOT, format, arguments))
                .append(System.lineSeparator());
        return this;
    }

    /**
     * How long it took.
     *
     * @param scale of the unit: 1e3 for ms
     */
    BenchText time(String name, Timing t, double scale, String unit) {
        return line(name, "%.4g %s, half of them %.4g to %.4g, fastest %.4g; %d runs%s", scale * t.median(), unit,
                scale * t.lower(), scale * t.upper(), scale * t.fastest(), t.runs(),
                t.steady() ? "" : String.format(Locale.ROOT, "; times had not settled after %.1f s", t.warmUp()));
    }

    /** How near that is to what the machine is capable of. */
    BenchText limit(double gflops, OptionalDouble limit, String what) {
        return limit.isPresent()
                ? line("limit", "%.4g GFLOP/s of fused multiply-adds: %s %.0f %%", limit.getAsDouble(), what,
                        100 * gflops / limit.getAsDouble())
                : line("limit", "not measured: start Java with --add-modules jdk.incubator.vector");
    }

    /** What it keeps. */
    BenchText memory(long bytes, String what) {
        return line("memory", "%.4g MiB: %s", bytes / (double) (1 << 20), what);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
