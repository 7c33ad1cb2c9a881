package retrograde.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.Datasets;
import retrograde.data.Encoding;
import retrograde.model.Architecture;
import retrograde.model.Dropout;
import retrograde.model.Initialisation;
import retrograde.model.LayerWiring;
import retrograde.model.Model;
import retrograde.model.ModelParser;
import retrograde.model.Noise;
import retrograde.model.Parameters;
import retrograde.model.Seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is written is read again; files of earlier versions too; damaged ones are refused. */
class CheckpointFileTest {
    private static final Dataset TEXT = Datasets.bundled("moby-dick");

    @TempDir
    private Path folder = Path.of("");

    private static Model model(String text) {
        return Initialisation.of(3).model(ModelParser.parse(text, "test").on(TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"layer lstm 3", "embedding 4\nlayer gru 4 residual trained-start\nlayer lstm 4\nreadout tied",
                    "dropout .2 variational\nlayer gru 2 recurrent-dropout=.3\ndropout .1",
                    "layer lstm 3 zoneout=h:0.2,c:0.5\nlayer gru 2 zoneout=0.1"})
    void aModelIsTheSameAfterwards(String text) {
        Model model = model(text);
        Path file = folder.resolve("model.ckpt");
        CheckpointFile.write(file, new Checkpoint(model, Map.of("m", new double[] {1, 2}), Map.of("seed", "3")));
        Checkpoint read = CheckpointFile.read(file);
        assertThat(read.facts()).containsExactly(Map.entry("seed", "3"));
        assertThat(read.optimiser().get("m")).containsExactly(1, 2);
        Architecture a = read.model().architecture();
        assertThat(a.wirings()).isEqualTo(model.architecture().wirings());
        assertThat(a.outputDropout()).isEqualTo(model.architecture().outputDropout());
        assertThat(a.tied()).isEqualTo(model.architecture().tied());
        Batch batch = TEXT.train(Seeds.generator(1, "batch"), 6, 2);
        Noise noise = new Noise(1, "dropout 1");
        assertThat(read.model().gradient(batch, new Parameters(a), null, noise))
                .isEqualTo(model.gradient(batch, new Parameters(model.architecture()), null, noise));
    }

    @Test
    void bothDirectionsAreTheSameAfterwards() {
        Dataset order = Datasets.task("temporal-order");
        Model model = Initialisation.of(3).model(ModelParser.parse("layer gru 2 bidirectional", "test").on(order));
        Path file = folder.resolve("model.ckpt");
        CheckpointFile.write(file, new Checkpoint(model, Map.of(), Map.of()));
        Model read = CheckpointFile.read(file).model();
        assertThat(read.architecture()).isEqualTo(model.architecture());
        Batch batch = order.train(Seeds.generator(1, "batch"), 20, 2);
        assertThat(read.loss(batch)).isEqualTo(model.loss(batch));
    }

    @Test
    void aTrainedStartIsLiveAfterReading() {
        Path file = folder.resolve("model.ckpt");
        CheckpointFile.write(file, new Checkpoint(model("layer gru 3 trained-start"), Map.of(), Map.of()));
        Model read = CheckpointFile.read(file).model();
        assertThat(read.initial(0)[0]).isSameAs(read.parameters().named().get("1/h(0)"));
    }

    @Test
    void theLossesDeltaIsKept() {
        Dataset adding = Datasets.task("adding");
        Model model = Initialisation.of(3).model(ModelParser.parse("layer gru 3\nloss huber:0.25", "test").on(adding));
        Path file = folder.resolve("model.ckpt");
        CheckpointFile.write(file, new Checkpoint(model, Map.of(), Map.of()));
        assertThat(CheckpointFile.read(file).model().architecture().objective())
                .isEqualTo(model.architecture().objective());
    }

    /** Two layers of an LSTM, written when checkpoints knew nothing of how layers are connected. */
    @Test
    void aFileOfVersion1IsRead() throws URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(CheckpointFileTest.class.getResource("version-1.ckpt")).toURI());
        Checkpoint read = CheckpointFile.read(file);
        Architecture a = read.model().architecture();
        assertThat(a.wirings()).containsExactly(LayerWiring.PLAIN, LayerWiring.PLAIN);
        assertThat(a.parameterCount()).isEqualTo(4 * (3 * 2 + 9 + 3) + 4 * (9 + 9 + 3) + 4);
        assertThat(read.facts()).containsEntry("updates", "3");
        assertThat(read.model().parameters().layer(0).get("W_f")[0]).isEqualTo(0.2494453097728196);
        assertThat(read.model().parameters().readoutBias()).containsExactly(0.35686677859676086);
    }

    /** With every kind of connection, written when there was no zoneout. */
    @Test
    void aFileOfVersion2IsRead() throws URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(CheckpointFileTest.class.getResource("version-2.ckpt")).toURI());
        Architecture a = CheckpointFile.read(file).model().architecture();
        assertThat(a.wirings()).containsExactly(
                new LayerWiring(new Dropout(0.1, false), true, false, 0.2, false, Map.of()),
                new LayerWiring(Dropout.NONE, false, false, 0, true, Map.of()));
        assertThat(a.tied()).isTrue();
        assertThat(a.parameterCount()).isEqualTo(54 * 2 + 3 * (4 + 4 + 2) + 4 * (4 + 4 + 2) + 2 * 2 + 54);
    }

    /** Such a file is one of this version without what its data mean, which stands at the end. */
    @Test
    void aFileOfVersion3IsRead() throws IOException {
        Path file = folder.resolve("model.ckpt");
        Model model = model("layer lstm 3 zoneout=h:0.2,c:0.5");
        CheckpointFile.write(file, new Checkpoint(model, Map.of(), Map.of("seed", "3")));
        byte[] now = Files.readAllBytes(file);
        byte[] before = Arrays.copyOf(now, now.length - 13);
        ByteBuffer.wrap(before).putInt(8, 3);
        mend(before);
        Files.write(file, before);
        Checkpoint read = CheckpointFile.read(file);
        assertThat(read.model().architecture()).isEqualTo(model.architecture());
        assertThat(read.encoding()).isEqualTo(Encoding.NONE);
    }

    /** Every single damaged byte and every cut end is noticed, also where whoever damaged it has mended the checksum. */
    @Test
    void damagedFilesAreRefused() throws IOException {
        Path file = folder.resolve("model.ckpt");
        Dataset adding = Datasets.task("adding");
        Model model = Initialisation.of(3)
                .model(ModelParser.parse("layer rnn_tanh 1 trained-start\nlayer gru 1 bidirectional", "test")
                        .on(adding));
        CheckpointFile.write(file, new Checkpoint(model, Map.of(), Map.of("seed", "3")));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> CheckpointFile.read(file)).isInstanceOf(InputException.class);
        }
        for (int i = 12; i < whole.length - 32; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x40;
            Files.write(file, damaged);
            assertThatThrownBy(() -> CheckpointFile.read(file)).isInstanceOf(InputException.class)
                    .hasMessageContaining("checksum");
            mend(damaged);
            Files.write(file, damaged);
            try {
                // A number may have another value; then the model is another one, and sound.
                assertThat(CheckpointFile.read(file).model().architecture().layers()).hasSize(3);
            } catch (InputException e) {
                assertThat(e).hasMessageContaining("model.ckpt");
            }
        }
    }

    private static void mend(byte[] file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(file, file.length - 32));
            ByteBuffer.wrap(file).put(file.length - 32, digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
