package retrograde.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code flow --fail-if}: status 1 where a condition holds. */
class FlowFailIfTest {
    /** The state halves at every step: λ₁ = −ln 2, and ½^k is below 1/1000 from k = 9.97 on. */
    private static final String[] HALVING = {"flow", "--cell", "rnn_tanh", "--hidden", "2", "--data", "zero", "--steps",
            "300", "--init", "U=identity:0.5", "--init", "b=0"};

    private static CommandRun run(String conditions, String... more) {
        String[] all = java.util.Arrays.copyOf(HALVING, HALVING.length + 2 + more.length);
        all[HALVING.length] = "--fail-if";
        all[HALVING.length + 1] = conditions;
        System.arraycopy(more, 0, all, HALVING.length + 2, more.length);
        return CommandRun.of(all);
    }

    @Test
    void whatHoldsIsSaidAndEndsWithStatusOne() {
        CommandRun run = run("horizon<9, horizon < 10,lambda1<-0.69,verdict=vanishing", "--quantities", "lyapunov");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("retrograde: --fail-if horizon < 10: horizon is 9.966")
                .contains("--fail-if lambda1<-0.69: lambda1 is -0.6931")
                .contains("--fail-if verdict=vanishing: the verdict is vanishing: λ₁ = -0.6931")
                .doesNotContain("horizon<9");
        assertThat(run.out()).as("the figures are shown as ever").contains("horizon");
    }

    @Test
    void whatDoesNotHoldEndsWithStatusZero() {
        CommandRun run = run("horizon<=9.9,lambda1>0,verdict!=vanishing", "--quantities", "lyapunov");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).doesNotContain("--fail-if");
    }

    @Test
    void whatAConditionNeedsIsMeasuredThoughNotNamed() {
        CommandRun run = run("k90>=1000", "--quantities", "units", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.document().at("/quantities").propertyNames()).contains("reach", "units");
    }

    @Test
    void aHorizonBeyondWhatWasMeasuredIsComparedAsFarAsThatGoes() {
        String[] keeping = {"flow", "--cell", "rnn_relu", "--hidden", "2", "--data", "zero", "--steps", "300", "--init",
                "U=identity", "--init", "b=1", "--quantities", "horizon", "--fail-if", ""};
        keeping[keeping.length - 1] = "horizon<300";
        assertThat(CommandRun.of(keeping).status()).isZero();
        keeping[keeping.length - 1] = "horizon>=300";
        assertThat(CommandRun.of(keeping).err()).contains("horizon is at least 300");
        keeping[keeping.length - 1] = "horizon<301";
        CommandRun untold = CommandRun.of(keeping);
        assertThat(untold.status()).isEqualTo(2);
        assertThat(untold.err()).contains("cannot be told", "--window");
    }

    @Test
    void valuesThatAreNotFiniteFail() {
        CommandRun run = CommandRun.of("flow", "--cell", "rnn_relu", "--hidden", "2", "--data", "zero", "--steps",
                "3000", "--init", "U=identity:2", "--init", "b=1", "--quantities", "horizon", "--fail-if",
                "horizon<10");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("--fail-if horizon<10: horizon could not be measured: ").contains("Infinity");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    k95<50            | --fail-if names k95; the figures are k50, k90, k99, horizon, lambda1, mainShare, verdict; did you mean k90?
                    k90               | --fail-if 'k90' is no condition; expected a figure, one of < <= > >= = !=, and a value
                    k90<50,           | --fail-if '' is no condition
                    k90=50            | --fail-if 'k90=50': k90 is a measured number
                    k90<many          | --fail-if 'k90<many': many is no number
                    k90<NaN           | --fail-if 'k90<NaN': NaN is no number
                    verdict=vanished  | --fail-if 'verdict=vanished': the verdict is compared by = or !=, with one of exploding, chaotic, vanishing, stable; did you mean vanishing?
                    verdict<stable    | --fail-if 'verdict<stable': the verdict is compared by = or !=
                    """)
    void whatCannotBeReadIsRefusedBeforeAnythingIsMeasured(String conditions, String message) {
        run(conditions).assertRefused(message);
    }

    @Test
    void aCellOfOneTermHasNoMainShare() {
        CommandRun run = run("mainShare<0.5", "--quantities", "terms");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("rnn_tanh has a single term");
    }

    @Test
    void oneSequenceIsNotJudged() {
        CommandRun.of("flow", "--at", "whale", "--fail-if", "k90<5").assertRefused("--fail-if judges the whole flow");
    }

    @Test
    void aShortWindowHasNoExponent() {
        run("lambda1<0", "--window", "50").assertRefused("a Lyapunov spectrum needs more than 101 steps");
    }
}
