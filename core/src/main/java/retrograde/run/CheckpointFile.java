package retrograde.run;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import retrograde.InputException;
import retrograde.data.Encoding;
import retrograde.data.Objective;
import retrograde.engine.LayerShape;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.TextPrinter;
import retrograde.model.Architecture;
import retrograde.model.Dropout;
import retrograde.model.LayerWiring;
import retrograde.model.Model;
import retrograde.model.Parameters;

/**
 * The checkpoint format, version 4; version 1, which knew nothing of how layers are connected, version 2, which knew no
 * zoneout, and version 3, which knew nothing of what symbols and columns mean, are read, too.
 *
 * <p>
 * {@code "RETROGRD"}, version (int), facts, architecture (with each layer's cell as text and how it is connected), initial
 * states, projection, parameters, optimiser state, encoding of the data ({@code EncodingBytes}); then the SHA-256 of
 * everything before. Integers and doubles are big-endian, strings are a length in bytes and UTF-8, arrays a length and
 * doubles. A file is written beside its place and moved there in one step,
 * so that a reader sees the old one or the new one, never half of one. Files are not trusted: the checksum is checked
 * first, every length against what is left before anything is allocated, and nothing in them is executed.
 */
public final class CheckpointFile {
    private static final byte[] MAGIC = "RETROGRD".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 4;
    private static final int DIGEST = 32;
    private static final long LARGEST = Integer.MAX_VALUE - 64L;
    private static final int MOST_LAYERS = 1000;

    private CheckpointFile() {}

    /** Something to be done that may fail as files do. */
    @FunctionalInterface
    interface FileAction {
        void run() throws IOException;
    }

    /** Writes a checkpoint, replacing what stands there in one step. */
    public static void write(Path file, Checkpoint checkpoint) {
        write(file, checkpoint, () -> {});
    }

    /**
     * The same.
     *
     * @param beforeReplacing done when the new one is safely on disk and the old one still in its place
     */
    static void write(Path file, Checkpoint checkpoint, FileAction beforeReplacing) {
        byte[] content = encode(checkpoint);
        Path absolute = file.toAbsolutePath();
        // A name of its own: two runs into one folder must not write into each other's file.
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            if (absolute.getParent() != null) {
                Files.createDirectories(absolute.getParent());
            }
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                var buffer = java.nio.ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            beforeReplacing.run();
            move(temporary, absolute);
            forceFolder(absolute);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException ignored) {
                e.addSuppressed(ignored);
            }
            throw new InputException("cannot write the checkpoint " + file + ": " + e.getMessage()
                    + "; nothing was changed there. Choose another folder with --out, or free space", e);
        }
    }

    /** So that the new name, too, outlives a loss of power; where folders cannot be forced, as on Windows, it may not. */
    private static void forceFolder(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // the file itself is forced
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Whether a file begins like a checkpoint. */
    public static boolean looksLike(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads a checkpoint; an {@link InputException} says what is wrong with the file. */
    public static Checkpoint read(Path file) {
        byte[] content;
        try {
            if (Files.isDirectory(file)) {
                throw new InputException(file + " is a folder; give the checkpoint file in it, for example "
                        + file.resolve("model.ckpt"));
            }
            if (!Files.exists(file)) {
                throw new InputException("there is no checkpoint " + file + "; retrograde train writes one");
            }
            if (Files.size(file) > LARGEST) {
                throw new InputException(file + " has " + Files.size(file) + " bytes, more than a checkpoint can have");
            }
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InputException("cannot read " + file + ": " + e.getMessage(), e);
        }
        if (content.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(content, MAGIC.length), MAGIC)) {
            throw new InputException(
                    file + " is no checkpoint of Retrograde; expected a file that retrograde train wrote");
        }
        if (content.length < MAGIC.length + 4 + DIGEST) {
            throw new InputException(file + " is cut short: " + content.length + " bytes; use an earlier checkpoint");
        }
        byte[] body = Arrays.copyOf(content, content.length - DIGEST);
        if (!Arrays.equals(digest(body), Arrays.copyOfRange(content, body.length, content.length))) {
            throw new InputException(file + " is damaged: its checksum does not match; use an earlier checkpoint");
        }
        int version = java.nio.ByteBuffer.wrap(body).getInt(MAGIC.length);
        if (version < 1 || version > VERSION) {
            throw new InputException(
                    file + " is of version " + version + "; this program reads versions 1 to " + VERSION);
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(body))) {
            in.skipNBytes(MAGIC.length + Integer.BYTES);
            Checkpoint checkpoint = decode(in, version);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many");
            }
            return checkpoint;
        } catch (IOException | IllegalArgumentException | ArithmeticException | InputException e) {
            throw new InputException(file + " is damaged: " + e.getMessage() + "; use an earlier checkpoint", e);
        }
    }

    private static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] encode(Checkpoint checkpoint) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(checkpoint.facts().size());
            for (var fact : checkpoint.facts().entrySet()) {
                text(out, fact.getKey());
                text(out, fact.getValue());
            }
            Architecture a = checkpoint.model().architecture();
            out.writeBoolean(a.symbolic());
            out.writeInt(a.inputs());
            text(out, a.objective().kind().name());
            out.writeInt(a.objective().outputs());
            text(out, a.objective().lossSteps().name());
            out.writeDouble(a.objective().delta());
            dropout(out, a.outputDropout());
            out.writeBoolean(a.tied());
            out.writeInt(a.layers().size());
            for (int l = 0; l < a.layers().size(); l++) {
                LayerShape shape = a.layers().get(l);
                text(out, TextPrinter.print(shape.cell()));
                out.writeInt(shape.hidden());
                out.writeInt(shape.inputs());
                out.writeInt(shape.dimensions().size());
                for (var d : new java.util.TreeMap<>(shape.dimensions()).entrySet()) {
                    text(out, d.getKey());
                    out.writeInt(d.getValue());
                }
                for (double[] first : checkpoint.model().initial(l)) {
                    array(out, first);
                }
                LayerWiring wiring = a.wirings().get(l);
                dropout(out, wiring.dropout());
                out.writeBoolean(wiring.residual());
                out.writeBoolean(wiring.reverse());
                out.writeDouble(wiring.recurrentDropout());
                out.writeBoolean(wiring.startTrained());
                out.writeInt(wiring.zoneout().size());
                for (var z : wiring.zoneout().entrySet()) {
                    text(out, z.getKey());
                    out.writeDouble(z.getValue());
                }
            }
            array(out, checkpoint.model().readOut().projection());
            arrays(out, checkpoint.model().parameters().named());
            arrays(out, checkpoint.optimiser());
            EncodingBytes.write(out, checkpoint.encoding());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] body = bytes.toByteArray();
        byte[] whole = Arrays.copyOf(body, body.length + DIGEST);
        System.arraycopy(digest(body), 0, whole, body.length, DIGEST);
        return whole;
    }

    private static void dropout(DataOutputStream out, Dropout dropout) throws IOException {
        out.writeDouble(dropout.probability());
        out.writeBoolean(dropout.variational());
    }

    private static Map<String, Double> zoneout(DataInputStream in) throws IOException {
        Map<String, Double> zoneout = new LinkedHashMap<>();
        int states = length(in, 12);
        for (int s = 0; s < states; s++) {
            zoneout.put(text(in), in.readDouble());
        }
        return zoneout;
    }

    private static Dropout dropout(DataInputStream in) throws IOException {
        return new Dropout(in.readDouble(), in.readBoolean());
    }

    static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void array(DataOutputStream out, double[] values) throws IOException {
        out.writeInt(values.length);
        for (double v : values) {
            out.writeDouble(v);
        }
    }

    private static void arrays(DataOutputStream out, Map<String, double[]> arrays) throws IOException {
        out.writeInt(arrays.size());
        for (var entry : arrays.entrySet()) {
            text(out, entry.getKey());
            array(out, entry.getValue());
        }
    }

    private static Checkpoint decode(DataInputStream in, int version) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        int count = length(in, 8);
        for (int i = 0; i < count; i++) {
            facts.put(text(in), text(in));
        }
        boolean symbolic = in.readBoolean();
        int inputs = in.readInt();
        Objective objective = new Objective(Objective.Kind.valueOf(text(in)), in.readInt(),
                Objective.LossSteps.valueOf(text(in)), version == 1 ? 0 : in.readDouble());
        Dropout outputDropout = version == 1 ? Dropout.NONE : dropout(in);
        boolean tied = version > 1 && in.readBoolean();
        int layers = in.readInt();
        if (layers < 1 || layers > MOST_LAYERS) {
            throw new IOException(layers + " layers");
        }
        List<LayerShape> shapes = new ArrayList<>();
        List<double[][]> initial = new ArrayList<>();
        List<LayerWiring> wirings = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            Cell cell = CellParser.parse(text(in), "layer " + (l + 1) + " of the checkpoint");
            int hidden = in.readInt();
            int below = in.readInt();
            Map<String, Integer> dimensions = new LinkedHashMap<>();
            int sizes = length(in, 8);
            for (int d = 0; d < sizes; d++) {
                dimensions.put(text(in), in.readInt());
            }
            shapes.add(new LayerShape(cell, hidden, below, dimensions));
            double[][] first = new double[cell.states().size()][];
            for (int s = 0; s < first.length; s++) {
                first[s] = array(in);
                if (first[s].length != hidden) {
                    throw new IOException("an initial state has " + first[s].length + " entries instead of " + hidden);
                }
            }
            initial.add(first);
            wirings.add(version == 1 ? LayerWiring.PLAIN
                    : new LayerWiring(dropout(in), in.readBoolean(), in.readBoolean(), in.readDouble(),
                            in.readBoolean(), version == 2 ? Map.of() : zoneout(in)));
        }
        Architecture architecture = new Architecture(shapes, symbolic, inputs, objective, wirings, outputDropout, tied);
        double[] projection = array(in);
        if (8L * architecture.parameterCount() > in.available()) {
            throw new IOException(
                    "it announces " + architecture.parameterCount() + " parameters and is too short for them");
        }
        Parameters parameters = new Parameters(architecture);
        Map<String, double[]> read = arrays(in);
        if (!read.keySet().equals(parameters.named().keySet())) {
            throw new IOException(
                    "its parameters " + read.keySet() + " are not those of its cells " + parameters.named().keySet());
        }
        for (var entry : parameters.named().entrySet()) {
            double[] from = read.get(entry.getKey());
            if (from == null || from.length != entry.getValue().length) {
                throw new IOException("parameter " + entry.getKey() + " has the wrong size");
            }
            System.arraycopy(from, 0, entry.getValue(), 0, from.length);
        }
        Map<String, double[]> optimiser = arrays(in);
        Encoding encoding = version < 4 ? Encoding.NONE : EncodingBytes.read(in, architecture);
        return new Checkpoint(new Model(parameters, initial, projection), optimiser, facts, encoding);
    }

    /** A count whose items take at least so many bytes each. */
    static int length(DataInputStream in, int bytesEach) throws IOException {
        int n = in.readInt();
        if (n < 0 || (long) n * bytesEach > in.available()) {
            throw new IOException("a length of " + n + " with " + in.available() + " bytes left");
        }
        return n;
    }

    static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[length(in, 1)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static double[] array(DataInputStream in) throws IOException {
        double[] values = new double[length(in, 8)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    private static Map<String, double[]> arrays(DataInputStream in) throws IOException {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        int count = length(in, 8);
        for (int i = 0; i < count; i++) {
            arrays.put(text(in), array(in));
        }
        return arrays;
    }
}
