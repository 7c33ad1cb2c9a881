package retrograde.guide.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown file of this repository, as far as tests need to read it.
 *
 * @param file where it lies
 * @param text what it says
 */
record Document(Path file, String text) {

    /** Tests run in their module's folder; the repository is the folder above. */
    static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\R(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    /** The target of a Markdown link or picture, and of an HTML picture. */
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|src=\"([^\"]+)\"|srcset=\"([^\"]+)\"");

    static Document read(String name) throws IOException {
        Path file = ROOT.resolve(name);
        return new Document(file, Files.readString(file));
    }

    /** The contents of the fenced blocks in a language, in their order. */
    List<String> blocks(String language) {
        return BLOCK.matcher(text).results().filter(b -> b.group(1).equals(language)).map(b -> b.group(2)).toList();
    }

    /** The calls of the program in all shell blocks, without their comments. */
    List<String> commands() {
        List<String> commands = new ArrayList<>();
        for (String block : blocks("sh")) {
            for (String line : block.lines().toList()) {
                String command = line.replaceFirst("\\s+#.*$", "").strip();
                if (command.startsWith("./retrograde ")) {
                    commands.add(command.substring("./retrograde ".length()));
                }
            }
        }
        return commands;
    }

    /** The targets of links that are not addresses elsewhere: paths in this repository, and {@code #headings} in this file. */
    List<String> localLinks() {
        // What stands in code is no link: f(x)[i](k) for example.
        Matcher matcher = LINK.matcher(BLOCK.matcher(text).replaceAll("").replaceAll("`[^`]*`", ""));
        return matcher.results()
                .map(m -> m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3))
                .filter(t -> !t.startsWith("https:") && !t.startsWith("http:") && !t.startsWith("mailto:"))
                .toList();
    }

    /** Whether a link leads somewhere. */
    boolean leadsSomewhere(String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path folder = file.getParent();
        Path target = parts[0].isEmpty() || folder == null ? file : folder.resolve(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || new Document(target, Files.readString(target)).anchors().contains(parts[1]);
    }

    /** The anchors that GitHub gives headings: lower case, blanks as hyphens, letters, digits, hyphens and underscores kept. */
    private List<String> anchors() {
        return BLOCK.matcher(text)
                .replaceAll("")
                .lines()
                .filter(l -> l.matches("#{1,6} .*"))
                .map(l -> l.replaceFirst("#+ ", "")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** What stands between {@code // tag::readme[]} and {@code // end::readme[]} in a source beside this class, unindented. */
    static String region(String source) throws IOException {
        String code = Files.readString(ROOT.resolve("guide/src/test/java/retrograde/guide/readme").resolve(source));
        Matcher region = Pattern
                .compile("^ *// tag::readme\\[\\]\\R(.*?)^ *// end::readme\\[\\]$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(code);
        if (!region.find()) {
            throw new IllegalStateException(source + " has no region for the README");
        }
        // Without the last line end, which would count as a line that is not indented.
        return region.group(1).stripTrailing().stripIndent() + "\n";
    }
}
