package retrograde.article;

import org.junit.jupiter.api.Test;
import retrograde.article.C18VanishedIsNotLearnt.Table;

import static org.assertj.core.api.Assertions.assertThat;

class C18VanishedIsNotLearntTest {
    @Test
    void fewOfTheVanishedAndClearlyMoreOfTheOthersMustLearn() {
        assertThat(new Table(0, 20, 15, 30).met()).isTrue();
        assertThat(new Table(2, 20, 15, 30).met()).as("a tenth").isTrue();
        assertThat(new Table(3, 20, 15, 30).met()).as("more than a tenth").isFalse();
        assertThat(new Table(0, 20, 1, 30).met()).as("hardly more").isFalse();
        assertThat(new Table(20, 20, 30, 30).met()).as("the near past is enough").isFalse();
        assertThat(new Table(0, 0, 30, 30).met()).as("none vanished").isFalse();
        assertThat(new Table(0, 20, 0, 0).met()).as("all vanished").isFalse();
    }
}
