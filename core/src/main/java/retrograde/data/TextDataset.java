package retrograde.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import retrograde.InputException;

/**
 * A text whose next character is to be predicted, one symbol a character.
 *
 * <p>The last tenth is held out. The vocabulary holds the code points that occur at least {@value #RAREST} times in the
 * training part, in the order of their numbers, and one symbol, the last, for all others. A window of {@code T} steps
 * starts at a uniformly drawn place; the target of each step is the next character; the loss is in nats per symbol.
 *
 * <p>The baseline is a bigram model of the training part, judged on the whole held-out part: the next character from the
 * present one, interpolated with the frequency of characters as Witten &amp; Bell 1991 do,
 * {@code P(b|a) = (n(a,b) + d(a)·P(b)) / (n(a) + d(a))}, with {@code d(a)} the number of different successors of
 * {@code a} and {@code P(b) = (n(b) + 1)/(N + V)}.
 */
public final class TextDataset implements Dataset {
    /** A character with fewer occurrences in the training part shares the symbol of all such characters. */
    public static final int RAREST = 5;

    private final String name;
    private final HeldOutSplit split;
    private final int[] vocabulary;
    private final int[] symbols;
    private final String hash;
    private final double bigramLoss;

    /**
     * Splits a text and numbers its characters.
     *
     * @param name for tables and messages
     * @param text at least 20 characters
     * @throws InputException where the text is too short
     */
    public TextDataset(String name, String text) {
        this.name = name;
        int[] characters = text.codePoints().toArray();
        split = new HeldOutSplit("text '" + name + "'", "characters", characters.length);
        vocabulary = vocabulary(characters, split.cut());
        symbols = encode(characters, vocabulary);
        hash = Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
        bigramLoss = bigramLoss(symbols, split.cut(), inputs());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean symbolic() {
        return true;
    }

    /** The vocabulary with the symbol for other characters. */
    @Override
    public int inputs() {
        return vocabulary.length + 1;
    }

    /** The characters that have a symbol of their own, as strings, symbol 0 first; the next symbol is "other". */
    public List<String> characters() {
        return Arrays.stream(vocabulary).mapToObj(Character::toString).toList();
    }

    @Override
    public boolean predictsInputs() {
        return true;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.CROSS_ENTROPY, inputs(), Objective.LossSteps.EVERY);
    }

    /** 64 characters, or what the held-out part has. */
    @Override
    public int defaultSteps() {
        return Math.min(64, longestHeldOut());
    }

    @Override
    public int longestTrain() {
        return split.longestTrain();
    }

    @Override
    public int longestHeldOut() {
        return split.longestHeldOut();
    }

    @Override
    public Batch train(RandomGenerator random, int T, int B) {
        return windows(split.trainStarts(random, T, B), T);
    }

    @Override
    public Batch heldOut(RandomGenerator random, int T, int B) {
        return windows(split.heldOutStarts(random, T, B), T);
    }

    /** The bigram model's loss; the same for every {@code T}. */
    @Override
    public Baseline baseline(int T) {
        return new Baseline("bigram", bigramLoss);
    }

    @Override
    public String hash() {
        return hash;
    }

    /**
     * A text of one's own as a single sequence: each character predicts the next one.
     *
     * @param text at least 2 characters; those without a symbol of their own are "other"
     * @throws InputException where it is shorter
     */
    public Batch sequence(String text) {
        int[] own = encode(text.codePoints().toArray(), vocabulary);
        if (own.length < 2) {
            throw new InputException("the text '" + text + "' has " + own.length
                    + " characters; at least 2 are needed, for each is predicted from those before it");
        }
        int T = own.length - 1;
        return new Batch(new Batch.Symbols(T, 1, inputs(), Arrays.copyOf(own, T)),
                new Batch.Classes(T, 1, inputs(), Arrays.copyOfRange(own, 1, own.length)));
    }

    /** The symbols of a text's characters, those without a symbol of their own as "other". */
    public int[] symbols(String text) {
        return encode(text.codePoints().toArray(), vocabulary);
    }

    private Batch windows(int[] starts, int T) {
        int B = starts.length;
        var inputs = new int[T * B];
        var targets = new int[T * B];
        for (int t = 0; t < T; t++) {
            for (int b = 0; b < B; b++) {
                inputs[t * B + b] = symbols[starts[b] + t];
                targets[t * B + b] = symbols[starts[b] + t + 1];
            }
        }
        return new Batch(new Batch.Symbols(T, B, inputs(), inputs), new Batch.Classes(T, B, inputs(), targets));
    }

    private static int[] vocabulary(int[] characters, int cut) {
        int[] sorted = Arrays.copyOf(characters, cut);
        Arrays.sort(sorted);
        var vocabulary = new int[cut / RAREST];
        int size = 0;
        int start = 0;
        for (int k = 1; k <= cut; k++) {
            if (k == cut || sorted[k] != sorted[start]) {
                if (k - start >= RAREST) {
                    vocabulary[size++] = sorted[start];
                }
                start = k;
            }
        }
        return Arrays.copyOf(vocabulary, size);
    }

    private static int[] encode(int[] characters, int[] vocabulary) {
        var symbols = new int[characters.length];
        for (int k = 0; k < characters.length; k++) {
            int found = Arrays.binarySearch(vocabulary, characters[k]);
            symbols[k] = found >= 0 ? found : vocabulary.length;
        }
        return symbols;
    }

    /** One context after the other, so that the counts of its successors need one row of the table only. */
    private static double bigramLoss(int[] symbols, int cut, int V) {
        var single = new int[V];
        for (int k = 0; k < cut; k++) {
            single[symbols[k]]++;
        }
        int[] seen = bySymbol(symbols, 0, cut - 1, V);
        int[] asked = bySymbol(symbols, cut, symbols.length - 1, V);
        var counts = new int[V];
        double sum = 0;
        int i = 0;
        int j = 0;
        for (int a = 0; a < V; a++) {
            int first = i;
            int different = 0;
            for (; i < seen.length && symbols[seen[i]] == a; i++) {
                different += counts[symbols[seen[i] + 1]]++ == 0 ? 1 : 0;
            }
            int followed = i - first;
            for (; j < asked.length && symbols[asked[j]] == a; j++) {
                int b = symbols[asked[j] + 1];
                double frequency = (single[b] + 1.0) / ((double) cut + V);
                sum -= StrictMath
                        .log(followed == 0 ? frequency : (counts[b] + different * frequency) / (followed + different));
            }
            for (int k = first; k < i; k++) {
                counts[symbols[seen[k] + 1]] = 0;
            }
        }
        return sum / asked.length;
    }

    /** The places {@code from … to − 1}, ordered by the symbol that stands there, then by place. */
    private static int[] bySymbol(int[] symbols, int from, int to, int V) {
        var next = new int[V + 1];
        for (int k = from; k < to; k++) {
            next[symbols[k] + 1]++;
        }
        for (int a = 0; a < V; a++) {
            next[a + 1] += next[a];
        }
        var places = new int[to - from];
        for (int k = from; k < to; k++) {
            places[next[symbols[k]]++] = k;
        }
        return places;
    }
}
