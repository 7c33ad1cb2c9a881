package retrograde.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Parameters;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

class SolvedTest {
    private static final int STEPS = 30;

    /** It adds up what it sees, a mark as 1 and noise as 0; logits n·h − n²/2 are largest at the n nearest to h. */
    private static Model counter(Dataset counting) {
        Cell sum = CellParser.parse("cell sum\nstate h\nh' = h + W x\n", "sum.cell");
        Model model = Initialisation.of(1).model(Architecture.of(sum, counting, 1, 1, 1, Map.of()));
        Parameters p = model.parameters();
        Arrays.fill(p.embedding(), 0);
        p.embedding()[4] = 1;
        p.layer(0).get("W")[0] = 1;
        for (int n = 0; n < 10; n++) {
            p.readoutWeights()[n] = n;
            p.readoutBias()[n] = -n * n / 2.0;
        }
        return model;
    }

    @Test
    void aNetworkBuiltToCountSolvesCountingAndOneThatForgetsDoesNot() {
        Dataset counting = Datasets.task("noisy-counting");
        Model model = counter(counting);
        Solved solved = Solved.measure(model, counting, STEPS, 50, 4, 1);
        assertThat(solved.right()).isEqualTo(200).isEqualTo(solved.sequences());
        assertThat(solved.met()).isTrue();
        model.parameters().layer(0).get("W")[0] = 0.5;
        Solved half = Solved.measure(model, counting, STEPS, 50, 4, 1);
        // Half of the count is nearest to the count itself only at 0, and at 1 on the fence, where the smaller n is taken.
        assertThat(half.share()).isBetween(0.02, 0.3);
        assertThat(half.met()).isFalse();
    }

    /** The judgement is that of all sequences; where it is plain early, the rest are not looked at. */
    @Test
    void itIsDecidedByAsManySequencesAsTheCriterionAsksForOrByFewerWhereItCannotBeMet() {
        Dataset counting = Datasets.task("noisy-counting");
        Model model = counter(counting);
        // 1000 sequences in whole batches of 48.
        assertThat(Solved.decide(model, counting, STEPS, 48, 1))
                .isEqualTo(Solved.measure(model, counting, STEPS, 48, 21, 1))
                .satisfies(s -> assertThat(s.met()).isTrue());
        model.parameters().layer(0).get("W")[0] = 0.5;
        Solved early = Solved.decide(model, counting, STEPS, 48, 1);
        assertThat(early.met()).isFalse();
        // Eleven wrong of 1008 are too many.
        assertThat(early.sequences()).isEqualTo(48);
        assertThat(early).isEqualTo(Solved.measure(model, counting, STEPS, 48, 1, 1));
    }

    /** The mean loss follows from the answers, for classes and for numbers, by any engine. */
    @Test
    void answersAreThoseTheLossIsMadeOf() {
        for (String name : List.of("dyck", "multiplication")) {
            Dataset task = Datasets.task(name);
            Model model = Initialisation.of(2)
                    .model(Architecture.of(retrograde.cell.Zoo.cell("gru"), task, 6, 3, 2, Map.of()));
            Batch batch = task.train(Seeds.generator(1, "x"), 9, 5);
            int[] pairs = batch.lossPairs();
            try (Execution compiled = Execution.of(Execution.Kind.FLOAT64, 2)) {
                model.execute(compiled);
                double[] y = model.answers(batch);
                int outputs = task.objective().outputs();
                assertThat(y).hasSize(pairs.length * outputs);
                double loss = 0;
                for (int k = 0; k < pairs.length; k++) {
                    loss += switch (batch.targets()) {
                        case Batch.Classes c -> {
                            double sum = 0;
                            for (int o = 0; o < outputs; o++) {
                                sum += StrictMath.exp(y[k * outputs + o]);
                            }
                            yield StrictMath.log(sum) - y[k * outputs + c.values()[pairs[k]]];
                        }
                        case Batch.Values v -> (y[k] - v.values()[pairs[k]]) * (y[k] - v.values()[pairs[k]]);
                        case Batch.Absent _ -> throw new AssertionError();
                    };
                }
                assertThat(model.loss(batch)).isCloseTo(loss / pairs.length, offset(1e-12));
            }
        }
    }

    @Test
    void whatHasNoCriterionCannotBeSolved() {
        Dataset series = Datasets.bundled("nino-sst");
        Model model = Initialisation.of(1)
                .model(Architecture.of(retrograde.cell.Zoo.cell("gru"), series, 2, 1, 1, Map.of()));
        assertThatThrownBy(() -> Solved.measure(model, series, 20, 2, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no criterion");
    }
}
