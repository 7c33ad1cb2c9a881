package retrograde.sequence;

import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.cell.Zoo;
import retrograde.engine.SampleCells;
import retrograde.equation.Cell;
import retrograde.sequence.Specimen.Sizes;

/** {@link SequenceContract} for the zoo and for cells that use what the zoo does not, one layer and two. */
class CellContractTest {

    static Stream<Arguments> cells() {
        return SampleCells.all()
                .stream()
                .flatMap(c -> Stream.of(1, 2).map(depth -> Arguments.of(Named.of(c.name(), c), depth)));
    }

    private static SequenceContract run(Cell cell, int depth, long seed) {
        return new SequenceContract(Specimen.of(cell, depth, Sizes.USUAL, seed));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void outputsAreThoseOfThePlainEvaluator(Cell cell, int depth) {
        run(cell, depth, 1).outputsAreRight();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void gradientsAreThoseOfDifferencesWithALossAtEveryStep(Cell cell, int depth) {
        Specimen.check(cell, depth, Sizes.USUAL, 2, s -> new SequenceContract(s).gradientsAreRight());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void gradientsAreThoseOfDifferencesWithALossAtTheLastStep(Cell cell, int depth) {
        Specimen.check(cell, depth, Sizes.USUAL, 3, s -> new SequenceContract(s.lossAtLastStep()).gradientsAreRight());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theGradientCarriedForwardIsTheOneCarriedBackward(Cell cell, int depth) {
        run(cell, depth, 4).forwardAndBackwardAgree();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSequenceThatStartsLaterIsTheShorterSequence(Cell cell, int depth) {
        run(cell, depth, 5).laterStartsAreShorterSequences(0, 2, 6);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theJointJacobianIsThatOfDifferences(Cell cell, int depth) {
        Specimen.check(cell, depth, Sizes.USUAL, 6, s -> {
            SequenceContract run = new SequenceContract(s);
            run.jointJacobianIsRight(0);
            run.jointJacobianIsRight(Sizes.USUAL.steps() - 1);
        });
    }

    /** Three layers, the upper two with residual connections. */
    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru", "rnn_tanh"})
    void residualConnectionsKeepTheWholeContract(String name) {
        Specimen drawn = Specimen.residual(Zoo.cell(name), 3, Sizes.USUAL, 7);
        SequenceContract run = new SequenceContract(drawn);
        run.outputsAreRight();
        run.gradientsAreRight();
        run.forwardAndBackwardAgree();
        run.laterStartsAreShorterSequences(0, 2, 6);
        run.jointJacobianIsRight(0);
        run.jointJacobianIsRight(Sizes.USUAL.steps() - 1);
    }
}
