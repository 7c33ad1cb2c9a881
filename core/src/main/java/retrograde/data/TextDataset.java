package retrograde.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

import retrograde.InputException;
import retrograde.data.Objective.LossSteps;

/**
 * A text whose next symbol is to be predicted: its next character, word or byte ({@link TextUnit}).
 *
 * <p>The last tenth is held out. The vocabulary holds the code points (words, bytes) that occur at least {@value #RAREST}
 * times in the training part, or as often as is asked for, in the order of their numbers (words in that of the text), and one
 * symbol, the last, for all others. A window of {@code T} steps
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
    private final Vocabulary vocabulary;
    private final TextBytes symbols;
    private final Optional<String> note;
    private final String hash;
    private final double bigramLoss;
    private final LossSteps losses;

    /**
     * Splits a text and numbers its characters.
     *
     * @param name for tables and messages
     * @param text at least 20 characters
     * @throws InputException where the text is too short
     */
    public TextDataset(String name, String text) {
        this(name, text, TextUnit.CHARACTERS, RAREST, Encoding.NONE);
    }

    /**
     * Splits a text and numbers its characters or words.
     *
     * @param unit not bytes, for which there is {@link #ofBytes}
     * @param rarest how often a symbol occurs at least in the training part
     * @param encoding of the text that a model was trained on, whose symbols are taken then; of anything else, it has no
     *        effect
     * @throws InputException where the text is too short, or not to be read by the model
     */
    public TextDataset(String name, String text, TextUnit unit, int rarest, Encoding encoding) {
        this.name = name;
        Optional<Vocabulary> given = given(encoding, unit);
        int[] encoded;
        IntFunction<String> item;
        if (unit == TextUnit.CHARACTERS) {
            int[] codePoints = text.codePoints().toArray();
            split = split(codePoints.length, unit);
            vocabulary = given.orElseGet(() -> {
                int[] counts = new int[Character.MAX_CODE_POINT + 1];
                for (int k = 0; k < split.cut(); k++) {
                    counts[codePoints[k]]++;
                }
                return Vocabulary.of(unit, counts, rarest);
            });
            encoded = vocabulary.ofCodePoints(codePoints);
            item = k -> Character.toString(codePoints[k]);
        } else {
            List<String> words = TextUnit.words(text);
            split = split(words.size(), unit);
            vocabulary = given.orElseGet(() -> Vocabulary.of(words.subList(0, split.cut()), rarest));
            encoded = vocabulary.ofWords(words);
            item = words::get;
        }
        symbols = new TextBytes() {
            @Override
            public int count() {
                return encoded.length;
            }

            @Override
            public int at(int place) {
                return encoded[place];
            }
        };
        note = given.flatMap(v -> v.others("text '" + name + "'", encoded.length, symbols::at, item));
        String head = unit == TextUnit.CHARACTERS && rarest == RAREST ? "" : unit.text() + " " + rarest + "\n";
        hash = Hash.sha256((head + text).getBytes(StandardCharsets.UTF_8));
        bigramLoss = bigramLoss(symbols, split.cut(), inputs());
        losses = LossSteps.EVERY;
    }

    private TextDataset(String name, TextBytes bytes, int rarest, Encoding encoding) {
        this.name = name;
        Optional<Vocabulary> given = given(encoding, TextUnit.BYTES);
        split = split(bytes.count(), TextUnit.BYTES);
        vocabulary = given.orElseGet(() -> {
            int[] counts = new int[256];
            for (int k = 0; k < split.cut(); k++) {
                counts[bytes.at(k)]++;
            }
            return Vocabulary.of(TextUnit.BYTES, counts, rarest);
        });
        int[] symbolOf = vocabulary.symbolOfByte();
        symbols = new TextBytes() {
            @Override
            public int count() {
                return bytes.count();
            }

            @Override
            public int at(int place) {
                return symbolOf[bytes.at(place)];
            }
        };
        note = given.flatMap(
                v -> v.others("text '" + name + "'", bytes.count(), symbols::at, k -> Character.toString(bytes.at(k))));
        Hash.Digest digest = new Hash.Digest();
        digest.add("bytes " + rarest + "\n");
        byte[] piece = new byte[1 << 16];
        for (int from = 0; from < bytes.count();) {
            int length = Math.min(piece.length, bytes.count() - from);
            for (int k = 0; k < length; k++) {
                piece[k] = (byte) bytes.at(from + k);
            }
            digest.add(piece, length);
            from += length;
        }
        hash = digest.text();
        bigramLoss = bigramLoss(symbols, split.cut(), inputs());
        losses = LossSteps.EVERY;
    }

    /**
     * A text by bytes, of which only what is drawn is in memory.
     *
     * @param bytes at least 20
     * @param rarest how often a byte occurs at least in the training part to have a symbol of its own
     * @param encoding as above
     * @throws InputException where there are too few, or they are not to be read by the model
     */
    public static TextDataset ofBytes(String name, TextBytes bytes, int rarest, Encoding encoding) {
        return new TextDataset(name, bytes, rarest, encoding);
    }

    private TextDataset(TextDataset of, LossSteps losses) {
        name = of.name;
        split = of.split;
        vocabulary = of.vocabulary;
        symbols = of.symbols;
        note = of.note;
        bigramLoss = of.bigramLoss;
        this.losses = losses;
        hash = of.hash;
    }

    /** The same text of which every symbol of a window is predicted, or only the one after its last. */
    public TextDataset withLosses(LossSteps steps) {
        return new TextDataset(this, steps);
    }

    private static Optional<Vocabulary> given(Encoding encoding, TextUnit unit) {
        Optional<Vocabulary> given = encoding.ofText() ? encoding.vocabulary() : Optional.empty();
        given.filter(v -> v.unit() != unit).ifPresent(v -> {
            throw new InputException(
                    "--by is " + unit.text() + ", but the model reads " + v.unit().text() + "; leave --by out");
        });
        return given;
    }

    private HeldOutSplit split(int count, TextUnit unit) {
        return new HeldOutSplit("text '" + name + "'", unit.text(), count);
    }

    /** Its symbols. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** What of it a model reads as "other" whose symbols were taken, in a sentence; empty where there is nothing. */
    public Optional<String> note() {
        return note;
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
        return vocabulary.size();
    }

    @Override
    public boolean predictsInputs() {
        return losses == LossSteps.EVERY;
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.CROSS_ENTROPY, inputs(), losses);
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
    public Encoding encoding() {
        return Encoding.of(vocabulary);
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
        int[] own = vocabulary.symbols(text);
        if (own.length < 2) {
            throw new InputException("the text '" + text + "' has " + own.length + " " + vocabulary.unit().text()
                    + "; at least 2 are needed, for each is predicted from those before it");
        }
        int T = own.length - 1;
        int[] targets = Arrays.copyOfRange(own, 1, own.length);
        for (int t = 0; t < T; t++) {
            targets[t] = lossAt(t, T) ? targets[t] : -1;
        }
        return new Batch(new Batch.Symbols(T, 1, inputs(), Arrays.copyOf(own, T)),
                new Batch.Classes(T, 1, inputs(), targets));
    }

    private boolean lossAt(int t, int T) {
        return losses == LossSteps.EVERY || t == T - 1;
    }

    private Batch windows(int[] starts, int T) {
        int B = starts.length;
        var inputs = new int[T * B];
        var targets = new int[T * B];
        for (int t = 0; t < T; t++) {
            for (int b = 0; b < B; b++) {
                inputs[t * B + b] = symbols.at(starts[b] + t);
                targets[t * B + b] = lossAt(t, T) ? symbols.at(starts[b] + t + 1) : -1;
            }
        }
        return new Batch(new Batch.Symbols(T, B, inputs(), inputs), new Batch.Classes(T, B, inputs(), targets));
    }

    /** In one pass over the training part and one over what is held out. */
    private static double bigramLoss(TextBytes symbols, int cut, int V) {
        int[] single = new int[V];
        int[] followed = new int[V];
        int[] different = new int[V];
        PairCounts pairs = new PairCounts(V);
        for (int k = 0; k < cut; k++) {
            single[symbols.at(k)]++;
        }
        for (int k = 0; k < cut - 1; k++) {
            int a = symbols.at(k);
            followed[a]++;
            different[a] += pairs.add(a, symbols.at(k + 1)) ? 1 : 0;
        }
        double sum = 0;
        for (int k = cut; k < symbols.count() - 1; k++) {
            int a = symbols.at(k);
            int b = symbols.at(k + 1);
            double frequency = (single[b] + 1.0) / ((double) cut + V);
            sum -= StrictMath.log(followed[a] == 0 ? frequency
                    : (pairs.count(a, b) + different[a] * frequency) / (followed[a] + different[a]));
        }
        return sum / (symbols.count() - 1 - cut);
    }
}
