package retrograde.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LabelledSequencesTest {
    private static final int S = 500;

    /** Sequence s has 5 to 100 steps; its entries are 1000·s + t, in thousands; its class is s mod 3, and 0 the most often. */
    private static LabelledSequences sequences() {
        RandomGenerator random = Seeds.random(1);
        double[][] values = new double[S][];
        int[] labels = new int[S];
        for (int s = 0; s < S; s++) {
            values[s] = new double[random.nextInt(5, 101)];
            for (int t = 0; t < values[s].length; t++) {
                values[s][t] = s + t / 1000.0;
            }
            labels[s] = s % 5 < 3 ? 0 : s % 2 + 1;
        }
        return LabelledSequences.ofVectors("s", List.of("a", "b", "c"), labels, LabelledSequences::everyTenth,
                List.of("x"), values, Encoding.NONE);
    }

    @Test
    void sequencesEndTogetherAndHaveTheirClassAtTheEnd() {
        LabelledSequences data = sequences();
        Batch batch = data.train(Seeds.random(2), data.defaultSteps(), 16);
        double[] x = ((Batch.Vectors) batch.inputs()).values();
        int[] y = ((Batch.Classes) batch.targets()).values();
        assertThat(batch.lossCount()).isEqualTo(16);
        assertThat(batch.starts()).contains(0);
        for (int b = 0; b < 16; b++) {
            int start = batch.starts()[b];
            // Consecutive entries differ by a thousandth, before normalisation; padding is zero.
            double step = x[(batch.steps() - 1) * 16 + b] - x[(batch.steps() - 2) * 16 + b];
            assertThat(x[(start + 1) * 16 + b] - x[start * 16 + b]).isCloseTo(step, within(1e-12));
            assertThat(start == 0 || x[(start - 1) * 16 + b] == 0).isTrue();
            assertThat(y[(batch.steps() - 1) * 16 + b]).isBetween(0, 2);
        }
    }

    @Test
    void littleOfABatchIsPadding() {
        LabelledSequences data = sequences();
        double sorted = data.padding(Seeds.random(3), 16, true);
        double unsorted = data.padding(Seeds.random(3), 16, false);
        // Unsorted: a mean length of 52 of the longest of 16, about 95. Sorted: a block spans 64 of 450 ranks.
        assertThat(unsorted).isBetween(0.40, 0.50);
        assertThat(sorted).isLessThan(unsorted / 3);
    }

    /** In four groups of five, so that whoever takes a quarter of a batch has as many steps to do as the others, but for a few. */
    @Test
    void aBatchHasItsLongSequencesFirstInEachGroup() {
        Batch batch = sequences().train(Seeds.random(4), 100, 20);
        int[] starts = batch.starts();
        for (int b = 1; b < 20; b++) {
            if (b % 5 != 0) {
                assertThat(starts[b]).as("sequence %d", b).isGreaterThanOrEqualTo(starts[b - 1]);
            }
        }
        assertThat(starts[0]).isZero();
        assertThat(starts[15]).isLessThanOrEqualTo(starts[1]);
    }

    @Test
    void everySequenceIsAsLikelyAsAnyOther() {
        LabelledSequences data = sequences();
        RandomGenerator random = Seeds.random(4);
        int batches = 6000;
        long[] byQuarter = new long[4];
        int[] counts = new int[101];
        int[] drawn = new int[101];
        for (int s = 0; s < S; s++) {
            counts[data.lengthOf(s)] += LabelledSequences.everyTenth(s) ? 0 : 1;
        }
        for (int n = 0; n < batches; n++) {
            Batch batch = data.train(random, 100, 4);
            for (int start : batch.starts()) {
                drawn[batch.steps() - start]++;
            }
        }
        // By length: shorter and longer ones have their share. Draws of one batch go together: a spread of four times Poisson's.
        for (int quarter = 0; quarter < 4; quarter++) {
            double expected = 0;
            for (int length = 5 + 24 * quarter; length < 29 + 24 * quarter; length++) {
                byQuarter[quarter] += drawn[length];
                expected += counts[length] * 4.0 * batches / data.trainCount();
            }
            assertThat((double) byQuarter[quarter]).isCloseTo(expected, within(12 * Math.sqrt(expected)));
        }
        assertThat(data.trainCount()).isEqualTo(450);
        assertThat(data.heldOutCount()).isEqualTo(50);
    }

    @Test
    void longerSequencesLoseTheirBeginningAndWindowsHaveNoPadding() {
        LabelledSequences data = sequences();
        Batch batch = data.train(Seeds.random(5), 7, 8);
        assertThat(batch.steps()).isLessThanOrEqualTo(7);
        Batch window = data.window(Seeds.random(5), data.longestTrain(), 50);
        assertThat(window.steps()).isEqualTo(data.longestTrain());
        assertThat(window.starts()).containsOnly(0);
        assertThatThrownBy(() -> data.window(Seeds.random(5), 101, 1)).isInstanceOf(InputException.class)
                .hasMessageContaining("no sequence of 101 steps to learn from; the longest has");
    }

    @Test
    void theBaselineKnowsTheFrequenciesOfTheTrainingPartOnly() {
        int[] labels = new int[40];
        double[][] values = new double[40][];
        for (int s = 0; s < 40; s++) {
            labels[s] = LabelledSequences.everyTenth(s) ? 1 : s % 4 == 0 ? 1 : 0;
            values[s] = new double[] {s};
        }
        var data = LabelledSequences.ofVectors("s", List.of("a", "b"), labels, LabelledSequences::everyTenth,
                List.of("x"), values, Encoding.NONE);
        // Ten of 36 are b, all four held out are b: −ln((10 + 1)/(36 + 2)).
        assertThat(data.baseline(1).value()).isCloseTo(-Math.log(11 / 38.0), within(1e-12));
    }

    @Test
    void tooFewOrOneClassAreRefused() {
        assertThatThrownBy(() -> LabelledSequences.ofVectors("s", List.of("a"), new int[40],
                LabelledSequences::everyTenth, List.of("x"), new double[40][1], Encoding.NONE))
                .hasMessageContaining("are all of the class a");
        assertThatThrownBy(() -> LabelledSequences.ofVectors("s", List.of("a", "b"), new int[12],
                LabelledSequences::everyTenth, List.of("x"), new double[12][1], Encoding.NONE))
                .hasMessageContaining("have 12 sequences, but at least 20");
    }

    @Test
    void theBundledDigitsAreShownPixelByPixel() {
        var digits = (LabelledSequences) Datasets.bundled("digits");
        assertThat(digits.trainCount()).isEqualTo(1438);
        assertThat(digits.heldOutCount()).isEqualTo(359);
        assertThat(digits.classes()).hasSize(10);
        assertThat(digits.defaultSteps()).isEqualTo(64);
        assertThat(digits.longestTrain()).isEqualTo(64);
        // All classes are about as frequent.
        assertThat(digits.baseline(64).value()).isBetween(2.29, 2.32);
        Batch batch = digits.train(Seeds.random(6), 64, 500);
        double[] x = ((Batch.Vectors) batch.inputs()).values();
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        // 32000 pixels of deviation 1, those of an image not independent.
        assertThat(mean).isCloseTo(0, within(0.05));
    }

    private static LabelledSequences texts(TextUnit unit, int S, Encoding encoding) {
        List<String> texts = IntStream.range(0, S)
                .mapToObj(s -> (s % 2 == 0 ? "good " : "bad ") + "film ".repeat(1 + s % 7) + (s == 9 ? "ß" : ""))
                .toList();
        int[] labels = IntStream.range(0, S).map(s -> s % 2).toArray();
        return LabelledSequences.ofTexts("reviews.csv", List.of("+", "-"), labels, LabelledSequences::everyTenth, texts,
                unit, 2, encoding);
    }

    @ParameterizedTest
    @EnumSource(TextUnit.class)
    void textsAreSymbolsOfTheTrainingPartAndEndTogether(TextUnit unit) {
        LabelledSequences data = texts(unit, 60, Encoding.NONE);
        Vocabulary vocabulary = data.encoding().vocabulary().orElseThrow();
        // Text 9, the only one with an ß, is held out.
        assertThat(vocabulary.symbols()).isNotEmpty().doesNotContain("ß");
        assertThat(vocabulary.other()).isFalse();
        assertThat(data.inputs()).isEqualTo(vocabulary.size());
        Batch batch = data.train(Seeds.random(2), data.defaultSteps(), 8);
        int[] x = ((Batch.Symbols) batch.inputs()).values();
        int[] y = ((Batch.Classes) batch.targets()).values();
        for (int b = 0; b < 8; b++) {
            int at = b;
            int[] own = IntStream.range(batch.starts()[b], batch.steps()).map(t -> x[t * 8 + at]).toArray();
            String read = vocabulary.text(own);
            assertThat(read).matches("(good|bad)( film)+ ?");
            assertThat(y[(batch.steps() - 1) * 8 + b]).isEqualTo(read.startsWith("good") ? 0 : 1);
        }
    }

    @Test
    void textsForATrainedModelMayBeFewAndWithoutAClass() {
        Encoding trained = texts(TextUnit.WORDS, 60, Encoding.NONE).encoding();
        LabelledSequences few = LabelledSequences.ofTexts("new", trained.classes(), new int[] {1, -1},
                LabelledSequences::everyTenth, List.of("bad film", "film good"), TextUnit.WORDS, 2, trained);
        assertThat(few.encoding()).isEqualTo(trained);
        int[] x = ((Batch.Symbols) few.sequence(1, 9).inputs()).values();
        assertThat(x).containsExactly(trained.vocabulary().orElseThrow().symbols("film good"));
        assertThat(few.labelOf(1)).isEqualTo(-1);
        assertThatThrownBy(() -> few.heldOut(Seeds.random(1), 3, 2)).isInstanceOf(InputException.class)
                .hasMessageContaining("too few sequences of which the class is known (1 of 2)");
    }

    @Test
    void emptyTextsAreRefused() {
        List<String> texts = Collections.nCopies(30, "a b");
        List<String> blank = new ArrayList<>(texts);
        blank.set(4, " ");
        assertThatThrownBy(() -> LabelledSequences.ofTexts("r", List.of("+", "-"),
                IntStream.range(0, 30).map(s -> s % 2).toArray(), LabelledSequences::everyTenth, blank, TextUnit.WORDS,
                1, Encoding.NONE)).isInstanceOf(InputException.class)
                .hasMessageContaining("The text in row 5 of 'r' has no words (1 of 30 are such)");
    }
}
