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

    Team team() {
        return team;
    }

    @Override
    public void close() {
        team.close();
    }
}
