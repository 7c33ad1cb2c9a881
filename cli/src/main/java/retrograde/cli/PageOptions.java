package retrograde.cli;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.report.Language;
import retrograde.report.page.Pages;

/** The options of a page that is written only if asked for. */
final class PageOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also write a page with pictures: DIR/flow.html, or with --at DIR/at.html.")
    private @Nullable Path out;

    @Option(
            names = "--lang",
            paramLabel = "en|zh",
            defaultValue = "en",
            description = "Language of the page (default ${DEFAULT-VALUE}).")
    private Tongue language = Tongue.EN;

    boolean given() {
        return out != null;
    }

    Language language() {
        return language.language();
    }

    /** Shows at once, and not after minutes, that the folder cannot be written. */
    void check(String file) {
        if (out != null) {
            Pages.checkWritable(out.resolve(file));
        }
    }

    /** Writes it, and says where if the standard output is for people. */
    void write(String name, String page, boolean json) {
        if (out == null) {
            return;
        }
        Path file = out.resolve(name);
        Pages.write(file, page);
        if (!json) {
            System.out.println("report     " + file.toAbsolutePath().normalize());
        }
    }
}
