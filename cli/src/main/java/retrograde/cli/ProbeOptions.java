package retrograde.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.equation.View;
import retrograde.flow.Flow;
import retrograde.flow.FlowOptions;
import retrograde.flow.Horizon;
import retrograde.flow.LyapunovSpectrum;
import retrograde.model.Model;
import retrograde.report.document.FlowDocument;
import retrograde.run.Comparison;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The options by which quantities of the flow are measured while a model trains, and what was measured. */
final class ProbeOptions {
    /** More of the time than this, and it is said how to spend less. */
    private static final double MOST_TIME = 0.05;
    private static final int SEQUENCES = 2;
    private static final int PAIRS = 32;
    private static final int EXPONENTS = 8;
    /** Advice is for a model that has been trained. */
    private static final List<String> QUANTITIES = FlowOptions.QUANTITIES.stream()
            .filter(q -> !q.equals("advice"))
            .toList();

    @Option(
            names = "--probe",
            paramLabel = "a,b",
            split = ",",
            description = {"Measure these quantities of the flow while it trains, on few sequences: lyapunov, reach,",
                    "horizon, terms, … as flow --quantities names them."})
    private List<String> quantities = List.of();

    @Option(
            names = "--probe-every",
            paramLabel = "N",
            description = "Updates from one probe to the next (default: a tenth of the run).")
    private @Nullable Integer every;

    /**
     * What was measured at one moment.
     *
     * @param document {@code {"update","flow":…}}, flow as {@link FlowDocument} gives it
     * @param line the same in a few words
     */
    record Probe(ObjectNode document, String line) {}

    private final List<ObjectNode> measured = new ArrayList<>();
    private double seconds;
    private int last;

    /** Checks the names, and that there is something to probe. */
    void check() {
        if (every != null && quantities.isEmpty()) {
            throw new InputException("--probe-every " + every
                    + " belongs to --probe, which is not given; add for example --probe horizon");
        }
        if (every != null && every < 1) {
            throw new InputException("--probe-every is " + every + ": measure after every 1 or more updates");
        }
        for (String quantity : quantities) {
            if (!QUANTITIES.contains(quantity.strip())) {
                throw new InputException("--probe names " + quantity + "; there are " + String.join(", ", QUANTITIES));
            }
        }
    }

    /** Checks before hours of training that what is to be measured can be. */
    void check(int window) {
        int needed = LyapunovSpectrum.alignment(window) + 1;
        if (quantities.stream().anyMatch(q -> q.strip().equals("lyapunov")) && window <= needed) {
            throw new InputException("--probe lyapunov needs sequences of more than " + needed
                    + " steps, and there are " + window + "; leave it out");
        }
    }

    /** Begins anew: nothing has been measured yet. */
    void forget() {
        measured.clear();
        seconds = 0;
        last = 0;
    }

    /** Whether anything is to be measured after this update. */
    boolean due(int update, boolean tenth) {
        return !quantities.isEmpty() && (every == null ? tenth : update % every == 0);
    }

    /** Measures now; the model is not changed, and what is drawn does not shift what the training draws. */
    Probe measure(int update, Model model, Dataset data, int steps, long seed, Execution execution) {
        long start = System.nanoTime();
        int window = Comparison.defaultWindow(data, steps);
        Set<String> wanted = new LinkedHashSet<>(quantities.stream().map(String::strip).toList());
        FlowOptions options = new FlowOptions(wanted, View.FULL, List.of(), window, window, Comparison.everyStep(data),
                Math.min(model.architecture().stateSize(), EXPONENTS), 1, Horizon.EPSILON, SEQUENCES, SEQUENCES, PAIRS,
                seed);
        Flow flow = Flow.measure(model, data, options, execution);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("update", update);
        node.set("flow", FlowDocument.of(flow, steps));
        measured.add(node);
        seconds += (System.nanoTime() - start) / 1e9;
        last = update;
        return new Probe(node, line(update, flow));
    }

    /** One line of the figures that a probe has. */
    private static String line(int update, Flow flow) {
        StringBuilder text = new StringBuilder("probe at update " + update);
        flow.byName().forEach((name, part) -> {
            String of = flow.layers().isEmpty() ? "" : " of " + name;
            part.lyapunov()
                    .ifPresent(l -> text.append(
                            String.format(Locale.ROOT, ", λ₁%s %.4f ± %.4f", of, l.values()[0], l.errors()[0])));
            part.reach().ifPresent(r -> text.append(", reach").append(of).append(' ').append(FlowText.k90(r)));
            part.horizon().ifPresent(h -> text.append(", horizon").append(of).append(' ').append(switch (h.state()) {
                case REACHED -> String.format(Locale.ROOT, "%.1f", h.lag());
                case GROWN -> String.format(Locale.ROOT, "grown at %.0f", h.lag());
                case BEYOND -> "> " + h.measured();
            }));
        });
        return text + (flow.judged() ? ", " + flow.verdict().state().word() : "");
    }

    /** All that was measured; null if nothing was wanted. */
    @Nullable
    ArrayNode document() {
        if (quantities.isEmpty()) {
            return null;
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        measured.forEach(all::add);
        return all;
    }

    /**
     * What probing cost where that was much, with what to do about it.
     *
     * @param whole seconds of the run, probes included
     */
    List<String> cost(double whole) {
        double share = seconds / whole;
        if (measured.isEmpty() || share <= MOST_TIME || whole < 1) {
            return List.of();
        }
        int updates = last / measured.size();
        double rest = (whole - seconds) / last;
        int fewer = (int) Math.ceil(seconds / measured.size() / (MOST_TIME * rest));
        return List.of(String.format(Locale.ROOT,
                "probes took %.0f %% of the time, one every %d updates; --probe-every %d keeps them at %.0f %%",
                100 * share, updates, Math.max(updates + 1, fewer), 100 * MOST_TIME));
    }
}
