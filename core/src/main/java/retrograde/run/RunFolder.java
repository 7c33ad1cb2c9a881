package retrograde.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import retrograde.InputException;

/**
 * Where a training is kept: its newest checkpoint, the one before, and the best.
 *
 * <p>
 * One process trains in a folder at a time; a lock, which ends with the process however it ends, keeps others out. At
 * every moment the newest or the one before is whole: the newest is replaced in one step after it has become the one
 * before. Reading needs no lock.
 */
public final class RunFolder implements AutoCloseable {
    /** The newest checkpoint. */
    public static final String NEWEST = "model.ckpt";
    /** The one before it. */
    public static final String BEFORE = "model-before.ckpt";
    /** The one with the lowest held-out loss, where that is looked for. */
    public static final String BEST = "best.ckpt";

    private static final String LOCK = "run.lock";

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;
    /** Whether the newest is known to be whole, so that it may take the place of the one before. */
    private boolean newestIsWhole;

    private RunFolder(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * A checkpoint found.
     *
     * @param checkpoint what was read
     * @param file from where
     * @param note why it is not the newest, as a sentence without its full stop; empty if it is
     */
    public record Found(Checkpoint checkpoint, Path file, Optional<String> note) {}

    /**
     * A folder for a new run, made if it is not there.
     *
     * @throws InputException if it holds a run already, another process trains in it, or it cannot be written
     */
    public static RunFolder create(Path folder) {
        RunFolder opened = open(folder);
        if (holdsRun(folder)) {
            opened.close();
            throw new InputException("--out " + folder + " holds a run already, which would be lost; go on with it by"
                    + " --resume, or choose another --out");
        }
        return opened;
    }

    /**
     * The first of {@code folder}, {@code folder-2}, {@code folder-3}, … that holds no run and in which nobody trains.
     */
    public static RunFolder createFree(Path folder) {
        for (int number = 1;; number++) {
            Path candidate = number == 1 ? folder : folder.resolveSibling(folder.getFileName() + "-" + number);
            if (holdsRun(candidate)) {
                continue;
            }
            Optional<RunFolder> opened = tryOpen(candidate);
            if (opened.isPresent() && !holdsRun(candidate)) {
                return opened.get();
            }
            opened.ifPresent(RunFolder::close);
        }
    }

    /**
     * The folder of a run that is to go on.
     *
     * @throws InputException if there is none, or another process trains in it
     */
    public static RunFolder resume(Path folder) {
        if (!holdsRun(folder)) {
            throw new InputException("there is no checkpoint " + folder.resolve(NEWEST)
                    + " to resume; retrograde train --out " + folder + " writes one");
        }
        return open(folder);
    }

    static boolean holdsRun(Path folder) {
        return Files.exists(folder.resolve(NEWEST)) || Files.exists(folder.resolve(BEFORE));
    }

    private static RunFolder open(Path folder) {
        return tryOpen(folder).orElseThrow(() -> new InputException(
                "another process trains in " + folder + holder(folder) + "; wait for it, or choose another --out"));
    }

    private static Optional<RunFolder> tryOpen(Path folder) {
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            RunFolder opened = new RunFolder(folder, channel, lock);
            opened.removeParts();
            return Optional.of(opened);
        } catch (IOException e) {
            close(channel);
            throw new InputException("cannot write into " + folder + ": " + reason(e)
                    + "; choose another folder with --out, or free space", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String holder(Path folder) {
        try {
            String pid = Files.readString(folder.resolve(LOCK), StandardCharsets.US_ASCII);
            return pid.isEmpty() || pid.length() > 20 ? "" : " (process " + pid + ")";
        } catch (IOException e) {
            return "";
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason != null ? reason : e.getClass().getSimpleName().replace("Exception", "");
    }

    /** What a killed process left of a checkpoint it was writing. */
    private void removeParts() throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".*.ckpt.*.part")) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** The folder. */
    public Path path() {
        return folder;
    }

    /** Where the newest checkpoint stands. */
    public Path newestFile() {
        return folder.resolve(NEWEST);
    }

    /**
     * The newest checkpoint that can be read: the one before where the newest is damaged or missing.
     *
     * @throws InputException if neither can be read, with what is wrong with the newest
     */
    public Found newest() {
        Path newest = folder.resolve(NEWEST);
        Path before = folder.resolve(BEFORE);
        try {
            Found found = new Found(CheckpointFile.read(newest), newest, Optional.empty());
            newestIsWhole = true;
            return found;
        } catch (InputException damaged) {
            if (!Files.exists(before)) {
                throw damaged;
            }
            Checkpoint earlier;
            try {
                earlier = CheckpointFile.read(before);
            } catch (InputException both) {
                damaged.addSuppressed(both);
                throw damaged;
            }
            String why = Files.exists(newest) ? String.valueOf(damaged.getMessage()) : newest + " is missing";
            return new Found(earlier, before, Optional.of(why.replace("; use an earlier checkpoint", "")
                    + "; going on from " + before + ", update " + earlier.facts().getOrDefault("updates", "?")));
        }
    }

    /** Writes a checkpoint; what was the newest becomes the one before, unless it is damaged. */
    public void save(Checkpoint checkpoint) {
        CheckpointFile.write(folder.resolve(NEWEST), checkpoint, newestIsWhole ? this::keepBefore : () -> {});
        newestIsWhole = true;
    }

    /** Writes the best checkpoint, beside the newest. */
    public void saveBest(Checkpoint checkpoint) {
        CheckpointFile.write(folder.resolve(BEST), checkpoint);
    }

    /** By a second name for the same file where the file system has such, so that the newest is never missing. */
    private void keepBefore() throws IOException {
        Path newest = folder.resolve(NEWEST);
        Path before = folder.resolve(BEFORE);
        Path second = folder.resolve("." + BEFORE + ".link.part");
        try {
            Files.deleteIfExists(second);
            Files.createLink(second, newest);
            Files.move(second, before, StandardCopyOption.ATOMIC_MOVE);
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(newest)) {
                Files.move(newest, before, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
        } catch (IOException e) {
            // The lock ends with the channel, and that with the process.
        }
        close(channel);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // nothing was buffered
        }
    }
}
