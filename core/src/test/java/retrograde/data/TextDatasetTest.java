package retrograde.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TextDatasetTest {
    private static int[] inputs(Batch batch) {
        return ((Batch.Symbols) batch.inputs()).values();
    }

    private static int[] targets(Batch batch) {
        return ((Batch.Classes) batch.targets()).values();
    }

    @Test
    void rareAndUnseenCharactersShareOneSymbol() {
        // 90 characters of training: a 80, b 5, c 4, d 1; the held-out ten have e, which training never shows.
        var text = new TextDataset("t", "a".repeat(80) + "bbbbb" + "cccc" + "d" + "eabcdeabcd");
        assertThat(text.vocabulary().symbols()).containsExactly("a", "b");
        assertThat(text.inputs()).isEqualTo(3);
        assertThat(text.objective())
                .isEqualTo(new Objective(Objective.Kind.CROSS_ENTROPY, 3, Objective.LossSteps.EVERY));
        Batch heldOut = text.heldOut(Seeds.random(1), 9, 1);
        assertThat(inputs(heldOut)).containsExactly(2, 0, 1, 2, 2, 2, 0, 1, 2);
        assertThat(targets(heldOut)).containsExactly(0, 1, 2, 2, 2, 0, 1, 2, 2);
        assertThat(heldOut.lossCount()).isEqualTo(9);
    }

    @Test
    void countsCodePointsNotUnits() {
        // 学 is one unit, 𝄞 two: both are one character.
        var text = new TextDataset("t", "学而时习之𝄞".repeat(20));
        assertThat(text.vocabulary().symbols()).containsExactly("之", "习", "学", "时", "而", "𝄞");
        assertThat(text.longestTrain()).isEqualTo(107);
        assertThat(text.longestHeldOut()).isEqualTo(11);
        Batch batch = text.train(Seeds.random(2), 6, 4);
        for (int b = 0; b < 4; b++) {
            assertThat(inputs(batch)[4 + b]).isEqualTo(targets(batch)[b]);
        }
    }

    @Test
    void windowsNeverCrossTheCutAndReachBothEnds() {
        // c occurs in the held-out part only, so it is the symbol for others, 2.
        var text = new TextDataset("t", "ab".repeat(45) + "c".repeat(10));
        Batch train = text.train(Seeds.random(3), 4, 2000);
        assertThat(inputs(train)).containsOnly(0, 1);
        assertThat(targets(train)).containsOnly(0, 1);
        Batch heldOut = text.heldOut(Seeds.random(3), 4, 2000);
        assertThat(inputs(heldOut)).containsOnly(2);
        assertThat(targets(heldOut)).containsOnly(2);
    }

    @Test
    void everyPlaceOfAWindowIsDrawn() {
        // Twenty different characters in turn, so that the first symbol of a window tells its place.
        var text = new TextDataset("t", "abcdefghijklmnopqrst".repeat(5) + "abcdefghijk");
        // N = 111, cut at 100: one window of 99 steps, two of 98.
        Batch one = text.train(Seeds.random(4), 99, 50);
        Batch two = text.train(Seeds.random(4), 98, 50);
        for (int b = 0; b < 50; b++) {
            assertThat(inputs(one)[b]).isZero();
        }
        assertThat(Arrays.stream(inputs(two)).limit(50).distinct().toArray()).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void theSeedDecidesTheWindows() {
        var text = (TextDataset) Datasets.bundled("moby-dick");
        assertThat(inputs(text.train(Seeds.random(5), 30, 8))).isEqualTo(inputs(text.train(Seeds.random(5), 30, 8)))
                .isNotEqualTo(inputs(text.train(Seeds.random(6), 30, 8)));
    }

    @Test
    void theBundledTextHasTheVocabularyAndTheBigramLossExpected() {
        var text = (TextDataset) Datasets.bundled("moby-dick");
        assertThat(text.vocabulary().symbols()).hasSizeBetween(70, 80)
                .contains("\n", " ", "—", "e")
                .doesNotContain("$");
        Baseline baseline = text.baseline(64);
        assertThat(baseline.name()).isEqualTo("bigram");
        // English by character bigrams: 2.4 nats; single characters alone would be about 3.
        assertThat(baseline.value()).isBetween(2.35, 2.50);
        assertThat(text.hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void theBigramLossIsTheFormulas() {
        // 90 characters of training with n(a) = n(b) = 45, and the symbol for others, which never occurs.
        var text = new TextDataset("t", "ab".repeat(45) + "aabbababab");
        int V = 3;
        double Pa = 46.0 / (90 + V);
        double Pb = 46.0 / (90 + V);
        // a is followed 45 times by b; b 44 times by a: one successor each.
        double ab = (45 + Pb) / 46;
        double aa = Pa / 46;
        double ba = (44 + Pa) / 45;
        double bb = Pb / 45;
        // a a b b a b a b a b: one aa, one bb, four ab, three ba.
        double expected = -(Math.log(aa) + Math.log(bb) + 4 * Math.log(ab) + 3 * Math.log(ba)) / 9;
        // Nine logarithms of rounded quotients.
        assertThat(text.baseline(1).value()).isCloseTo(expected, within(1e-14));
    }

    @Test
    void aContextThatTrainingNeverShowsFallsBackToFrequencies() {
        var text = new TextDataset("t", "a".repeat(90) + "xaxaxaxaxa");
        double Pa = 91.0 / 92;
        double Px = 1.0 / 92;
        double ax = Px / 90;
        assertThat(text.baseline(1).value()).isCloseTo(-(5 * Math.log(Pa) + 4 * Math.log(ax)) / 9, within(1e-14));
    }

    @Test
    void tooShortTextsAreRefusedWithTheLengthNeeded() {
        assertThatThrownBy(() -> new TextDataset("note.txt", "hello world")).isInstanceOf(InputException.class)
                .hasMessage(
                        "The text 'note.txt' has 11 characters, but at least 20 are needed: the last 10 % are held out, "
                                + "and that must be two of them or more. Give longer data.");
        var text = new TextDataset("note.txt", "hello world ".repeat(50));
        assertThatThrownBy(() -> text.heldOut(Seeds.random(1), 64, 2)).isInstanceOf(InputException.class)
                .hasMessage(
                        "The text 'note.txt' has 600 characters. The last 10 % (60) are held out, too few for windows of "
                                + "64 steps. Give at least 650 characters, or --steps 59 or less.");
        assertThat(text.heldOut(Seeds.random(1), 59, 2).steps()).isEqualTo(59);
        assertThat(new TextDataset("note.txt", "hello worl".repeat(65)).heldOut(Seeds.random(1), 64, 1).steps())
                .isEqualTo(64);
        assertThatThrownBy(() -> text.train(Seeds.random(1), 540, 2)).isInstanceOf(InputException.class)
                .hasMessage("The text 'note.txt' has 600 characters. The first 90 % (540) are too few for windows of "
                        + "540 steps. Give at least 602 characters, or --steps 539 or less.");
        assertThatThrownBy(() -> text.train(Seeds.random(1), 0, 2)).isInstanceOf(InputException.class)
                .hasMessage("Windows of the text 'note.txt' need at least one step, but 0 were asked for. "
                        + "Give --steps 1 or more.");
    }

    @Test
    void wordsAreSymbolsAndTheRareOnesShareOne() {
        String sentence = "Don't call me, Ishmael!\n(Call me.) ";
        var text = new TextDataset("t", sentence.repeat(20) + "whale", TextUnit.WORDS, 5, Encoding.NONE);
        assertThat(text.vocabulary().symbols()).containsExactly("Don't", "call", "me", ",", "Ishmael", "!", "\n", "(",
                "Call", ".", ")");
        assertThat(text.inputs()).isEqualTo(12);
        assertThat(text.vocabulary().symbols("Call whale me")).containsExactly(8, 11, 2);
        assertThat(text.vocabulary().text(text.vocabulary().symbols(sentence))).isEqualTo(sentence.strip());
        assertThat(text.vocabulary().text(new int[] {8, 11, 2})).isEqualTo("Call □ me");
        assertThat(text.objective().outputs()).isEqualTo(12);
        // Rarer than 25 are all of them: nothing is left but "other".
        assertThat(new TextDataset("t", sentence.repeat(20), TextUnit.WORDS, 25, Encoding.NONE).inputs()).isEqualTo(2);
        assertThat(text.hash()).isNotEqualTo(new TextDataset("t", sentence.repeat(20) + "whale").hash());
        assertThatThrownBy(() -> new TextDataset("t", "one two three", TextUnit.WORDS, 5, Encoding.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("The text 't' has 3 words, but at least 20 are needed");
    }

    @Test
    void theVocabularyOfWordsIsOfTheTrainingPart() {
        var text = new TextDataset("t", "a b ".repeat(45) + "c ".repeat(10), TextUnit.WORDS, 5, Encoding.NONE);
        assertThat(text.vocabulary().symbols()).containsExactly("a", "b");
    }

    private static TextBytes bytes(byte[] content) {
        return new TextBytes() {
            @Override
            public int count() {
                return content.length;
            }

            @Override
            public int at(int place) {
                return content[place] & 0xFF;
            }
        };
    }

    @Test
    void bytesOfAnAsciiTextAreItsCharacters() {
        String ascii = "the quick brown fox jumps over the lazy dog\n".repeat(30);
        var characters = new TextDataset("t", ascii);
        var text = TextDataset.ofBytes("t", bytes(ascii.getBytes(StandardCharsets.US_ASCII)), 5, Encoding.NONE);
        assertThat(text.vocabulary().symbols()).isEqualTo(characters.vocabulary().symbols());
        assertThat(inputs(text.train(Seeds.random(9), 20, 8)))
                .containsExactly(inputs(characters.train(Seeds.random(9), 20, 8)));
        // The same model; its terms are added in another order.
        assertThat(text.baseline(1).value()).isCloseTo(characters.baseline(1).value(), within(1e-12));
        var utf = TextDataset.ofBytes("t", bytes("学而时习之".repeat(10).getBytes(StandardCharsets.UTF_8)), 1,
                Encoding.NONE);
        assertThat(utf.vocabulary().text(utf.vocabulary().symbols("学习"))).isEqualTo("学习");
    }

    @Test
    void onlyTheSymbolAfterAWindowIsPredictedWhereThatIsWanted() {
        var every = new TextDataset("t", "ab cd ".repeat(60));
        TextDataset last = every.withLosses(Objective.LossSteps.LAST);
        assertThat(last.objective().lossSteps()).isEqualTo(Objective.LossSteps.LAST);
        assertThat(last.predictsInputs()).isFalse();
        Batch one = last.train(Seeds.random(3), 7, 4);
        Batch all = every.train(Seeds.random(3), 7, 4);
        assertThat(((Batch.Symbols) one.inputs()).values()).isEqualTo(((Batch.Symbols) all.inputs()).values());
        int[] targets = ((Batch.Classes) one.targets()).values();
        assertThat(Arrays.copyOf(targets, 6 * 4)).containsOnly(-1);
        assertThat(Arrays.copyOfRange(targets, 6 * 4, 7 * 4))
                .isEqualTo(Arrays.copyOfRange(((Batch.Classes) all.targets()).values(), 6 * 4, 7 * 4));
        assertThat(last.sequence("ab cd").lossCount()).isEqualTo(1);
    }
}
