package retrograde.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.Encoding;
import retrograde.data.Missing;
import retrograde.data.SeriesChoice;
import retrograde.data.SeriesDataset;
import retrograde.data.SeriesValues;
import retrograde.data.TextBytes;
import retrograde.data.TextDataset;
import retrograde.data.TextUnit;
import retrograde.model.Initialisation;
import retrograde.model.Model;
import retrograde.model.ModelParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** A checkpoint knows what its symbols, columns and classes mean, and other data are shown to its model so. */
class CheckpointEncodingTest {
    @TempDir
    private Path folder = Path.of("");

    private static Model model(Dataset data) {
        return Initialisation.of(3).model(ModelParser.parse("layer gru 5", "test").on(data));
    }

    private Checkpoint kept(Dataset data) {
        Path file = folder.resolve("model.ckpt");
        CheckpointFile.write(file, new Checkpoint(model(data), Map.of(), Map.of(), data.encoding()));
        return CheckpointFile.read(file);
    }

    private static TextDataset text(String text, TextUnit unit, Encoding encoding) {
        if (unit != TextUnit.BYTES) {
            return new TextDataset("t", text, unit, 2, encoding);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return TextDataset.ofBytes("t", new TextBytes() {
            @Override
            public int count() {
                return bytes.length;
            }

            @Override
            public int at(int place) {
                return bytes[place] & 0xFF;
            }
        }, 2, encoding);
    }

    /** Other characters, others often, in another order: the same symbols all the same. */
    @ParameterizedTest
    @EnumSource(TextUnit.class)
    void anotherTextIsReadWithTheVocabularyOfTheFirst(TextUnit unit) {
        TextDataset trained = text("Z " + "the cat sat on the mat ".repeat(20), unit, Encoding.NONE);
        Checkpoint read = kept(trained);
        String words = "a dog sat on a cat ".repeat(30);
        TextDataset other = text(words, unit, read.encoding());
        assertThat(other.encoding()).isEqualTo(trained.encoding());
        assertThat(other.encoding()).isNotEqualTo(text(words, unit, Encoding.NONE).encoding());
        List<String> symbols = trained.vocabulary().symbols();
        Batch batch = other.sequence("a cat sat on the dog ");
        List<String> items = unit == TextUnit.WORDS ? List.of("a", "cat", "sat", "on", "the", "dog")
                : "a cat sat on the dog ".codePoints().mapToObj(Character::toString).toList();
        int T = items.size() - 1;
        int[] inputs = new int[T];
        int[] targets = new int[T];
        for (int t = 0; t < T; t++) {
            inputs[t] = byHand(symbols, items.get(t));
            targets[t] = byHand(symbols, items.get(t + 1));
        }
        int V = symbols.size() + 1;
        Batch mapped = new Batch(new Batch.Symbols(T, 1, V, inputs), new Batch.Classes(T, 1, V, targets));
        assertThat(read.model().loss(batch)).isEqualTo(model(trained).loss(mapped));
        assertThat(other.note().orElseThrow()).endsWith(switch (unit) {
            case CHARACTERS -> "the first is the character 'd' (U+0064) in line 1.";
            case WORDS -> "the first is the word 'a' in line 1.";
            case BYTES -> "the first is the byte 0x64 in line 1.";
        });
    }

    private static int byHand(List<String> symbols, String item) {
        int found = symbols.indexOf(item);
        return found < 0 ? symbols.size() : found;
    }

    @Test
    void whatAModelNeverLearntToReadIsRefusedByPlace() {
        TextDataset trained = new TextDataset("t", "abc\n".repeat(20), TextUnit.CHARACTERS, 1, Encoding.NONE);
        assertThatThrownBy(() -> new TextDataset("new.txt", "abc\n".repeat(6) + "aüc\nü", TextUnit.CHARACTERS, 1,
                trained.encoding())).isInstanceOf(InputException.class)
                .hasMessageContaining("The text 'new.txt' has in line 7 the character 'ü' (U+00FC)")
                .hasMessageContaining("2 of 29 characters are such");
        assertThat(new TextDataset("new.txt", "cba\n".repeat(6), TextUnit.CHARACTERS, 1, trained.encoding()).note())
                .isEmpty();
        assertThatThrownBy(() -> new TextDataset("new.txt", "abc\n".repeat(9), TextUnit.WORDS, 1, trained.encoding()))
                .hasMessage("--by is words, but the model reads characters; leave --by out");
    }

    private static SeriesDataset series(List<String> columns, int rows, double[] scales, Encoding encoding) {
        double[] values = new double[rows * scales.length];
        for (int k = 0; k < values.length; k++) {
            int row = k / scales.length;
            values[k] = scales[k % scales.length] * (7 + Math.sin(row));
        }
        return new SeriesDataset("s", columns, SeriesValues.of(values, columns.size()),
                new SeriesChoice(List.of(), List.of(), Missing.MASK, 0), encoding);
    }

    @Test
    void anotherSeriesIsReadInTheUnitsOfTheFirst() {
        SeriesDataset trained = series(List.of("a", "b"), 100, new double[] {1, 10}, Encoding.NONE);
        Checkpoint read = kept(trained);
        // Other columns between, another order, other means.
        SeriesDataset other = series(List.of("b", "z", "a"), 60, new double[] {20, 1, 5}, read.encoding());
        assertThat(other.columns()).containsExactly("a", "b");
        assertThat(other.encoding()).isEqualTo(trained.encoding());
        for (int row : new int[] {0, 31, 59}) {
            double[] x = other.input(row);
            for (int i = 0; i < 2; i++) {
                double value = (i == 0 ? 5 : 20) * (7 + Math.sin(row));
                // A few roundings of numbers near 100.
                assertThat(x[i]).isCloseTo((value - trained.mean(i)) / trained.deviation(i), within(1e-10));
                assertThat(other.original(i, x[i])).isCloseTo(value, within(1e-10));
            }
        }
    }

    @Test
    void sequencesAreReadInTheUnitsOfTheFirst() {
        Dataset digits = Datasets.bundled("digits");
        assertThat(kept(digits).encoding()).isEqualTo(digits.encoding());
        assertThat(digits.encoding().classes()).hasSize(10);
        assertThat(digits.encoding().inputNames()).containsExactly("pixel");
    }

    /** Every damaged byte of the encoding: noticed, or another meaning for as many symbols and columns. */
    @Test
    void damagedEncodingsAreRefused() throws IOException {
        for (Dataset data : List.of(new TextDataset("t", "abcabd".repeat(20)),
                series(List.of("a", "b"), 100, new double[] {1, 10}, Encoding.NONE))) {
            Path file = folder.resolve("model.ckpt");
            CheckpointFile.write(file, new Checkpoint(model(data), Map.of(), Map.of(), data.encoding()));
            byte[] whole = Files.readAllBytes(file);
            CheckpointFile.write(file, new Checkpoint(model(data), Map.of(), Map.of()));
            int begin = (int) Files.size(file) - 32 - 13;
            int refused = 0;
            for (int i = begin; i < whole.length - 32; i++) {
                for (int bit = 1; bit < 256; bit <<= 1) {
                    byte[] damaged = whole.clone();
                    damaged[i] ^= (byte) bit;
                    mend(damaged);
                    Files.write(file, damaged);
                    try {
                        Encoding found = CheckpointFile.read(file).encoding();
                        assertThat(found.vocabulary().map(v -> v.symbols().size()).orElse(0))
                                .isEqualTo(data.encoding().vocabulary().map(v -> v.symbols().size()).orElse(0));
                        assertThat(found.inputs()).hasSameSizeAs(data.encoding().inputs());
                    } catch (InputException e) {
                        refused++;
                        assertThat(e).hasMessageContaining("model.ckpt is damaged");
                    }
                }
            }
            assertThat(refused).isPositive();
        }
        assertThatThrownBy(() -> {
            Dataset data = new TextDataset("t", "abcabd".repeat(20));
            Encoding of = new Encoding(Optional.empty(), List.of(), List.of(), List.of("x", "y"));
            CheckpointFile.write(folder.resolve("m.ckpt"), new Checkpoint(model(data), Map.of(), Map.of(), of));
            CheckpointFile.read(folder.resolve("m.ckpt"));
        }).isInstanceOf(InputException.class).hasMessageContaining("it says what 0 inputs and 2 outputs mean");
    }

    private static void mend(byte[] file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(java.util.Arrays.copyOf(file, file.length - 32));
            ByteBuffer.wrap(file).put(file.length - 32, digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
