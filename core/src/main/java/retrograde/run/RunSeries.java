package retrograde.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import retrograde.InputException;

/**
 * The folders of one training repeated with several seeds: {@code DIR/seed-1}, {@code DIR/seed-2}, …, each of them a
 * {@link RunFolder} of its own.
 *
 * @param folder DIR
 * @param seeds in ascending order
 */
public record RunSeries(Path folder, List<Long> seeds) {
    private static final String PREFIX = "seed-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(-?\\d{1,18})");

    /** Copies the list. */
    public RunSeries {
        seeds = List.copyOf(seeds);
    }

    /**
     * A folder for a new series, in which its runs are to be begun.
     *
     * @throws InputException if it holds a run or a series already
     */
    public static RunSeries create(Path folder, List<Long> seeds) {
        if (RunFolder.holdsRun(folder) || found(folder).isPresent()) {
            throw new InputException("--out " + folder + " holds a run already, which would be lost; go on with it by"
                    + " --resume, or choose another --out");
        }
        return new RunSeries(folder, seeds);
    }

    /** The first of {@code folder}, {@code folder-2}, {@code folder-3}, … that does not exist yet; it does then. */
    public static RunSeries createFree(Path folder, List<Long> seeds) {
        try {
            Path above = folder.toAbsolutePath().getParent();
            if (above != null) {
                Files.createDirectories(above);
            }
            for (int number = 1;; number++) {
                Path candidate = number == 1 ? folder : folder.resolveSibling(folder.getFileName() + "-" + number);
                try {
                    return new RunSeries(Files.createDirectory(candidate), seeds);
                } catch (FileAlreadyExistsException taken) {
                    // by a run, a series, or something else
                }
            }
        } catch (IOException e) {
            throw new InputException(
                    "cannot make " + folder + ": " + e.getMessage() + "; choose another folder with --out", e);
        }
    }

    /** The series whose runs were begun in a folder; empty where there is none, or the folder holds a run of its own. */
    public static Optional<RunSeries> found(Path folder) {
        List<Long> seeds = new ArrayList<>();
        if (Files.isDirectory(folder) && !RunFolder.holdsRun(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path each : inside.toList()) {
                    Matcher name = NAME.matcher(each.getFileName().toString());
                    if (name.matches() && RunFolder.holdsRun(each)) {
                        seeds.add(Long.valueOf(name.group(1)));
                    }
                }
            } catch (IOException e) {
                throw new InputException("cannot read " + folder + ": " + e.getMessage(), e);
            }
        }
        return seeds.isEmpty() ? Optional.empty()
                : Optional.of(new RunSeries(folder, seeds.stream().sorted().toList()));
    }

    /** The folder of a seed. */
    public Path of(long seed) {
        return folder.resolve(PREFIX + seed);
    }
}
