package retrograde.run;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import retrograde.data.Encoding;
import retrograde.data.Normalisation;
import retrograde.data.TextUnit;
import retrograde.data.Vocabulary;
import retrograde.model.Architecture;

/**
 * What the numbers of a model mean, at the end of its checkpoint: whether there is a vocabulary, its unit, whether "other" was
 * learnt, its symbols; columns seen, columns predicted, each with its normalisation; classes.
 */
final class EncodingBytes {
    private EncodingBytes() {}

    /** That the encoding has a meaning for each symbol or entry of a vector and for each output, or for none. */
    private static void check(Encoding encoding, Architecture architecture) throws IOException {
        int inputs = encoding.vocabulary().map(Vocabulary::size).orElse(encoding.inputs().size());
        // Where gaps are marked there is a second entry for each column.
        boolean read = inputs == architecture.inputs()
                || (!architecture.symbolic() && 2 * inputs == architecture.inputs());
        int outputs = encoding.ofSeries() ? encoding.outputs().size()
                : encoding.ofSequences() ? encoding.classes().size() : inputs;
        if (!encoding.equals(Encoding.NONE) && (encoding.vocabulary().isPresent() != architecture.symbolic() || !read
                || outputs != architecture.objective().outputs())) {
            throw new IOException(
                    "it says what " + inputs + " inputs and " + outputs + " outputs mean, and the model has "
                            + architecture.inputs() + " and " + architecture.objective().outputs());
        }
    }

    static void write(DataOutputStream out, Encoding encoding) throws IOException {
        out.writeBoolean(encoding.vocabulary().isPresent());
        if (encoding.vocabulary().isPresent()) {
            Vocabulary vocabulary = encoding.vocabulary().get();
            CheckpointFile.text(out, vocabulary.unit().name());
            out.writeBoolean(vocabulary.other());
            texts(out, vocabulary.symbols());
        }
        columns(out, encoding.inputs());
        columns(out, encoding.outputs());
        texts(out, encoding.classes());
    }

    /**
     * The meaning of a model's inputs and outputs.
     *
     * @throws IOException where there is not one for each of them, nor for none
     */
    static Encoding read(DataInputStream in, Architecture architecture) throws IOException {
        Optional<Vocabulary> vocabulary = Optional.empty();
        if (in.readBoolean()) {
            TextUnit unit = TextUnit.valueOf(CheckpointFile.text(in));
            boolean other = in.readBoolean();
            vocabulary = Optional.of(new Vocabulary(unit, texts(in), other));
        }
        Encoding encoding = new Encoding(vocabulary, columns(in), columns(in), texts(in));
        check(encoding, architecture);
        return encoding;
    }

    private static void columns(DataOutputStream out, List<Encoding.Column> columns) throws IOException {
        out.writeInt(columns.size());
        for (Encoding.Column column : columns) {
            CheckpointFile.text(out, column.name());
            out.writeDouble(column.normalisation().unit());
            out.writeDouble(column.normalisation().scaledMean());
            out.writeDouble(column.normalisation().scaledDeviation());
        }
    }

    private static List<Encoding.Column> columns(DataInputStream in) throws IOException {
        List<Encoding.Column> columns = new ArrayList<>();
        int count = CheckpointFile.length(in, 28);
        for (int i = 0; i < count; i++) {
            columns.add(new Encoding.Column(CheckpointFile.text(in),
                    new Normalisation(in.readDouble(), in.readDouble(), in.readDouble())));
        }
        return columns;
    }

    private static void texts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            CheckpointFile.text(out, text);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        int count = CheckpointFile.length(in, 4);
        for (int i = 0; i < count; i++) {
            texts.add(CheckpointFile.text(in));
        }
        return texts;
    }
}
