package retrograde.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.Function;

import retrograde.flow.Flow;
import retrograde.flow.FlowFigure;
import retrograde.flow.Horizon;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.TermShares;
import retrograde.run.Comparison.Row;
import retrograde.run.Comparison.Study;
import retrograde.run.Repeated;

/** The tables of a comparison, one for each data set; over several seeds every figure with its standard error. */
final class CompareTable {
    private CompareTable() {}

    static List<FigureTable> of(Repeated repeated) {
        boolean several = repeated.seeds().size() > 1;
        List<FigureTable> tables = new ArrayList<>();
        String data = "";
        List<Row> rows = repeated.first();
        for (int i = 0; i < rows.size(); i++) {
            Row r = rows.get(i);
            if (!r.study().data().name().equals(data)) {
                data = r.study().data().name();
                tables.add(several ? table(r,
                        String.format(Locale.ROOT, "mean of %d seeds ± standard error, ", repeated.seeds().size()),
                        "learnt") : table(r, "", "carried by", "verdict"));
            }
            if (several) {
                tables.getLast().row(figures(repeated, i));
            } else {
                r.byName().forEach((name, row) -> tables.getLast().row(figures(name, row)));
            }
        }
        return tables;
    }

    private static FigureTable table(Row r, String how, String... last) {
        Study study = r.study();
        String caption = String.format(Locale.ROOT, "%s, T = %d, %d updates; %s %.4f; %sbefore → after training",
                study.data().name(), study.steps(), study.updates(), r.baseline().name(), r.baseline().value(), how);
        List<String> columns = new ArrayList<>(
                List.of("cell", "loss", "params", "s", "λ₁ nats/step", "K_90 steps", "horizon steps", "main share"));
        columns.addAll(List.of(last));
        return new FigureTable(caption, columns.toArray(String[]::new));
    }

    private static List<String> figures(String name, Row r) {
        return List.of(name, String.format(Locale.ROOT, "%.4f", r.loss()), Long.toString(r.parameters()),
                r.seconds() > 0 ? String.format(Locale.ROOT, "%.1f", r.seconds()) : "–", pair(r, CompareTable::lambda),
                pair(r, CompareTable::k90), pair(r, CompareTable::horizon), pair(r, CompareTable::share),
                r.after().ablation().map(a -> a.effects().get(0).term()).orElse("–"),
                r.trained() ? r.after().verdict().state().word() : "not trained on this");
    }

    private static List<String> figures(Repeated repeated, int row) {
        Row first = repeated.first().get(row);
        return List.of(first.cell().name(), repeated.loss(row).text(digits("%.4f")), Long.toString(first.parameters()),
                repeated.seconds(row).text(digits("%.1f")), pair(repeated, row, "lambda1", digits("%.3f")),
                pair(repeated, row, "k90", digits("%.0f")), pair(repeated, row, "horizon", digits("%.1f")),
                pair(repeated, row, "mainShare", v -> String.format(Locale.ROOT, "%.0f%%", 100 * v)),
                repeated.trained(row) + " of " + repeated.seeds().size());
    }

    private static DoubleFunction<String> digits(String format) {
        return value -> String.format(Locale.ROOT, format, value);
    }

    private static String pair(Repeated repeated, int row, String figure, DoubleFunction<String> number) {
        FlowFigure of = FlowFigure.named(figure);
        return repeated.figure(row, of, false).text(number) + " → " + repeated.figure(row, of, true).text(number);
    }

    private static String pair(Row r, Function<Flow, String> figure) {
        return figure.apply(r.before()) + " → " + figure.apply(r.after());
    }

    private static String lambda(Flow flow) {
        return flow.lyapunov()
                .map((LyapunovSpectrum l) -> String.format(Locale.ROOT, "%.3f±%.3f", l.values()[0], l.errors()[0]))
                .orElse("–");
    }

    private static String k90(Flow flow) {
        return flow.reach().map(FlowText::k90).orElse("–");
    }

    private static String horizon(Flow flow) {
        return flow.horizon().map((Horizon h) -> switch (h.state()) {
            case REACHED -> String.format(Locale.ROOT, "%.1f", h.lag());
            case GROWN -> String.format(Locale.ROOT, "grown@%.0f", h.lag());
            case BEYOND -> "> " + h.measured();
        }).orElse("–");
    }

    private static String share(Flow flow) {
        double share = flow.terms().map(TermShares::layers).map(l -> l.get(0).mainShare()).orElse(Double.NaN);
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }
}
