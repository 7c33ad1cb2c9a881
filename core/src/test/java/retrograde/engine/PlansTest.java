package retrograde.engine;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;

import static org.assertj.core.api.Assertions.assertThat;

class PlansTest {
    private static final Cell MINIMAL = CellParser
            .parse("cell mingru\nstate h\nz  = sigmoid(W_z x)\nh' = (1 - z) * h + z * (W_h x)\n", "mingru.cell");

    @Test
    void lstmMultipliesFourGatesAtOnceBeforeTheLoopAndInIt() {
        String text = Plans.text(Zoo.cell("lstm"));
        assertThat(text).contains(
                "The loop over time multiplies by matrices; the recurrence is not linear in its state.", """
                        Before the loop over time, for all steps at once
                          product, 4H columns at once
                              Σ_o = W_o x + b_o   Σ_f = W_f x + b_f   Σ_i = W_i x + b_i   Σ_g = W_c x + b_c

                        Each step forward
                          product, 4H columns at once
                              Σ_o += U_o h   Σ_f += U_f h   Σ_i += U_i h   Σ_g += U_c h
                          entry by entry, H
                              o  = sigmoid(Σ_o)
                              f  = sigmoid(Σ_f)
                              i  = sigmoid(Σ_i)
                              g  = tanh(Σ_g)
                              c' = f * c + i * g
                              t1 = tanh(c')
                              h' = o * t1
                        """, "t2   = ∂c' + ∂h' * o * (1 - t1 * t1)\n", "∂Σ_f = t2 * c * f * (1 - f)\n",
                "∂c   = t2 * f\n", "∂W_f = Σ ∂Σ_f xᵀ", "∂U_c = Σ ∂Σ_g hᵀ", "∂b_f = Σ ∂Σ_f",
                "kept for every step, 2I + 7H numbers a step and sequence", "Σ_f → f → ∂Σ_f");
    }

    @Test
    void gruTakesTwoStages() {
        assertThat(Plans.text(Zoo.cell("gru"))).contains("""
                Each step forward
                  stage 1  product, 2H columns at once
                               Σ_z += U_z h   Σ_r += U_r h
                           entry by entry, H
                               z  = sigmoid(Σ_z)
                               r  = sigmoid(Σ_r)
                               t1 = r * h
                  stage 2  product
                               Σ_g += U_h t1
                           entry by entry, H
                               g  = tanh(Σ_g)
                               h' = (1 - z) * h + z * g
                """, "∂Σ_z = (∂h' * g - ∂h' * h) * z * (1 - z)\n", "t2 = U_hᵀ ∂Σ_g\n", """
                  computed again rather than kept
                      1 - z
                """);
    }

    @Test
    void resetAfterTheMatrixTakesOneStageAndKeepsTheProductApart() {
        assertThat(Plans.text(Zoo.cell("gru_reset_after"))).contains("Σ_n2 = U_n h + b_hn\n",
                "n  = tanh(Σ_n + r * Σ_n2)\n", "∂Σ_n2 = ∂Σ_n * r\n", "∂U_n = Σ ∂Σ_n2 hᵀ", "∂b_hn = Σ ∂Σ_n2");
        assertThat(stages(Zoo.cell("gru_reset_after"), 1)).hasSize(1);
        assertThat(stages(Zoo.cell("gru"), 1)).hasSize(2);
    }

    @Test
    void aCellWithoutProductsInTheLoopIsFoundFitForAScan() {
        String text = Plans.text(MINIMAL);
        assertThat(text).contains("""
                  No matrix product inside the loop over time: every unit goes its own way. The recurrence is linear
                  in its state, so that a scan could run it.
                """, "Σ_z = W_z x   Σ_h = W_h x\n", """
                Each step forward
                  entry by entry, H
                      h' = (1 - z) * h + z * Σ_h

                Each step backward
                  entry by entry, H
                      ∂h = ∂h' * (1 - z)
                """);
        assertThat(Plans.document(MINIMAL)).extractingByKey("recurrence")
                .isEqualTo(Map.of("productInLoop", false, "linear", true, "scan", true));
    }

    /** The right-hand side of h', and what its recurrence is. */
    @ParameterizedTest
    @CsvSource({"U h + W x, true, true", "tanh(U h + W x), true, false", "p * h + W x, false, true",
            "sigmoid(p * h) * h + W x, false, false", "sigmoid(W x) * (U h), true, true",
            "layernorm(h) + W x, false, false", "relu(h) + W x, false, false"})
    void linearityIsReadOffTheJacobian(String right, boolean product, boolean linear) {
        Cell cell = CellParser.parse(
                "cell own\nstate h\n" + (right.contains("p * h") ? "param p\n" : "") + "h' = " + right + "\n",
                "own.cell");
        assertThat(Plans.linear(cell)).isEqualTo(linear);
        assertThat(Plans.document(cell)).extractingByKey("recurrence")
                .isEqualTo(Map.of("productInLoop", product, "linear", linear, "scan", linear && !product));
    }

    @Test
    void rowsOfALayernormAreReducedBetweenStages() {
        Cell cell = CellParser.parse("cell norm\nstate h\nh' = tanh(layernorm(W x + U h))\n", "norm.cell");
        assertThat(Plans.text(cell)).contains("over the entries of a vector\n", "t1 = mean(Σ_h)\n",
                "t2 = inverseDeviation(Σ_h)\n", "h' = tanh((Σ_h - t1) * t2)\n");
    }

    @Test
    void everyGradientOfEveryCellIsFormedOnce() {
        for (String name : Zoo.names()) {
            Cell cell = Zoo.cell(name);
            List<?> gradients = (List<?>) Plans.document(cell).getOrDefault("gradients", List.of());
            assertThat(gradients).as(name).hasSize(cell.parameters().size());
        }
    }

    private static List<?> stages(Cell cell, int phase) {
        List<?> phases = (List<?>) Plans.document(cell).getOrDefault("phases", List.of());
        Map<?, ?> one = (Map<?, ?>) phases.get(phase);
        return (List<?>) one.entrySet()
                .stream()
                .filter(e -> "stages".equals(e.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
