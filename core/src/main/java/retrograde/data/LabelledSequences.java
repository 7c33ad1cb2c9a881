package retrograde.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

import retrograde.InputException;

/**
 * Sequences of different length, each of which belongs to a class, to be told after its last step.
 *
 * <p>Batches are made of sequences of similar length ({@link SimilarLengths}), which end together ({@link Batch#starts}).
 *
 * <p>{@code T} is the longest length: of a longer sequence the last {@code T} steps are taken, a batch is as long as its
 * longest sequence. Vectors are normalised by mean and standard deviation of the training part, column by
 * column; the vocabulary of texts is that of the training part.
 *
 * <p>The baseline answers every held-out sequence by the frequencies of the classes in the training part,
 * {@code (n(c) + 1)/(N + C)}: its cross-entropy.
 */
public final class LabelledSequences implements Dataset {
    private final String name;
    private final List<String> classes;
    private final int[] labels;
    private final SequenceSteps steps;
    private final int[] train;
    private final int[] heldOut;
    private final Encoding encoding;
    private final String hash;

    private LabelledSequences(String name, List<String> classes, int[] labels, SequenceParts parts, SequenceSteps steps,
            Encoding encoding, String hash) {
        this.name = name;
        this.classes = List.copyOf(classes);
        this.labels = labels.clone();
        this.steps = steps;
        this.encoding = encoding;
        this.hash = hash;
        this.train = parts.train();
        this.heldOut = parts.heldOut();
    }

    /**
     * Sequences of vectors.
     *
     * @param name for tables and messages
     * @param classes names of the classes, at least 2
     * @param labels {@code [S]}, the class of each sequence; −1 where nobody knows it, which is for models that are trained
     * @param heldOut which of the sequences, by number, are held out
     * @param columns the names of a vector's {@code I} entries
     * @param values {@code [S][T_s·I]}, of each sequence its steps one after the other; not modified
     * @param encoding of the sequences that a model was trained on, by which these are normalised then; of anything else, it
     *        has no effect
     * @throws InputException where there are too few, all are of one class, or a column is constant
     */
    public static LabelledSequences ofVectors(String name, List<String> classes, int[] labels, IntPredicate heldOut,
            List<String> columns, double[][] values, Encoding encoding) {
        int width = columns.size();
        SequenceParts parts = SequenceParts.of(labels, heldOut, s -> values[s].length);
        parts.check(name, classes, encoding);
        if (encoding.ofSequences()) {
            encoding.check("the data '" + name + "'", columns, columns, List.of());
            encoding.checkClasses("the data '" + name + "'", classes);
        }
        List<Encoding.Column> inputs = encoding.ofSequences() ? encoding.inputs()

                : SequenceSteps.Vectors.normalisations(name, columns, values, parts.train());
        Hash.Digest digest = digest(classes, labels, parts, Integer.toString(width));
        for (double[] sequence : values) {
            digest.add(new double[] {sequence.length});
            digest.add(sequence);
        }
        return new LabelledSequences(name, classes, labels, parts,
                new SequenceSteps.Vectors(width, SequenceSteps.Vectors.normalised(values, inputs)),
                new Encoding(Optional.empty(), inputs, List.of(), classes), digest.text());
    }

    /**
     * Texts.
     *
     * @param labels {@code [S]}, the class of each text; −1 where nobody knows it, which is for models that are trained
     * @param texts {@code [S]}
     * @param unit what they are cut into
     * @param rarest how often a symbol occurs at least in the training part to be one of its own
     * @param encoding of the texts that a model was trained on, whose symbols are taken then; of anything else, it has no
     *        effect
     * @throws InputException where there are too few, all are of one class, or one is empty or not to be read by the model
     */
    public static LabelledSequences ofTexts(String name, List<String> classes, int[] labels, IntPredicate heldOut,
            List<String> texts, TextUnit unit, int rarest, Encoding encoding) {
        if (encoding.ofSequences()) {
            encoding.checkClasses("the data '" + name + "'", classes);
        }
        SequenceParts unordered = SequenceParts.of(labels, heldOut, s -> 0);
        unordered.check(name, classes, encoding);
        Vocabulary vocabulary = (encoding.ofSequences() ? encoding.vocabulary() : Optional.<Vocabulary>empty())
                .orElseGet(() -> Vocabulary.of(unit, IntStream.of(unordered.train()).mapToObj(texts::get).toList(),
                        rarest));
        int[][] symbols = vocabulary.symbols(texts);
        checkTexts(name, symbols, unit);
        SequenceParts parts = SequenceParts.of(labels, heldOut, s -> symbols[s].length);
        Hash.Digest digest = digest(classes, labels, parts, unit.text() + " " + rarest);
        texts.forEach(t -> digest.add(t + "\0"));
        return new LabelledSequences(name, classes, labels, parts,
                new SequenceSteps.Symbols(vocabulary.size(), symbols),
                new Encoding(Optional.of(vocabulary), List.of(), List.of(), classes), digest.text());
    }

    private static void checkTexts(String name, int[][] symbols, TextUnit unit) {
        int[] empty = IntStream.range(0, symbols.length).filter(s -> symbols[s].length == 0).toArray();
        if (empty.length > 0) {
            throw new InputException("The text in row " + (empty[0] + 1) + " of '" + name + "' has no " + unit.text()
                    + " (" + empty.length + " of " + symbols.length
                    + " are such): there is nothing to tell its class by." + " Leave the row out.");
        }
    }

    /**
     * A text of one's own as a single sequence.
     *
     * @param text at least one symbol
     * @param label the class whose loss is asked for
     * @throws InputException where the text is empty, or these sequences are no texts
     */
    public Batch sequence(String text, int label) {
        Vocabulary vocabulary = encoding.vocabulary()
                .orElseThrow(() -> new InputException("'" + text + "' is a text, and " + name + " is not"));
        int[] symbols = vocabulary.symbols(text);
        int T = symbols.length;
        if (T == 0) {
            throw new InputException("the text '" + text + "' has no " + vocabulary.unit().text()
                    + ": there is nothing to tell its class by");
        }
        int[] targets = new int[T];
        Arrays.fill(targets, -1);
        targets[T - 1] = label;
        return new Batch(new Batch.Symbols(T, 1, inputs(), symbols), new Batch.Classes(T, 1, classes.size(), targets));
    }

    /** Every tenth sequence, the usual part to hold out: files are often sorted by class. */
    public static boolean everyTenth(int sequence) {
        return sequence % 10 == 9;
    }

    /** The number of steps of a sequence. */
    public int lengthOf(int sequence) {
        return steps.lengthOf(sequence);
    }

    /** The number of sequences to learn from. */
    public int trainCount() {
        return train.length;
    }

    /** The number of sequences held out. */
    public int heldOutCount() {
        return heldOut.length;
    }

    /** The names of the classes. */
    public List<String> classes() {
        return classes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean symbolic() {
        return steps.symbolic();
    }

    @Override
    public int inputs() {
        return steps.inputs();
    }

    @Override
    public Objective objective() {
        return new Objective(Objective.Kind.CROSS_ENTROPY, classes.size(), Objective.LossSteps.LAST);
    }

    /** The longest sequence of the training part. */
    @Override
    public int defaultSteps() {
        return lengthOf(some(train)[train.length - 1]);
    }

    /** A part of the data that is not empty. */
    private int[] some(int[] part) {
        if (part.length == 0) {
            throw new InputException("The data '" + name + "' have too few sequences of which the class is known ("
                    + (train.length + heldOut.length) + " of " + labels.length
                    + "): every tenth is held out. Give more.");
        }
        return part;
    }

    /** The number of sequences. */
    public int count() {
        return labels.length;
    }

    /** The class of a sequence; −1 where it is not known. */
    public int labelOf(int sequence) {
        return labels[sequence];
    }

    /** The numbers of those held out, ascending. */
    public int[] heldOutSequences() {
        return IntStream.of(heldOut).sorted().toArray();
    }

    /** The last {@code T} steps of one sequence; where its class is not known, as if it were the first. */
    public Batch sequence(int sequence, int T) {
        return batch(new int[] {sequence}, T);
    }

    /** The length that half of the training part has: a window of the flow is taken from these. */
    @Override
    public int longestTrain() {
        return lengthOf(some(train)[train.length / 2]);
    }

    @Override
    public int longestHeldOut() {
        return lengthOf(some(heldOut)[heldOut.length - 1]);
    }

    @Override
    public Batch train(RandomGenerator random, int T, int B) {
        return batch(SimilarLengths.drawn(random, some(train), B), T);
    }

    @Override
    public Batch heldOut(RandomGenerator random, int T, int B) {
        return batch(SimilarLengths.drawn(random, some(heldOut), B), T);
    }

    /** The last {@code T} steps of sequences of the training part that have so many; none is padded. */
    @Override
    public Batch window(RandomGenerator random, int T, int B) {
        int first = 0;
        while (first < train.length && lengthOf(train[first]) < T) {
            first++;
        }
        if (first == train.length) {
            throw new InputException("The data '" + name + "' have no sequence of " + T
                    + " steps to learn from; the longest" + " has " + defaultSteps() + ".");
        }
        int[] sequences = new int[B];
        for (int b = 0; b < B; b++) {
            sequences[b] = train[random.nextInt(first, train.length)];
        }
        return batch(sequences, T);
    }

    @Override
    public Baseline baseline(int T) {
        some(heldOut);
        double[] counts = new double[classes.size()];
        Arrays.fill(counts, 1);
        for (int s : train) {
            counts[labels[s]]++;
        }
        double sum = 0;
        for (int s : heldOut) {
            sum -= StrictMath.log(counts[labels[s]] / (train.length + classes.size()));
        }
        return new Baseline("class frequencies", sum / heldOut.length);
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    @Override
    public String hash() {
        return hash;
    }

    /**
     * The share of a batch's steps that are padding, expected over the training part.
     *
     * @param B the number of sequences of a batch
     * @param sorted whether batches are made as {@link #train} makes them; else of any sequences
     */
    public double padding(RandomGenerator random, int B, boolean sorted) {
        long padded = 0;
        long steps = 0;
        for (int n = 0; n < 200; n++) {
            int[] sequences = sorted ? SimilarLengths.drawn(random, train, B)
                    : IntStream.range(0, B).map(_ -> train[random.nextInt(train.length)]).toArray();
            int longest = Arrays.stream(sequences).map(this::lengthOf).max().orElse(0);
            padded += Arrays.stream(sequences).map(s -> longest - lengthOf(s)).sum();
            steps += (long) longest * B;
        }
        return (double) padded / steps;
    }

    /** In a sentence: how many, how long, of how many classes, and what of a batch of 16 is padding. */
    public String summary() {
        if (train.length == 0) {
            return labels.length + " sequences, of which no class is known.";
        }
        int shortest = lengthOf(train[0]);
        int longest = defaultSteps();
        String lengths = shortest == longest ? Integer.toString(longest) : shortest + " to " + longest;
        String what = labels.length + " sequences of " + lengths + " steps, " + classes.size() + " classes; "
                + heldOut.length + " are held out.";
        if (shortest == longest) {
            return what;
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        return String.format(Locale.ROOT,
                "%s Of a batch of 16, %.1f %% is padding, which is skipped (%.1f %% if lengths were not alike).", what,
                100 * padding(random, 16, true), 100 * padding(random, 16, false));
    }

    private Batch batch(int[] drawn, int T) {
        int[] sequences = SimilarLengths.arranged(drawn, this::lengthOf);
        if (T < 1) {
            throw new InputException("Sequences of '" + name + "' need at least one step, but " + T
                    + " were asked for. Give --steps 1 or more.");
        }
        int B = sequences.length;
        int longest = 0;
        for (int s : sequences) {
            longest = Math.max(longest, Math.min(T, lengthOf(s)));
        }
        int[] starts = new int[B];
        int[] targets = new int[longest * B];
        Arrays.fill(targets, -1);
        SequenceSteps.Filling filling = steps.filling(longest, B);
        for (int b = 0; b < B; b++) {
            int s = sequences[b];
            int length = Math.min(longest, lengthOf(s));
            starts[b] = longest - length;
            targets[(longest - 1) * B + b] = Math.max(0, labels[s]);
            filling.put(s, lengthOf(s) - length, length, starts[b], b);
        }
        return new Batch(filling.inputs(), new Batch.Classes(longest, B, classes.size(), targets), starts);
    }

    private static Hash.Digest digest(List<String> classes, int[] labels, SequenceParts parts, String what) {
        Hash.Digest digest = new Hash.Digest();
        digest.add(String.join("\n", classes) + "\n" + Arrays.toString(labels) + Arrays.toString(parts.heldOut()) + what
                + "\n");
        return digest;
    }
}
