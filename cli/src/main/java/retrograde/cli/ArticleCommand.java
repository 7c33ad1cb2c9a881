package retrograde.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import retrograde.Build;
import retrograde.InputException;
import retrograde.article.Answer;
import retrograde.article.Article;
import retrograde.article.Article.Examined;
import retrograde.article.Claim;
import retrograde.article.Laboratory;
import retrograde.article.Laboratory.Extent;
import retrograde.data.Datasets;
import retrograde.report.Language;
import retrograde.report.article.ClaimTexts;
import retrograde.report.document.ArticleDocument;
import retrograde.report.page.ArticlePage;
import retrograde.report.page.Pages;
import retrograde.run.Checkpoint;
import retrograde.run.CheckpointFile;
import tools.jackson.databind.node.ObjectNode;

/** The source article, executed. */
@Command(
        name = "article",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = {
                "Runs every claim of the article on vanishing and exploding gradients (Jianlin Su, 2020) on trained networks.",
                "Each is judged by a written criterion, tried on a control where it must fail, and followed to where it stops.",
                "Ends with status 1 if a control does not fail.",
                "Results are a table and a page; three to four minutes on two cores, half a minute with --quick."},
        footerHeading = "%nExamples:%n",
        footer = {"  retrograde article --quick", "  retrograde article --lang zh --out runs/article-zh",
                "  retrograde article --claims C9,C15 --json"})
final class ArticleCommand implements Callable<Integer> {
    @Option(names = "--claims", paramLabel = "C1,C2", split = ",", description = "Only these claims (default: all).")
    private List<String> only = List.of();

    @Option(names = "--quick", description = "Fewer seeds and shorter sequences: about half a minute, wider errors.")
    private boolean quick;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of all that is drawn (default ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(
            names = "--lang",
            paramLabel = "en|zh",
            defaultValue = "en",
            description = "Language of page and statements (default ${DEFAULT-VALUE}).")
    private Tongue language = Tongue.EN;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/article",
            description = "Folder of the page (default ${DEFAULT-VALUE}).")
    private Path out = Path.of("runs", "article");

    @Mixin
    private FormOptions form = new FormOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        form.check();
        List<Claim> claims = claims();
        Path file = out.resolve("report.html");
        Pages.checkWritable(file);
        int number = threads.number();
        Extent extent = quick ? Extent.QUICK : Extent.FULL;
        List<Examined> examined;
        try (Progress progress = Progress.of("claims", claims.size(), true)) {
            AtomicInteger done = new AtomicInteger();
            try (Laboratory laboratory = new Laboratory(extent, seed, number,
                    message -> progress.at(done.get(), message))) {
                examined = Article.examine(claims, laboratory, (claim, finding) -> progress.at(done.incrementAndGet(),
                        claim.id() + " " + finding.holds().word()));
            }
        }
        ObjectNode provenance = RunProvenance.of(spec, number, seed);
        provenance.put("extent", extent.name().toLowerCase(Locale.ROOT));
        ObjectNode document = ArticleDocument.of(examined, file.toString(), provenance, language.language());
        examined.forEach(this::keep);
        Pages.write(file, ArticlePage.render(document));
        if (form.latex()) {
            System.out.print(latex(examined, language.language()));
            System.err.println("report " + file.toAbsolutePath().normalize());
        } else if (form.json()) {
            System.out.println(document.toPrettyString());
        } else {
            System.out.print(table(examined, language.language()));
            examined.stream()
                    .flatMap(e -> e.files().keySet().stream())
                    .forEach(
                            name -> System.out.println("checkpoint " + out.resolve(name).toAbsolutePath().normalize()));
            System.out.println("report " + file.toAbsolutePath().normalize());
        }
        return judge(examined);
    }

    /** An experiment whose control does not come out "no" shows nothing: the run has failed, and says where. */
    static int judge(List<Examined> examined) {
        List<Examined> failed = examined.stream().filter(e -> e.finding().control() != Answer.NO).toList();
        failed.forEach(e -> System.err.println("retrograde: the control of " + e.claim().id() + " comes out "
                + e.finding().control().word() + " and not no: its experiment shows nothing"));
        return failed.isEmpty() ? Main.SUCCESS : Main.FAILURE;
    }

    /** Writes the networks of a finding as checkpoints, which 'retrograde flow' measures. */
    private void keep(Examined examined) {
        examined.files().forEach((name, kept) -> {
            String data = kept.data().name();
            Map<String, String> facts = Map.of("source", (Datasets.tasks().contains(data) ? "task:" : "data:") + data,
                    "dataHash", kept.data().hash(), "steps", Integer.toString(kept.steps()), "seed",
                    Long.toString(seed), "updates", "0", "version", Build.current().version(), "commit",
                    Build.current().commit());
            CheckpointFile.write(out.resolve(name),
                    new Checkpoint(kept.model(), Map.of(), facts, kept.data().encoding()));
        });
    }

    private List<Claim> claims() {
        List<Claim> all = Article.claims();
        if (only.isEmpty()) {
            return all;
        }
        List<Claim> chosen = new ArrayList<>();
        for (String given : only) {
            String id = given.strip().toUpperCase(Locale.ROOT);
            chosen.add(all.stream()
                    .filter(c -> c.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new InputException("--claims names " + given.strip() + "; there are "
                            + String.join(", ", all.stream().map(Claim::id).toList()))));
        }
        return chosen.stream().distinct().toList();
    }

    private static String latex(List<Examined> examined, Language language) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("claim", "", "holds", "control")));
        examined.forEach(e -> rows.add(List.of(e.claim().id(), ClaimTexts.of(e.claim().id()).title().in(language),
                e.finding().holds().word(), e.finding().control().word())));
        return FigureTable.ofWords("the claims of the article, each with its control", rows).latex();
    }

    private static String table(List<Examined> examined, Language language) {
        StringBuilder text = new StringBuilder();
        for (Examined e : examined) {
            text.append(String.format(Locale.ROOT, "%-4s %-7s %-9s %6.1f s  %s%n", e.claim().id(),
                    e.finding().holds().word(), "control " + e.finding().control().word(), e.seconds(),
                    ClaimTexts.of(e.claim().id()).title().in(language)));
        }
        for (Answer answer : Answer.values()) {
            long count = examined.stream().filter(e -> e.finding().holds() == answer).count();
            text.append(count).append(' ').append(answer.word()).append(answer == Answer.PARTLY ? "\n" : ", ");
        }
        return text.toString();
    }
}
