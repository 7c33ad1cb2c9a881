package retrograde.bench.results;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import retrograde.article.Estimate;
import retrograde.data.Dataset;

/** A character model of the bundled text, beside libtorch's with the same configuration. */
final class Characters implements Experiment {
    private static final int SEEDS = 5;
    private static final int HELD_OUT_BATCHES = 16;
    private static final Setting SETTING = new Setting(
            "--cell lstm --data moby-dick --steps 64 --hidden 128 --embedding 32"
                    + " --batch 32 --lr 0.003 --clip 1 --init '*=pytorch' --updates 800 --evaluate 800");

    @Override
    public String name() {
        return "characters";
    }

    @Override
    public String title() {
        return "Character model beside libtorch's";
    }

    @Override
    public List<Setting> settings() {
        return List.of(SETTING);
    }

    @Override
    public String about() {
        return """
                The next character of *Moby-Dick*, held-out loss in bits per character, beside libtorch's `nn.Embedding`, `nn.LSTM`,
                `nn.Linear`, `clip_grad_norm_` and `Adam` with the same sizes and rates. For each seed both see the same batches and are
                judged on the same held-out windows; first values follow the same distributions, drawn by each side's own generator.
                libtorch's second bias of each gate, which adds nothing but a second rate, is zero and not trained. The promise: means
                within two standard errors of their difference, and each standard error at most 1 % of the loss.
                """;
    }

    @Override
    public Finding run(Workshop workshop) {
        Setting s = workshop.here(SETTING);
        List<Long> seeds = workshop.seeds(SEEDS);
        List<Outcome> runs = workshop.train(List.of(SETTING), SEEDS, List.of()).getFirst();
        Dataset data = s.data();
        double[] ours = runs.stream().mapToDouble(o -> bits(o.loss())).toArray();
        double[] theirs = workshop.each(seeds, seed -> theirs(workshop, s, data, seed))
                .stream()
                .mapToDouble(Characters::bits)
                .toArray();
        Estimate a = Estimate.mean(ours);
        Estimate b = Estimate.mean(theirs);
        double error = Math.sqrt(a.error() * a.error() + b.error() * b.error());
        boolean same = Math.abs(a.value() - b.value()) <= 2 * error;
        boolean exact = a.error() <= 0.01 * a.value() && b.error() <= 0.01 * b.value();
        Report.Table table = new Report.Table("", "bits per character, by seed", "mean");
        table.row("Retrograde", list(ours), mean(a));
        table.row("libtorch", list(theirs), mean(b));
        String text = table + String.format(Locale.ROOT,
                "%nDifference %+.4f ± %.4f bits per character: %s two standard errors. Standard errors are %.2f %% and %.2f %% of "
                        + "the losses. A bigram model of the same text has %.3f.%n",
                a.value() - b.value(), error, same ? "within" : "**not** within", 100 * a.error() / a.value(),
                100 * b.error() / b.value(), bits(data.baseline(s.steps()).value()));
        return new Finding(text, workshop.quick() || (same && exact) ? List.of()
                : List.of("the means of Retrograde and libtorch lie within two standard errors, each at most 1 %"));
    }

    private static double theirs(Workshop workshop, Setting s, Dataset data, long seed) {
        long start = System.nanoTime();
        try (TorchCharacters torch = new TorchCharacters(s, data, seed)) {
            for (int u = 0; u < s.updates(); u++) {
                torch.step();
            }
            double loss = torch.heldOut(workshop.quick() ? 1 : HELD_OUT_BATCHES);
            double seconds = (System.nanoTime() - start) * 1e-9;
            workshop.say(String.format(Locale.ROOT, "libtorch, seed %d: loss %.4f, %.0f s", seed, loss, seconds));
            return loss;
        }
    }

    private static double bits(double nats) {
        return nats / StrictMath.log(2);
    }

    private static String list(double[] values) {
        return java.util.Arrays.stream(values)
                .mapToObj(v -> String.format(Locale.ROOT, "%.3f", v))
                .collect(Collectors.joining(", "));
    }

    private static String mean(Estimate e) {
        return String.format(Locale.ROOT, "%.4f ± %.4f", e.value(), e.error());
    }
}
