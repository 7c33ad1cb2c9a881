package retrograde.bench.results;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import retrograde.Machine;
import retrograde.article.Estimate;

/** The page, {@code docs/results.md}. */
final class Report {
    private final StringBuilder page = new StringBuilder();

    /** A table of Markdown, row by row. */
    static final class Table {
        private final StringBuilder lines = new StringBuilder();

        /** With its headings. */
        Table(String... headings) {
            row((Object[]) headings);
            lines.append("| --- ".repeat(headings.length)).append("|\n");
        }

        /** Another row. */
        void row(Object... cells) {
            for (Object cell : cells) {
                lines.append(cell.toString().isEmpty() ? "| " : "| " + cell + " ");
            }
            lines.append("|\n");
        }

        @Override
        public String toString() {
            return lines.toString();
        }
    }

    /**
     * Its head.
     *
     * @param threads runs at a time
     */
    void begin(String date, int threads) {
        Machine m = Machine.current();
        page.append(String.format(Locale.ROOT,
                """
                        # Results

                        Published results, run again: [`bench/results`](../bench/results) trains everything below and writes this page; no figure is
                        typed by hand. `bench/results NAME` does one of them, `--quick` shows in seconds that all run. Commands are given with
                        seed 1; the others differ by `--seed` only, and any number of threads gives the same figures. float32; one thread a run,
                        %d runs at a time. %s, %s; JDK %s; %s.
                        """,
                threads, m.cpu(), vectors(m), m.jdk(), date));
    }

    private static String vectors(Machine m) {
        return m.vectorBits() > 0 ? m.vectorBits() + "-bit vectors" : "no vectors";
    }

    /** One experiment with what came out. */
    void add(Experiment experiment, String finding, double seconds) {
        page.append("\n## ")
                .append(experiment.title())
                .append("\n\n")
                .append(experiment.about().strip())
                .append("\n\n```sh\n");
        for (Setting s : experiment.settings()) {
            page.append(s.command(1)).append('\n');
        }
        page.append("```\n\n")
                .append(finding.strip())
                .append(String.format(Locale.ROOT, "%n%n`bench/results %s`: %.1f min.%n", experiment.name(),
                        seconds / 60));
    }

    /** The page as it is. */
    String text() {
        return page.toString();
    }

    // ---- how figures are written ----

    /** After how many updates each seed was done, those that never were with the number they were given. */
    static String updates(List<Outcome> runs, int judge) {
        return runs.stream()
                .map(o -> o.solved().get(judge) > 0 ? Integer.toString(o.solved().get(judge)) : "–")
                .collect(Collectors.joining(", "));
    }

    static long solved(List<Outcome> runs, int judge) {
        return runs.stream().filter(o -> o.solved().get(judge) > 0).count();
    }

    /** Of those that ended in a number. */
    static Estimate losses(List<Outcome> runs) {
        return Estimate.mean(runs.stream().mapToDouble(Outcome::loss).filter(Double::isFinite).toArray());
    }

    static long lost(List<Outcome> runs) {
        return runs.stream().filter(o -> !Double.isFinite(o.loss())).count();
    }

    /** A mean with its standard error, to three digits; one value stands alone. */
    static String mean(Estimate e) {
        if (Double.isNaN(e.value())) {
            return "–";
        }
        return Double.isNaN(e.error()) ? String.format(Locale.ROOT, "%.3g", e.value())
                : String.format(Locale.ROOT, "%.3g ± %.1g", e.value(), e.error());
    }

    /** A share with its standard error, in per cent. */
    static String percent(Estimate e) {
        return Double.isNaN(e.error()) ? String.format(Locale.ROOT, "%.1f %%", 100 * e.value())
                : String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * e.value(), 100 * e.error());
    }
}
