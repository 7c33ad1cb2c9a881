package retrograde.guide;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What can only be seen in the text of the sources. */
class SourcesTest {

    /** Tests run in their module's folder; the repository is the folder above. */
    private static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    private static final List<String> MODULES = List.of("core", "formats", "store", "report", "cli", "bench");

    private static final int MOST_LINES = 400;

    /**
     * The article's bounds, in the digits anyone would copy: they must come out of the equations. (The test that they do
     * is beside the derivation.)
     */
    private static final Pattern DERIVED_CONSTANT = Pattern.compile("0?\\.(4477|1119|0559|05597|11194)\\d*");

    @Test
    void filesAreShortOrSayWhyNot() throws IOException {
        List<Path> files = files("src", name -> name.endsWith(".java"));
        assertThat(files).hasSizeGreaterThan(60);
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            assertThat(lines.size() <= MOST_LINES || lines.getFirst().startsWith("// Long because "))
                    .as("%s has %d lines: split it, or begin it with '// Long because …'", file, lines.size())
                    .isTrue();
        }
    }

    @Test
    void importsAreSpelledOutAndAuthorsAreInTheHistory() throws IOException {
        Pattern unwanted = Pattern.compile("^import .*\\*;|@author", Pattern.MULTILINE);
        for (Path file : files("src", name -> name.endsWith(".java"))) {
            assertThat(unwanted.matcher(read(file)).results().map(each -> each.group())).as("%s", file).isEmpty();
        }
    }

    @Test
    void theArticlesConstantsAreDerivedNotWritten() throws IOException {
        Predicate<String> ours = name -> name.endsWith(".java") || name.endsWith(".cell")
                || name.endsWith(".properties") || name.endsWith(".json") || name.endsWith(".js")
                || name.endsWith(".html");
        List<Path> files = files("src/main", ours);
        assertThat(files).anyMatch(file -> file.toString().endsWith(".cell"));
        for (Path file : files) {
            assertThat(DERIVED_CONSTANT.matcher(read(file)).results().map(each -> each.group())).as("%s", file)
                    .isEmpty();
        }
    }

    @Test
    void nothingNamesAPrivatePlace() throws IOException {
        Pattern place = Pattern.compile("/work/|/tmp/wt|/root/");
        for (Path file : files("src/main", name -> name.endsWith(".java") || name.endsWith(".cell"))) {
            assertThat(place.matcher(read(file)).find()).as("%s", file).isFalse();
        }
    }

    private static List<Path> files(String folder, Predicate<String> name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String module : MODULES) {
            Path start = ROOT.resolve(module).resolve(folder);
            try (Stream<Path> walk = Files.walk(start)) {
                walk.filter(file -> Files.isRegularFile(file) && name.test(file.getFileName().toString()))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
