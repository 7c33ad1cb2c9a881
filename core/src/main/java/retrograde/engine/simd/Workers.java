package retrograde.engine.simd;

/** The threads that engines share; they sleep while there is nothing to do. */
public final class Workers implements AutoCloseable {
    private final Team team;

    /** So many threads: the caller's and others. */
    public Workers(int threads) {
        team = new Team(threads);
    }

    /** The number of threads. */
    public int threads() {
        return team.size();
    }

    /** The units of work that each thread has done. */
    public long[] work() {
        return team.work();
    }

    /** Work that threads share out by their number. */
    public interface Task {
        /** What thread {@code thread} of {@code threads} does. */
        void run(int thread, int threads);
    }

    /** Runs a task in every thread; returns when all are done. */
    public void run(Task task) {
        team.run(thread -> task.run(thread, team.size()));
    }

    /** Waits, inside a task, until every thread has come here. */
    public void barrier() {
        team.barrier();
    }

    Team team() {
        return team;
    }

    @Override
    public void close() {
        team.close();
    }
}
