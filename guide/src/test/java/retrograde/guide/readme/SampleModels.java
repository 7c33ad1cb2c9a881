package retrograde.guide.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** Models of a text, of a series and of labelled texts for commands to use, hardly trained. */
final class SampleModels {
    private SampleModels() {}

    /** In the folders in which {@code train} puts them, and as {@code text.ckpt}, {@code series.ckpt}, {@code classes.ckpt}. */
    static void write(CommandLines program, Path folder) throws IOException, InterruptedException {
        assertThat(program.run("train").status()).isZero();
        assertThat(program.run("train --data mauna-loa-co2").status()).isZero();
        Files.writeString(folder.resolve("reviews.csv"),
                "text,verdict\n"
                        + "\"I would see it again, and again.\",good\nNever again: it is too long.,bad\nx Quiet!,good\n"
                                .repeat(30));
        assertThat(program.run("train --data reviews.csv --label verdict --rarest 40 --out runs/reviews").status())
                .isZero();
        Files.copy(folder.resolve("runs/reviews/model.ckpt"), folder.resolve("classes.ckpt"));
        Files.copy(folder.resolve("runs/lstm-moby-dick/model.ckpt"), folder.resolve("text.ckpt"));
        Files.copy(folder.resolve("runs/lstm-mauna-loa-co2/model.ckpt"), folder.resolve("series.ckpt"));
    }
}
