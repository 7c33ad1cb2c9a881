package retrograde.article;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class C03TotalDoesNotVanishTest {
    @Test
    void theTotalMustStayAndTheFarPartMustGo() {
        Estimate stays = new Estimate(-0.1, 0.1);
        Estimate goes = new Estimate(0.001, 0.001);
        assertThat(C03TotalDoesNotVanish.vanishesButStays(stays, goes)).isTrue();
        assertThat(C03TotalDoesNotVanish.vanishesButStays(stays, new Estimate(0.009, 0.001))).isFalse();
        assertThat(C03TotalDoesNotVanish.vanishesButStays(new Estimate(-0.6, 0.1), goes)).isFalse();
        assertThat(C03TotalDoesNotVanish.vanishesButStays(stays, new Estimate(Double.NaN, Double.NaN))).isFalse();
    }
}
