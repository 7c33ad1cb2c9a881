package retrograde.engine.simd;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChoiceTest {

    /** Goes {@code passes} times; returns how often it went the second way. */
    private static int second(Choice choice, int passes, long first, long second) {
        int times = 0;
        for (int i = 0; i < passes; i++) {
            int way = choice.next();
            times += way;
            choice.took(way, way == 0 ? first : second);
        }
        return times;
    }

    @Test
    void theFasterWayIsTakenAndTheOtherTriedMoreAndMoreRarely() {
        Choice choice = new Choice();
        assertThat(second(choice, 8, 10, 7)).as("each is measured before one is chosen").isEqualTo(4);
        int others = 10_000 - second(choice, 10_000, 10, 7);
        assertThat(others).as("trials of the slower way").isBetween(5, 12);
    }

    @Test
    void whatBecomesSlowIsLeft() {
        Choice choice = new Choice();
        second(choice, 100, 7, 10);
        // Another program takes a processor: waiting for each other takes 50 times as long.
        assertThat(second(choice, 1000, 350, 20)).isGreaterThan(985);
        // It is over; the trial that is due finds out.
        second(choice, 5000, 7, 10);
        assertThat(second(choice, 1000, 7, 10)).isLessThan(10);
    }

    @Test
    void oneDisturbedPassChangesNothing() {
        Choice choice = new Choice();
        second(choice, 9, 7, 10);
        choice.took(choice.next(), 1_000_000);
        assertThat(choice.next()).isZero();
    }
}
