package retrograde.flow;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.data.AddingProblem;
import retrograde.data.Dataset;
import retrograde.engine.Execution;
import retrograde.model.Model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The flow through depth: a closed form for two linear layers, and what must hold for any. */
class LayersTest {
    private static final int STEPS = 20;

    private static LayerBlocks blocks(Model model, Dataset data, int sequences) {
        Trajectories run = Networks.run(model, data, STEPS, sequences, 4);
        LayerBlocks.Norms norms = new LayerBlocks.Norms(run.stack(), List.of(), sequences, STEPS);
        Horizon.logNorms(run, STEPS, sequences, List.of(), Execution.reference(), norms);
        return norms.blocks(1e-3);
    }

    @Test
    void twoLinearLayersHaveAClosedForm() {
        double a = 0.9;
        double b = 0.5;
        double c = 2;
        Dataset data = new AddingProblem();
        Model model = Networks.model(Networks.cell("cell linear", "state h", "h' = U h + W x"), data, 1, 2, 3, "U=" + a,
                "2/U=" + b, "2/W=" + c);
        List<LayerBlocks.Block> blocks = blocks(model, data, 2).blocks();
        assertThat(blocks).extracting(LayerBlocks.Block::to).containsExactly(1, 2, 2);
        assertThat(blocks).extracting(LayerBlocks.Block::from).containsExactly(1, 1, 2);
        LagPass pass = new LagPass(model, data, STEPS, false, 16, 5);
        for (int k = 1; k <= STEPS; k++) {
            // The layer above reads what was kept for i steps below, and keeps it for the other k − i.
            double cross = 0;
            for (int i = 1; i <= k; i++) {
                cross += Math.pow(b, k - i) * c * Math.pow(a, i);
            }
            assertThat(blocks.get(0).horizon().logNorms()[k - 1]).isCloseTo(k * Math.log(a), within(1e-12));
            assertThat(blocks.get(1).horizon().logNorms()[k - 1]).isCloseTo(Math.log(cross), within(1e-12));
            assertThat(blocks.get(2).horizon().logNorms()[k - 1]).isCloseTo(k * Math.log(b), within(1e-12));
            for (int pair = 0; pair < pass.whole.pairs(); pair++) {
                // The loss reads the upper layer only: what comes to the lower is c/b times as much as through both.
                double upper = pass.layers.get(1).logDelta[k - 1][pair];
                assertThat(upper - pass.layers.get(1).logDelta[0][pair]).isCloseTo((k - 1) * Math.log(b),
                        within(1e-12));
                assertThat(pass.layers.get(0).logDelta[k - 1][pair] - upper)
                        .isCloseTo(Math.log(cross) - k * Math.log(b), within(1e-12));
            }
        }
        // 0.9^k falls below 1e-3 after ln 1e-3 / ln 0.9 = 65.6 steps, 0.5^k after 9.97.
        assertThat(blocks.get(0).horizon().state()).isEqualTo(Horizon.State.BEYOND);
        assertThat(blocks.get(2).horizon().lag()).isCloseTo(Math.log(1e-3) / Math.log(b), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru", "gru_reset_last"})
    void noBlockIsLargerThanTheWholeAndTheLayersSquaresAddUp(String cell) {
        Dataset data = new AddingProblem();
        Model model = Networks.model(Zoo.cell(cell), data, 5, 3, 3);
        double[] whole = Horizon.measure(Networks.run(model, data, STEPS, 1, 4), STEPS, 1, List.of(), 1e-3).logNorms();
        LayerBlocks blocks = blocks(model, data, 1);
        assertThat(blocks.blocks()).hasSize(6);
        for (LayerBlocks.Block block : blocks.blocks()) {
            for (int k = 0; k < STEPS; k++) {
                assertThat(block.horizon().logNorms()[k]).isLessThan(whole[k] + 1e-12);
            }
        }
        LagPass pass = new LagPass(model, data, STEPS, false, 16, 5);
        assertThat(pass.layers).hasSize(3);
        for (int k = 0; k < STEPS; k++) {
            for (int pair = 0; pair < pass.whole.pairs(); pair++) {
                double squares = 0;
                for (LagPart layer : pass.layers) {
                    squares += Math.exp(2 * (layer.logDelta[k][pair] - pass.whole.logDelta[k][pair]));
                }
                assertThat(squares).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void aSingleLayerHasNoneOfIt() {
        Dataset data = new AddingProblem();
        LagPass pass = new LagPass(Networks.model(Zoo.cell("gru"), data, 3, 1, 3), data, STEPS, false, 16, 5);
        assertThat(pass.layers).isEmpty();
    }
}
