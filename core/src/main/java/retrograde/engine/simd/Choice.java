package retrograde.engine.simd;

/**
 * Chooses between two ways to do the same by which has lately taken less time.
 *
 * <p>
 * Only for ways that give the same bits. The slower one is tried again now and then, since the machine's load changes what
 * is faster, and more rarely each time it loses: threads that wait for each other at every step are up to 1.4 times as
 * fast on processors of their own, and 50 times as slow where other work takes one of them away.
 */
final class Choice {
    private static final int REMEMBERED = 4;
    private static final int FIRST_WAIT = 16;
    private static final int LONGEST_WAIT = 4096;

    /** The latest times of each way. */
    private final long[][] times = new long[2][REMEMBERED];
    private final int[] count = new int[2];
    private final int[] place = new int[2];
    private int wait = FIRST_WAIT;
    private int left;

    /** The way to go next, 0 or 1; {@link #took} says afterwards how long it took. */
    int next() {
        for (int way = 0; way < 2; way++) {
            if (count[way] < REMEMBERED) {
                return way;
            }
        }
        int faster = best(0) <= best(1) ? 0 : 1;
        return left == 0 ? 1 - faster : faster;
    }

    /** Remembers the time of a pass. */
    void took(int way, long nanoseconds) {
        boolean known = count[0] >= REMEMBERED && count[1] >= REMEMBERED;
        boolean before = known && best(0) <= best(1);
        times[way][place[way]] = nanoseconds;
        place[way] = (place[way] + 1) % REMEMBERED;
        count[way] = Math.min(count[way] + 1, REMEMBERED);
        if (!known) {
            left = wait;
            return;
        }
        boolean changed = before != best(0) <= best(1);
        if (changed) {
            wait = FIRST_WAIT;
            left = wait;
        } else if (left == 0) {
            wait = Math.min(2 * wait, LONGEST_WAIT);
            left = wait;
        } else {
            left--;
        }
    }

    /** One disturbed pass is no reason to change. */
    private long best(int way) {
        long least = Long.MAX_VALUE;
        for (long time : times[way]) {
            least = Math.min(least, time);
        }
        return least;
    }
}
