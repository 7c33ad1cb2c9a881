package retrograde.cell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import retrograde.InputException;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;
import retrograde.equation.Suggestion;

/**
 * The cells that come with Retrograde: a folder of {@code .cell} files, listed in its file {@code index}.
 *
 * <p>
 * A new cell is a new file and a line in the index. Nothing here treats a named cell otherwise than a user's own file.
 */
public final class Zoo {
    private static final List<String> NAMES = resource("index").lines()
            .map(String::strip)
            .filter(n -> !n.isEmpty())
            .toList();

    private Zoo() {}

    /** The names in the order in which they are shown. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * A cell by its name.
     *
     * @throws InputException listing the names, where there is no such cell
     */
    public static Cell cell(String name) {
        return CellParser.parse(text(name), name);
    }

    /** The text of a named cell, as written. */
    public static String text(String name) {
        if (!NAMES.contains(name)) {
            throw new InputException("unknown cell '" + name + "'" + Suggestion.phrase(name, NAMES)
                    + (Suggestion.closest(name, NAMES) == null ? "; " : " ") + "expected one of "
                    + String.join(", ", NAMES) + ", or the path of a file such as my.cell");
        }
        return resource(name + ".cell");
    }

    /**
     * A named cell, or one from a file: what is no name but exists, ends in {@code .cell} or has a separator is a path.
     *
     * @throws InputException where there is neither cell nor readable file, or the file's text is no cell
     */
    public static Cell load(String nameOrPath) {
        if (NAMES.contains(nameOrPath) || !path(nameOrPath)) {
            return cell(nameOrPath);
        }
        String instead = "a cell file or one of " + String.join(", ", NAMES);
        return CellParser.parse(DescriptionFile.read(nameOrPath, "cell", instead), nameOrPath);
    }

    private static boolean path(String given) {
        if (given.isBlank()) {
            return false;
        }
        if (given.endsWith(".cell") || given.indexOf('/') >= 0 || given.indexOf('\\') >= 0) {
            return true;
        }
        try {
            return Files.exists(Path.of(given));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String resource(String file) {
        try (InputStream stream = Zoo.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("this build lacks its resource retrograde/cell/" + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
