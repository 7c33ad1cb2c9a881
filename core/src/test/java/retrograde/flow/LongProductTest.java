package retrograde.flow;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import retrograde.cell.Zoo;
import retrograde.data.Batch;
import retrograde.data.NoiseData;
import retrograde.equation.DistributionParser;
import retrograde.model.Architecture;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LongProductTest {
    private static final NoiseData NOISE = new NoiseData(1, 2);

    private static Model lstm(Map<String, String> settings) {
        var parsed = new java.util.LinkedHashMap<String, retrograde.equation.Distribution>();
        settings.forEach((name, text) -> parsed.put(name, DistributionParser.parse(text)));
        return new Initialisation(parsed, 3, Initialisation.of(3).files())
                .model(Architecture.of(Zoo.cell("lstm"), NOISE, 4, 0, 1, Map.of()));
    }

    @Test
    void windowsAreThoseOfRunsThatWereKept() {
        Model model = lstm(Map.of());
        Batch batch = NOISE.train(Seeds.generator(1, "noise"), 1240, 1);
        LongProduct product = LongProduct.measure(model, batch, 0, List.of(20, 60, 600), 40);
        assertThat(product.logNorms().stream().map(l -> l.length).toList()).containsExactly(60, 20, 2);
        Trajectories run = Trajectories.run(model, batch);
        Horizon all = Horizon.measure(run, 600, 1, List.of(), 1e-3);
        // The last windows end at the last step. 600 products of 8×8 matrices round by some 600·8 ulps of their norm.
        assertThat(product.logNorms().get(0)[59]).isCloseTo(all.logNorms()[19], within(1e-11));
        assertThat(product.logNorms().get(1)[19]).isCloseTo(all.logNorms()[59], within(1e-11));
        assertThat(product.logNorms().get(2)[1]).isCloseTo(all.logNorms()[599], within(1e-11));
    }

    @Test
    void aGateThatSeesNoStateGivesItsPowerBeyondTheRangeOfADouble() {
        Model model = lstm(Map.of("U", "0", "W_f", "0", "b_f", "1"));
        Batch batch = NOISE.train(Seeds.generator(1, "noise"), 10_100, 1);
        LongProduct product = LongProduct.measure(model, batch, 0, List.of(100, 10_000), 100);
        // ln f = −0.31326 a step: −3133 nats, where a double ends at −745; ∂h_T/∂c adds at most ½ ln 2.
        double ln = 10_000 * StrictMath.log(1 / (1 + StrictMath.exp(-1)));
        assertThat(product.logNorms().get(1)[0]).isBetween(ln - 1e-8, ln + 0.35);
    }

    @Test
    void lagsThatAreNoMultiplesAreRefused() {
        Model model = lstm(Map.of());
        Batch batch = NOISE.train(Seeds.generator(1, "noise"), 100, 1);
        assertThatThrownBy(() -> LongProduct.measure(model, batch, 0, List.of(10, 25), 0))
                .hasMessageContaining("[10, 25]");
    }
}
