package retrograde.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import retrograde.InputException;

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

    /** Stands in text for a symbol that has no character of its own. */
    public static final String OTHER = "\u25a1";

    private final String name;
    private final TextUnit unit;
    private final HeldOutSplit split;
    private final int[] vocabulary;
    private final List<String> names;
    private final TextBytes symbols;
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
        this(name, text, TextUnit.CHARACTERS, RAREST);
    }

    /**
     * Splits a text and numbers its characters or words.
     *
     * @param unit not bytes, for which there is {@link #ofBytes}
     * @param rarest how often a symbol occurs at least in the training part
     * @throws InputException where the text is too short
     */
    public TextDataset(String name, String text, TextUnit unit, int rarest) {
        this.name = name;
        this.unit = unit;
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int[] items = unit == TextUnit.CHARACTERS ? text.codePoints().toArray()
                : TextUnit.words(text).stream().mapToInt(w -> {
                    numbers.putIfAbsent(w, numbers.size());
                    return numbers.getOrDefault(w, 0);
                }).toArray();
        split = new HeldOutSplit("text '" + name + "'", unit.text(), items.length);
        vocabulary = vocabulary(items, split.cut(), rarest);
        List<String> words = List.copyOf(numbers.keySet());
        names = Arrays.stream(vocabulary)
                .mapToObj(k -> unit == TextUnit.CHARACTERS ? Character.toString(k) : words.get(k))
                .toList();
        int[] encoded = encode(items, vocabulary);
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
        String head = unit == TextUnit.CHARACTERS && rarest == RAREST ? "" : unit.text() + " " + rarest + "\n";
        hash = Hash.sha256((head + text).getBytes(StandardCharsets.UTF_8));
        bigramLoss = bigramLoss(symbols, split.cut(), inputs());
    }

    private TextDataset(String name, TextBytes bytes, int rarest) {
        this.name = name;
        this.unit = TextUnit.BYTES;
        split = new HeldOutSplit("text '" + name + "'", unit.text(), bytes.count());
        int[] counts = new int[256];
        for (int k = 0; k < split.cut(); k++) {
            counts[bytes.at(k)]++;
        }
        vocabulary = IntStream.range(0, 256).filter(b -> counts[b] >= rarest).toArray();
        names = Arrays.stream(vocabulary).mapToObj(Character::toString).toList();
        int[] symbolOf = encode(IntStream.range(0, 256).toArray(), vocabulary);
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
    }

    /**
     * A text by bytes, of which only what is drawn is in memory.
     *
     * @param bytes at least 20
     * @param rarest how often a byte occurs at least in the training part to have a symbol of its own
     * @throws InputException where there are too few
     */
    public static TextDataset ofBytes(String name, TextBytes bytes, int rarest) {
        return new TextDataset(name, bytes, rarest);
    }

    /** What it is cut into. */
    public TextUnit unit() {
        return unit;
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

    /**
     * The characters, words or bytes (as the characters of those numbers) that have a symbol of their own, symbol 0 first;
     * the next symbol is "other".
     */
    public List<String> characters() {
        return names;
    }

    /** Symbols as text; words with blanks between them, bytes as UTF-8. */
    public String text(int[] written) {
        if (unit == TextUnit.BYTES) {
            byte[] bytes = new byte[written.length];
            for (int k = 0; k < written.length; k++) {
                bytes[k] = (byte) (written[k] < vocabulary.length ? vocabulary[written[k]] : '?');
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        String before = "\n";
        for (int symbol : written) {
            String next = symbol < vocabulary.length ? names.get(symbol) : OTHER;
            text.append(unit == TextUnit.WORDS && TextUnit.blankBetween(before, next) ? " " : "").append(next);
            before = next;
        }
        return text.toString();
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
        int[] own = symbols(text);
        if (own.length < 2) {
            throw new InputException("the text '" + text + "' has " + own.length + " " + unit.text()
                    + "; at least 2 are needed, for each is predicted from those before it");
        }
        int T = own.length - 1;
        return new Batch(new Batch.Symbols(T, 1, inputs(), Arrays.copyOf(own, T)),
                new Batch.Classes(T, 1, inputs(), Arrays.copyOfRange(own, 1, own.length)));
    }

    /** The symbols of a text's characters, words or bytes, those without a symbol of their own as "other". */
    public int[] symbols(String text) {
        return switch (unit) {
            case CHARACTERS -> encode(text.codePoints().toArray(), vocabulary);
            case WORDS -> {
                Map<String, Integer> numbers = new HashMap<>();
                names.forEach(n -> numbers.put(n, numbers.size()));
                yield TextUnit.words(text).stream().mapToInt(w -> numbers.getOrDefault(w, names.size())).toArray();
            }
            case BYTES -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                yield encode(IntStream.range(0, bytes.length).map(k -> bytes[k] & 0xFF).toArray(), vocabulary);
            }
        };
    }

    private Batch windows(int[] starts, int T) {
        int B = starts.length;
        var inputs = new int[T * B];
        var targets = new int[T * B];
        for (int t = 0; t < T; t++) {
            for (int b = 0; b < B; b++) {
                inputs[t * B + b] = symbols.at(starts[b] + t);
                targets[t * B + b] = symbols.at(starts[b] + t + 1);
            }
        }
        return new Batch(new Batch.Symbols(T, B, inputs(), inputs), new Batch.Classes(T, B, inputs(), targets));
    }

    private static int[] vocabulary(int[] characters, int cut, int rarest) {
        int[] sorted = Arrays.copyOf(characters, cut);
        Arrays.sort(sorted);
        var vocabulary = new int[cut / rarest];
        int size = 0;
        int start = 0;
        for (int k = 1; k <= cut; k++) {
            if (k == cut || sorted[k] != sorted[start]) {
                if (k - start >= rarest) {
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
