package retrograde.engine.simd;

import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the incubating Vector API is in this JVM. */
public final class VectorModule {
    /** True where {@code --add-modules jdk.incubator.vector} was given. */
    public static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private static final AtomicBoolean SAID = new AtomicBoolean();

    private VectorModule() {}

    /** Says once, where vectors are missing, what would bring them. */
    static void sayIfMissing() {
        if (!PRESENT && !SAID.getAndSet(true)) {
            System.getLogger("retrograde.engine")
                    .log(System.Logger.Level.WARNING,
                            "the Vector API is not there, so kernels run on single numbers: the same results, several times"
                                    + " slower; start Java with --add-modules jdk.incubator.vector");
        }
    }
}
