package retrograde.flow;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.engine.Execution;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.RandomCells;
import retrograde.equation.SymbolicJacobian;
import retrograde.equation.TextPrinter;
import retrograde.equation.View;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.train.Adam;
import retrograde.train.Clipping;
import retrograde.train.Trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * A cell that nobody has seen gets everything from its text alone: training by compiled kernels and the whole analysis, whose
 * quantities agree with each other.
 */
class OwnCellsTest {
    private static final int STEPS = 12;

    static Stream<String> texts() {
        return RandomCells.cells(20_261_123, 20).stream().map(TextPrinter::print);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void theWholeAnalysisFollowsFromTheText(String text) {
        Cell cell = CellParser.parse(text, "own.cell");
        Dataset data = Datasets.task("adding");
        Architecture architecture = Architecture.of(cell, data, 4, 0, 1, Map.of("R", 2));
        Model model = Initialisation.of(1).model(architecture);
        try (Execution float32 = Execution.of(Execution.Kind.FLOAT32, 2)) {
            model.execute(float32);
            Trainer trainer = new Trainer(model, data, new Trainer.TrainingPlan(STEPS, 3, 1e-3, new Clipping(1), 1),
                    new Adam(architecture, float32));
            for (int u = 0; u < 3; u++) {
                assertThat(trainer.step().finite()).isTrue();
            }
        }
        int n = model.stack().stateSize();
        FlowOptions options = new FlowOptions(Set.copyOf(FlowOptions.QUANTITIES), View.FULL, List.of(), 120, STEPS,
                false, n, 1, Horizon.EPSILON, 2, 1, 16, 1);
        check(Flow.measure(model, data, options), SymbolicJacobian.of(cell, View.FULL).terms().size());

        Batch one = data.heldOut(Seeds.generator(2, "one"), STEPS, 1);
        SequenceGradient gradient = SequenceGradient.measure(model, one, STEPS - 1);
        assertThat(gradient.loss()).isNotNegative();
        assertThat(gradient.logInput()).hasSize(STEPS).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
    }

    private static void check(Flow flow, int terms) {
        assertThat(flow.nonFinite()).isEmpty();
        assertThat(flow.judged()).isTrue();
        LyapunovSpectrum spectrum = flow.lyapunov().orElseThrow();
        // A Jacobian of less than full rank has no finite sum of exponents: then its step is named instead.
        assertThat(spectrum.sumRule().holds() || spectrum.singularStep() >= 0).isTrue();
        TermShares.Layer layer = flow.terms().orElseThrow().layers().getFirst();
        assertThat(layer.terms()).hasSize(terms);
        if (terms > 1) {
            // Shares of each step sum to 1; their means over some hundred steps, too, to rounding.
            assertThat(layer.terms().stream().mapToDouble(TermShares.TermShare::share).sum()).isCloseTo(1,
                    within(1e-12));
            assertThat(flow.ablation().orElseThrow().effects()).hasSize(terms);
        }
        Reach reach = flow.reach().orElseThrow();
        assertThat(reach.k50()).isLessThanOrEqualTo(reach.k90());
        assertThat(reach.k90()).isLessThanOrEqualTo(reach.k99());
        assertThat(flow.gradientByLag().orElseThrow().logNorm()).hasSize(120);
        // The horizon's norms and the product spectrum come by different ways: power iteration and graded QR.
        double[] logNorms = flow.horizon().orElseThrow().logNorms();
        ProductSpectrum products = flow.productSpectrum().orElseThrow();
        for (int i = 0; i < products.lags().size(); i++) {
            double largest = products.logSingularValues().get(i)[0];
            double norm = logNorms[products.lags().get(i) - 1];
            if (Double.isFinite(norm)) {
                assertThat(largest).as("lag %d", products.lags().get(i)).isCloseTo(norm, within(1e-9));
            }
        }
        assertThat(flow.units()).isPresent();
    }
}
