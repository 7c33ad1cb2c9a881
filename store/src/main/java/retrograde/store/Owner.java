package retrograde.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that writes a run. Process numbers are used again, hence the start; they mean nothing on another machine,
 * hence the host.
 *
 * @param pid number of the process
 * @param started when the process started, in milliseconds since 1970; 0 where the system does not tell
 * @param host name of the machine, or empty
 */
record Owner(long pid, long started, String host) {
    /** Systems count a process's start from their own boot, whose time moves when the clock is set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);
    private static final Path LINUX_HOST = Path.of("/proc/sys/kernel/hostname");

    static Owner current() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(self.pid(), start(self), thisHost());
    }

    /** Whether the process is there, as far as this machine can know: one elsewhere counts as there. */
    boolean alive() {
        return elsewhere() || isHere();
    }

    /** Whether another machine, or a container of another name, wrote it. */
    private boolean elsewhere() {
        return !host.equals(thisHost());
    }

    /** Whether the process is known to be there. */
    boolean surelyAlive() {
        return !elsewhere() && isHere();
    }

    private boolean isHere() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isPresent() && sameStart(start(process.get()));
    }

    private boolean sameStart(long other) {
        return started == 0 || other == 0 || Math.abs(other - started) <= TOLERANCE.toMillis();
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Without asking a name server, which may take seconds. */
    private static String thisHost() {
        try {
            if (Files.isReadable(LINUX_HOST)) {
                return Files.readString(LINUX_HOST).strip();
            }
        } catch (IOException e) {
            // The environment may know it.
        }
        String windows = System.getenv("COMPUTERNAME");
        String other = System.getenv("HOSTNAME");
        return windows != null ? windows : other != null ? other : "";
    }
}
