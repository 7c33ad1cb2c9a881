package retrograde.bench.results;

import java.util.ArrayList;
import java.util.List;

/** Temporal order by a simple recurrent network whose gradients are clipped. */
final class Order implements Experiment {
    private static final int SEEDS = 3;

    private static Setting setting(int steps, String clip, int updates) {
        return new Setting("--cell rnn_tanh --task temporal-order --steps " + steps
                + " --hidden 64 --embedding 32 --batch 32 --optimiser sgd --lr 0.1 --clip " + clip
                + " --init U=orthogonal --updates " + updates + " --until solved --evaluate 100");
    }

    @Override
    public String name() {
        return "order";
    }

    @Override
    public String title() {
        return "Temporal order";
    }

    @Override
    public List<Setting> settings() {
        return List.of(setting(50, "1", 5_000), setting(75, "1", 10_000), setting(50, "0", 5_000));
    }

    @Override
    public String about() {
        return """
                Pascanu, Mikolov & Bengio 2013: a simple network of tanh units learns temporal order over 50 steps and more by stochastic
                gradient descent once its gradients are clipped by their norm. Chance is ln 4. Theirs: 99 % of 10,000 fresh sequences right.
                Hochreiter & Schmidhuber's, experiment 6a, asks for more: of 2000 sequences every output, here a probability, off by less
                than 0.3; where the first is met the training goes on until this is met too.
                """;
    }

    @Override
    public Finding run(Workshop workshop) {
        List<List<Outcome>> all = workshop.train(settings(), SEEDS,
                List.of(Judge.criterion(), Judge.everyOutput(2_000)));
        Report.Table table = new Report.Table("T", "clipped at", "solved (Pascanu)", "after updates",
                "solved (Hochreiter & Schmidhuber)", "after updates", "loss at the end");
        List<String> broken = new ArrayList<>();
        for (List<Outcome> runs : all) {
            Setting s = runs.getFirst().setting();
            table.row(s.steps(), s.clip() > 0 ? s.text("--clip") : "not clipped",
                    Report.solved(runs, 0) + " of " + runs.size(), Report.updates(runs, 0),
                    Report.solved(runs, 1) + " of " + runs.size(), Report.updates(runs, 1),
                    Report.mean(Report.losses(runs)));
            if (s.clip() > 0 && s.steps() == 50 && Report.solved(runs, 0) < runs.size()) {
                broken.add("a clipped tanh network solves temporal order at T = 50");
            }
        }
        return new Finding(table.toString(), workshop.quick() ? List.of() : broken);
    }
}
