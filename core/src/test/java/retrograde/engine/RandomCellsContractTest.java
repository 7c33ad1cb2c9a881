package retrograde.engine;

import org.junit.jupiter.api.Test;
import retrograde.equation.Cell;
import retrograde.equation.RandomCells;
import retrograde.equation.TextPrinter;
import retrograde.sequence.SequenceContract;
import retrograde.sequence.Specimen;
import retrograde.sequence.Specimen.AlwaysAtKink;
import retrograde.sequence.Specimen.Sizes;

import static org.assertj.core.api.Assertions.assertThat;

/** The contracts of steps and sequences for random cells; what these contain is asserted where they are made. */
class RandomCellsContractTest {

    @Test
    void gradientsJacobianAndTermsAreThoseOfDifferences() {
        int checked = 0;
        for (Cell cell : RandomCells.cells(20_240_601, 600)) {
            try {
                Specimen.check(cell, 1, Sizes.SMALL, 1, RandomCellsContractTest::check);
                checked++;
            } catch (AlwaysAtKink e) {
                // Has no point to check at.
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(TextPrinter.print(cell), e);
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(595);
    }

    private static void check(Specimen specimen) {
        new SequenceContract(specimen).gradientsAreRight();
        StepContract step = new StepContract(specimen);
        step.valuesAreRight();
        step.tangentsAndAdjointsAreTransposed(1);
        step.termsSumToTheJacobian();
        step.productsAreThoseOfTheJacobian();
        step.termsAreRight(1);
        step.articleTermsAreRight(2);
    }
}
