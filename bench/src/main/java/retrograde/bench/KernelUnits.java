package retrograde.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts entries: in average time these are nanoseconds an entry. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class KernelUnits {
    /** Nanoseconds an entry in JMH's table. */
    public long units;
}
