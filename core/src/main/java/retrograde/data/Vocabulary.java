package retrograde.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import retrograde.InputException;

/**
 * The symbols of a text and their numbers: symbol {@code k} is {@code symbols[k]}, and the next one after the last is
 * "other", for all that have none of their own.
 *
 * @param unit what a text is cut into
 * @param symbols characters, words, or bytes as the characters of those numbers
 * @param other whether the training part had such as are "other", so that a model has learnt to read it
 */
public record Vocabulary(TextUnit unit, List<String> symbols, boolean other) {
    /** Stands in text for a symbol that has no character of its own. */
    public static final String OTHER = "\u25a1";

    /** Checks that the symbols are of the unit and that none stands twice. */
    public Vocabulary {
        symbols = List.copyOf(symbols);
        if (new HashSet<>(symbols).size() < symbols.size()) {
            throw new IllegalArgumentException("a symbol stands twice in a vocabulary");
        }
        for (String symbol : symbols) {
            boolean one = unit == TextUnit.WORDS ? !symbol.isEmpty()
                    : symbol.codePointCount(0, symbol.length()) == 1
                            && (unit == TextUnit.CHARACTERS || symbol.charAt(0) < 256);
            if (!one) {
                throw new IllegalArgumentException("'" + symbol + "' is no symbol of a text by " + unit.text());
            }
        }
    }

    /**
     * Of characters or bytes, in the order of their numbers.
     *
     * @param counts how often each code point or byte occurs in the training part, by its number
     * @param rarest how often it must to have a symbol of its own
     */
    static Vocabulary of(TextUnit unit, int[] counts, int rarest) {
        List<String> symbols = IntStream.range(0, counts.length)
                .filter(k -> counts[k] >= rarest)
                .mapToObj(Character::toString)
                .toList();
        return new Vocabulary(unit, symbols, IntStream.of(counts).anyMatch(n -> n > 0 && n < rarest));
    }

    /**
     * Of words, in the order in which they come.
     *
     * @param words of the training part
     */
    static Vocabulary of(List<String> words, int rarest) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        words.forEach(w -> counts.merge(w, 1, Integer::sum));
        List<String> symbols = new ArrayList<>();
        counts.forEach((word, n) -> {
            if (n >= rarest) {
                symbols.add(word);
            }
        });
        return new Vocabulary(TextUnit.WORDS, symbols, symbols.size() < counts.size());
    }

    /** The number of symbols with "other", {@code V}. */
    public int size() {
        return symbols.size() + 1;
    }

    /**
     * Of texts, for any unit.
     *
     * @param texts the training part
     */
    static Vocabulary of(TextUnit unit, List<String> texts, int rarest) {
        if (unit == TextUnit.WORDS) {
            return of(texts.stream().flatMap(t -> TextUnit.words(t).stream()).toList(), rarest);
        }
        int[] counts = new int[unit == TextUnit.BYTES ? 256 : Character.MAX_CODE_POINT + 1];
        texts.forEach(t -> (unit == TextUnit.BYTES ? bytes(t) : t.codePoints()).forEach(k -> counts[k]++));
        return of(unit, counts, rarest);
    }

    /** The symbols of a text's characters, words or bytes. */
    public int[] symbols(String text) {
        return symbols(List.of(text))[0];
    }

    /** The symbols of each of many texts. */
    int[][] symbols(List<String> texts) {
        if (unit == TextUnit.WORDS) {
            Map<String, Integer> numbers = numbers();
            return texts.stream()
                    .map(t -> TextUnit.words(t)
                            .stream()
                            .mapToInt(w -> numbers.getOrDefault(w, symbols.size()))
                            .toArray())
                    .toArray(int[][]::new);
        }
        int[] numbers = numbersOfCharacters();
        return texts.stream()
                .map(t -> (unit == TextUnit.BYTES ? bytes(t) : t.codePoints()).map(c -> numbers[c]).toArray())
                .toArray(int[][]::new);
    }

    private Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        symbols.forEach(n -> numbers.put(n, numbers.size()));
        return numbers;
    }

    /** The symbol of every code point, or of bytes by their number. */
    private int[] numbersOfCharacters() {
        int[] numbers = new int[Character.MAX_CODE_POINT + 1];
        Arrays.fill(numbers, symbols.size());
        for (int k = 0; k < symbols.size(); k++) {
            numbers[symbols.get(k).codePointAt(0)] = k;
        }
        return numbers;
    }

    /** The symbols of code points. */
    int[] ofCodePoints(int[] codePoints) {
        int[] numbers = numbersOfCharacters();
        return Arrays.stream(codePoints).map(c -> numbers[c]).toArray();
    }

    /** The symbols of words. */
    int[] ofWords(List<String> words) {
        Map<String, Integer> numbers = numbers();
        return words.stream().mapToInt(w -> numbers.getOrDefault(w, symbols.size())).toArray();
    }

    /** The symbol of each byte, {@code [256]}. */
    int[] symbolOfByte() {
        return Arrays.copyOf(numbersOfCharacters(), 256);
    }

    /**
     * What of a text a model reads as "other" that was not trained on it, in a sentence; empty where it knows all.
     *
     * @param source the text, for messages
     * @param count characters, words or bytes
     * @param symbol the symbol at a place
     * @param item what stands there
     * @throws InputException where there is some, and the model has not learnt to read "other"
     */
    Optional<String> others(String source, int count, IntUnaryOperator symbol, IntFunction<String> item) {
        int first = 0;
        while (first < count && symbol.applyAsInt(first) < symbols.size()) {
            first++;
        }
        if (first == count) {
            return Optional.empty();
        }
        long others = 0;
        for (int k = first; k < count; k++) {
            others += symbol.applyAsInt(k) == symbols.size() ? 1 : 0;
        }
        long line = 1;
        for (int k = 0; k < first; k++) {
            line += item.apply(k).equals("\n") ? 1 : 0;
        }
        String what = visible(item.apply(first));
        if (!other) {
            throw new InputException("The " + source + " has in line " + line + " " + what
                    + ", which the model does not know: it was trained on a text of " + symbols.size() + " different "
                    + unit.text() + ", and none of those was rare, by which it could have learnt to read others. "
                    + others + " of " + count + " " + unit.text()
                    + " are such: leave them out, or train on a text that has them.");
        }
        return Optional.of(others + " of " + count + " " + unit.text() + " of the " + source
                + " are none that the model knows, and \"other\" to it; the first is " + what + " in line " + line
                + ".");
    }

    /** The same of a text that is given, such as a user's own line. */
    public Optional<String> others(String source, String text) {
        int[] own = symbols(text);
        List<String> items = switch (unit) {
            case CHARACTERS -> text.codePoints().mapToObj(Character::toString).toList();
            case WORDS -> TextUnit.words(text);
            case BYTES -> bytes(text).mapToObj(Character::toString).toList();
        };
        return others(source, own.length, k -> own[k], items::get);
    }

    /** The same of many texts, of which the first that has such is told of. */
    public Optional<String> others(String source, List<String> texts) {
        int[][] own = symbols(texts);
        int[] with = IntStream.range(0, own.length)
                .filter(k -> IntStream.of(own[k]).anyMatch(s -> s == symbols.size()))
                .toArray();
        return with.length == 0 ? Optional.empty()
                : others("text " + (with[0] + 1) + " of " + source, texts.get(with[0]))
                        .map(first -> first + " " + with.length + " of " + own.length + " texts have such.");
    }

    private static IntStream bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(k -> bytes[k] & 0xFF);
    }

    private String visible(String item) {
        int c = item.codePointAt(0);
        return switch (unit) {
            case CHARACTERS -> "the character " + (Character.isISOControl(c) ? "" : "'" + item + "' ")
                    + String.format(Locale.ROOT, "(U+%04X)", c);
            case WORDS -> "the word '" + item + "'";
            case BYTES -> String.format(Locale.ROOT, "the byte 0x%02X", c);
        };
    }

    /** Symbols as text; words with blanks between them, bytes as UTF-8. */
    public String text(int[] written) {
        if (unit == TextUnit.BYTES) {
            byte[] bytes = new byte[written.length];
            for (int k = 0; k < written.length; k++) {
                bytes[k] = (byte) (written[k] < symbols.size() ? symbols.get(written[k]).charAt(0) : '?');
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        String before = "\n";
        for (int symbol : written) {
            String next = symbol < symbols.size() ? symbols.get(symbol) : OTHER;
            text.append(unit == TextUnit.WORDS && TextUnit.blankBetween(before, next) ? " " : "").append(next);
            before = next;
        }
        return text.toString();
    }
}
