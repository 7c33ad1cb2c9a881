package retrograde.bench.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** The command {@code bench/results}: runs experiments and writes the page about them. */
public final class Results {
    /** In the order of the page. */
    static final List<Experiment> EXPERIMENTS = List.of(new Adding(), new Copy(), new Order(), new Digits(),
            new Characters());

    private Results() {}

    /**
     * Arguments: {@code --quick}, {@code --threads=N}, {@code --out=FILE}, and names of experiments; all without. The page goes
     * to standard output where no file is given. Ends with status 1 if a promise was not kept.
     */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        List<String> names = new ArrayList<>();
        boolean quick = false;
        int threads = Runtime.getRuntime().availableProcessors();
        @Nullable
        Path out = null;
        for (String a : arguments) {
            if (a.equals("--quick")) {
                quick = true;
            } else if (a.matches("--threads=[1-9][0-9]{0,2}")) {
                threads = Integer.parseInt(a.substring("--threads=".length()));
            } else if (a.startsWith("--out=")) {
                out = Path.of(a.substring("--out=".length()));
            } else if (EXPERIMENTS.stream().anyMatch(e -> e.name().equals(a))) {
                names.add(a);
            } else {
                System.err.println("results: " + a + " is not one of "
                        + String.join(", ", EXPERIMENTS.stream().map(Experiment::name).toList())
                        + ", --quick, --threads=N, --out=FILE");
                System.exit(2);
            }
        }
        Page page;
        Consumer<String> progress = System.err::println;
        try (Workshop workshop = new Workshop(threads, quick, progress)) {
            Path file = out;
            page = run(workshop, names, progress, text -> write(file, text));
        }
        if (out == null) {
            System.out.print(page.text());
        }
        page.broken().forEach(b -> System.err.println("results: NOT KEPT: " + b));
        System.exit(page.broken().isEmpty() ? 0 : 1);
    }

    /** Writes what there is; what took minutes is not lost where something later fails. */
    private static void write(@Nullable Path file, String text) {
        if (file != null) {
            try {
                Files.writeString(file, text, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * A page.
     *
     * @param text Markdown
     * @param broken promises not kept
     */
    record Page(String text, List<String> broken) {}

    /**
     * Runs experiments, all where none is named, and describes them.
     *
     * @param sofar is given the page after each
     */
    static Page run(Workshop workshop, List<String> names, Consumer<String> progress, Consumer<String> sofar) {
        Report report = new Report();
        List<String> broken = new ArrayList<>();
        report.begin(LocalDate.now(ZoneOffset.UTC).toString(), workshop.threads());
        for (Experiment e : EXPERIMENTS) {
            if (names.isEmpty() || names.contains(e.name())) {
                progress.accept("== " + e.name());
                long start = System.nanoTime();
                Experiment.Finding finding = e.run(workshop);
                broken.addAll(finding.broken());
                report.add(e, finding.text(), (System.nanoTime() - start) * 1e-9);
                sofar.accept(report.text());
            }
        }
        return new Page(report.text(), broken);
    }
}
