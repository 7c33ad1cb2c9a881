package retrograde.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

import retrograde.InputException;
import retrograde.store.Run;
import retrograde.store.RunDescription;
import retrograde.store.RunStore;
import retrograde.store.RunWriter;
import retrograde.store.Status;
import tools.jackson.databind.node.ObjectNode;

/** A run being recorded in a run store, or nowhere. */
final class Recording implements AutoCloseable {
    private final Optional<RunStore> store;
    private final Optional<RunWriter> writer;

    private Recording(Optional<RunStore> store, Optional<RunWriter> writer) {
        this.store = store;
        this.writer = writer;
    }

    /** Nowhere. */
    static Recording none() {
        return new Recording(Optional.empty(), Optional.empty());
    }

    /**
     * Begins, or goes on after so many updates; −1 for a new run. A run of before it was recorded, or that was recorded
     * elsewhere, is recorded from here on.
     *
     * @param provenance with the command line as {@code command}
     */
    static Recording in(Path file, Path folder, String name, int after, ObjectNode configuration,
            ObjectNode provenance) {
        RunDescription description = new RunDescription(name, folder, provenance.path("command").asString(""),
                configuration, provenance);
        RunStore store = RunStore.open(file);
        try {
            Optional<Run> earlier = after < 0 ? Optional.empty() : store.newest(folder);
            RunWriter writer = earlier.isPresent() ? store.resume(earlier.get().id(), after, description)
                    : store.begin(description);
            return new Recording(Optional.of(store), Optional.of(writer));
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Writes something, if it is recorded. Where it cannot be made durable now it is kept, and tried again with the next:
     * {@link #commit} says so, and a training does not end with it.
     */
    void write(Consumer<RunWriter> what) {
        try {
            writer.ifPresent(what);
        } catch (InputException e) {
            // What was given waits in the writer.
        }
    }

    /**
     * Makes durable what was written.
     *
     * @throws InputException where that cannot be done
     */
    void commit() {
        writer.ifPresent(RunWriter::commit);
    }

    void end(Status status) {
        writer.ifPresent(w -> w.end(status));
    }

    @Override
    public void close() {
        try {
            writer.ifPresent(RunWriter::close);
        } finally {
            store.ifPresent(RunStore::close);
        }
    }
}
