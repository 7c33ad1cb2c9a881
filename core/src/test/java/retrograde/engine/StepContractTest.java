package retrograde.engine;

import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.View;
import retrograde.sequence.Specimen;
import retrograde.sequence.Specimen.Sizes;

import static org.assertj.core.api.Assertions.assertThat;

/** {@link StepContract} for the zoo and for cells that use what the zoo does not. */
class StepContractTest {
    private static final int LAST = Sizes.USUAL.steps() - 1;

    static Stream<Named<Cell>> cells() {
        return SampleCells.all().stream().map(c -> Named.of(c.name(), c));
    }

    private static StepContract run(Cell cell, long seed) {
        return new StepContract(Specimen.of(cell, 1, Sizes.USUAL, seed));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyNamedValueIsThatOfThePlainEvaluator(Cell cell) {
        run(cell, 1).valuesAreRight();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void tangentsAndAdjointsAreTransposesOfEachOther(Cell cell) {
        Specimen.check(cell, 1, Sizes.USUAL, 2, s -> new StepContract(s).tangentsAndAdjointsAreTransposed(3));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void termsSumToTheJacobian(Cell cell) {
        run(cell, 3).termsSumToTheJacobian();
        run(cell, 3).productsAreThoseOfTheJacobian();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyTermIsThatOfDifferencesWithGatesHeld(Cell cell) {
        Specimen.check(cell, 1, Sizes.USUAL, 4, s -> {
            StepContract run = new StepContract(s);
            run.termsAreRight(0);
            run.termsAreRight(LAST);
        });
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theArticlesViewIsThatOfDifferencesWithTheGatesBeforeHeld(Cell cell) {
        Specimen.check(cell, 1, Sizes.USUAL, 5, s -> {
            StepContract run = new StepContract(s);
            run.articleTermsAreRight(1);
            run.articleTermsAreRight(LAST);
        });
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theInputJacobianIsThatOfDifferences(Cell cell) {
        Specimen.check(cell, 1, Sizes.USUAL, 6, s -> new StepContract(s).inputJacobianIsRight(2));
    }

    @Test
    void beforeTheStartOfASequenceGatesReadZero() {
        Cell cell = Zoo.cell("lstm");
        Sizes sizes = Sizes.USUAL;
        Specimen s = Specimen.of(cell, 1, sizes, 8);
        Interpreter engine = new Interpreter(s.shapes.get(0));
        Weights w = s.weights.get(0);
        int start = 4;
        Activations later = engine.forward(w, s.input, s.initial.get(0), sizes.steps(), sizes.batch(),
                new int[] {0, start, 6});
        double[] x = Arrays.copyOfRange(s.input, start * sizes.batch() * sizes.inputs(), s.input.length);
        Activations alone = engine.forward(w, x, s.initial.get(0), sizes.steps() - start, sizes.batch(), null);
        SymbolicJacobian symbolic = SymbolicJacobian.of(cell, View.ARTICLE);
        LayerJacobian jacobian = new LayerJacobian(engine, w, later, symbolic);
        LayerJacobian expected = new LayerJacobian(engine, w, alone, symbolic);
        for (int t = start; t < sizes.steps(); t++) {
            double[] actual = new double[sizes.hidden() * sizes.hidden()];
            double[] shorter = new double[actual.length];
            jacobian.at(t);
            jacobian.addTo(1, actual);
            expected.at(t - start);
            expected.addTo(1, shorter);
            assertThat(actual).isEqualTo(shorter);
        }
    }
}
