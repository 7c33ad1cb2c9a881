package retrograde.guide.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Models of a text and of a series for commands to use, hardly trained. */
final class SampleModels {
    private SampleModels() {}

    /** In the folders in which {@code train} puts them, and as {@code text.ckpt} and {@code series.ckpt}. */
    static void write(CommandLines program, Path folder) throws IOException, InterruptedException {
        assertThat(program.run("train").status()).isZero();
        assertThat(program.run("train --data mauna-loa-co2").status()).isZero();
        Files.copy(folder.resolve("runs/lstm-moby-dick/model.ckpt"), folder.resolve("text.ckpt"));
        Files.copy(folder.resolve("runs/lstm-mauna-loa-co2/model.ckpt"), folder.resolve("series.ckpt"));
    }
}
