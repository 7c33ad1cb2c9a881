package retrograde.flow;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import retrograde.data.Dataset;
import retrograde.model.Model;
import retrograde.sequence.JointJacobian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The covariant vector of λ₁ against a vector carried by hand from another start, and where it is known. */
class LeadingDirectionTest {
    @ParameterizedTest
    @CsvSource({"rnn_tanh,1,1", "lstm,2,1", "lstm,2,5", "gru,2,10"})
    void isWhatAnyOtherStartTurnsInto(String cell, int layers, int interval) {
        Dataset data = Networks.noise(2);
        Model model = Networks.model(Networks.named(cell), data, 6, layers, 4, "*=normal:0,0.7");
        Trajectories run = Networks.run(model, data, 700, 9, 1);
        LyapunovSpectrum spectrum = LyapunovSpectrum.measure(run, 3, interval, 1);
        LeadingDirection direction = spectrum.direction();
        int n = run.stack().stateSize();
        JointJacobian jacobian = new JointJacobian(run.stack(), run.activations());
        double[] shares = new double[n];
        double participation = 0;
        double growth = 0;
        for (int s = 0; s < 9; s++) {
            double[] v = new Random(s).doubles(n, -1, 1).toArray();
            for (int t = 0; t < 700; t++) {
                jacobian.at(t);
                v = Dense.timesColumn(jacobian.of(s), v);
                double length = Dense.norm(v);
                double fourth = 0;
                for (int i = 0; i < n; i++) {
                    v[i] /= length;
                    shares[i] += t >= 100 ? v[i] * v[i] / 600 / 9 : 0;
                    fourth += v[i] * v[i] * v[i] * v[i];
                }
                participation += t >= 100 ? 1 / fourth / 600 / 9 : 0;
                growth += t >= 100 ? Math.log(length) / 600 / 9 : 0;
            }
        }
        // Two starts differ by e^((λ₂−λ₁)t); summed from t = 100 on, that is below 1e-3 for the smallest gap here.
        assertThat(direction.agreement()).isGreaterThan(1 - 1e-4);
        assertThat(direction.participation()).isCloseTo(participation, within(1e-3 * n));
        assertThat(spectrum.values()[0]).isCloseTo(growth, within(1e-4));
        double sum = 0;
        for (LeadingDirection.StateShare share : direction.states()) {
            int from = run.stack().stateOffset(share.layer() - 1)
                    + run.stack().layer(share.layer() - 1).shape().cell().states().indexOf(share.state()) * 6;
            double expected = 0;
            for (int i = 0; i < 6; i++) {
                expected += shares[from + i];
            }
            assertThat(share.share()).isCloseTo(expected, within(1e-3));
            sum += share.share();
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
        LeadingDirection.UnitShare top = direction.top().get(0);
        assertThat(top.share()).isCloseTo(java.util.Arrays.stream(shares).max().orElseThrow(), within(1e-3));
    }

    @Test
    void ofGatesThatSeeNoStateItIsTheOneThatForgetsLeast() {
        // c' = f c + ½·tanh(0), h' = ½ tanh(c') at c = 0: v₁ = (h ½, c 1)/√1.25 of the unit with the largest f.
        Model model = Networks.model(Networks.named("lstm"), Networks.zero(), 3, 1, 1, "*=0", "b_f=values:1,3,0");
        LeadingDirection direction = LyapunovSpectrum.measure(Networks.run(model, Networks.zero(), 400, 1, 1), 2, 1, 1)
                .direction();
        assertThat(direction.states()).extracting(LeadingDirection.StateShare::state).containsExactly("h", "c");
        // ln f differs by 0.26 a step: the rest is e^−52 of it, squared, when the count begins.
        assertThat(direction.states().get(0).share()).isCloseTo(0.2, within(1e-12));
        assertThat(direction.states().get(1).share()).isCloseTo(0.8, within(1e-12));
        assertThat(direction.states().get(1).error()).isLessThan(1e-12);
        assertThat(direction.participation()).isCloseTo(1 / (0.64 + 0.04), within(1e-11));
        assertThat(direction.top().get(0).state()).isEqualTo("c");
        assertThat(direction.top().get(0).unit()).isEqualTo(1);
        assertThat(direction.top()).hasSize(6);
        assertThat(direction.agreement()).isCloseTo(1, within(1e-12));
    }

    @Test
    void whereAllExponentsAreEqualNoDirectionIsFoundAndItSaysSo() {
        Model model = Networks.model(Networks.cell("cell kept", "state h", "h' = U h"), Networks.zero(), 12, 1, 1,
                "U=identity:1");
        LeadingDirection direction = LyapunovSpectrum.measure(Networks.run(model, Networks.zero(), 300, 1, 1), 2, 1, 1)
                .direction();
        assertThat(direction.agreement()).isLessThan(0.95);
    }
}
