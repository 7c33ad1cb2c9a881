package retrograde.report.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrograde.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PagesTest {

    @Test
    void writesTheWholePageAndLeavesNothingElse(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("新 folder").resolve("报告.html");
        Pages.write(page, "first");
        Pages.write(page, "σ′ second");
        assertThat(page).hasContent("σ′ second");
        try (Stream<Path> files = Files.list(page.getParent())) {
            assertThat(files).containsExactly(page);
        }
    }

    @Test
    void saysWhichPlaceCannotBeWrittenTo(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Pages.write(file.resolve("report.html"), "page")).isInstanceOf(InputException.class)
                .hasMessageStartingWith("cannot write the page to " + file.resolve("report.html"))
                .hasMessageContaining("choose a folder you may write to");
    }

    @Test
    void refusesToReplaceAFolder(@TempDir Path folder) {
        assertThatThrownBy(() -> Pages.write(folder, "page")).isInstanceOf(InputException.class)
                .hasMessage("cannot write the page to " + folder + ": that is a folder; name a file in it, such as "
                        + folder.resolve("report.html"));
    }
}
