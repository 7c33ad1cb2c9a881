package retrograde.sequence;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.cell.Zoo;
import retrograde.engine.Activations;
import retrograde.engine.LayerShape;
import retrograde.engine.Weights;
import retrograde.equation.Cell;
import retrograde.equation.Equation;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;

/** Sequences run piece by piece against the same in one go: every value and every Jacobian, bit by bit. */
class PassageTest {
    private static final int STEPS = 41;
    private static final int BATCH = 3;
    private static final int INPUTS = 2;

    private static Stack stack(Cell cell) {
        RandomGenerator random = Seeds.generator(3, cell.name());
        List<LayerShape> shapes = List.of(new LayerShape(cell, 5, INPUTS), new LayerShape(cell, 5, 5),
                new LayerShape(cell, 4, 5));
        List<Weights> weights = shapes.stream().map(Weights::new).toList();
        weights.forEach(w -> w.arrays().values().forEach(a -> Arrays.setAll(a, i -> 0.6 * random.nextGaussian())));
        List<double[][]> initial = shapes.stream().map(s -> new double[s.cell().states().size()][s.hidden()]).toList();
        initial.forEach(layer -> Arrays.stream(layer).forEach(a -> Arrays.setAll(a, i -> random.nextGaussian())));
        return new Stack(shapes, weights, initial, List.of(false, true, false));
    }

    @ParameterizedTest
    @CsvSource({"lstm,1", "lstm,7", "lstm,40", "lstm,41", "lstm,100", "gru,13", "gru_reset_after,20",
            "gru_reset_last,6", "rnn_relu,10"})
    void piecesHaveTheBitsOfTheWhole(String name, int piece) {
        Stack stack = stack(Zoo.cell(name));
        RandomGenerator random = Seeds.generator(4, name);
        double[] input = random.doubles((long) STEPS * BATCH * INPUTS, -1, 1).toArray();
        List<Activations> whole = stack.forward(input, STEPS, BATCH, null);
        JointJacobian expected = new JointJacobian(stack, whole);
        Stack other = stack.another();
        int row = BATCH * INPUTS;
        Passage passage = new Passage(other, STEPS, BATCH, piece,
                (first, steps, into) -> System.arraycopy(input, first * row, into, 0, steps * row));
        JointJacobian jacobian = new JointJacobian(other, passage.activations());
        List<Activations> memory = passage.activations();
        int seen = 0;
        do {
            assertThat(passage.activations()).isSameAs(memory)
                    .allSatisfy(a -> assertThat(a.steps()).isEqualTo(Math.min(piece, STEPS)));
            assertThat(passage.first()).isEqualTo(seen);
            for (int t = 0; t < passage.length(); t++) {
                compare(passage.activations(), t, whole, seen + t);
                jacobian.at(t);
                expected.at(seen + t);
                for (int b = 0; b < BATCH; b++) {
                    assertThat(jacobian.of(b)).as("step %d", seen + t).isEqualTo(expected.of(b));
                }
            }
            seen += passage.length();
        } while (passage.advance());
        assertThat(seen).isEqualTo(STEPS);
        assertThat(passage.advance()).isFalse();
    }

    private static void compare(List<Activations> piece, int t, List<Activations> whole, int of) {
        for (int l = 0; l < whole.size(); l++) {
            Cell cell = whole.get(l).shape().cell();
            for (Equation equation : cell.evaluationOrder()) {
                double[] all = whole.get(l).named(equation.name());
                int d = all.length / STEPS;
                assertThat(Arrays.copyOfRange(piece.get(l).named(equation.name()), t * d, (t + 1) * d))
                        .as("%s of layer %d at step %d", equation.name(), l, of)
                        .isEqualTo(Arrays.copyOfRange(all, of * d, (of + 1) * d));
            }
            for (String state : cell.states()) {
                int d = BATCH * whole.get(l).shape().hidden();
                assertThat(Arrays.copyOfRange(piece.get(l).state(state), t * d, (t + 2) * d))
                        .isEqualTo(Arrays.copyOfRange(whole.get(l).state(state), of * d, (of + 2) * d));
            }
        }
    }
}
