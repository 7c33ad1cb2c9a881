package retrograde.engine.simd;

/** Whether the incubating Vector API is in this JVM. */
public final class VectorModule {
    /** True where {@code --add-modules jdk.incubator.vector} was given. */
    public static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private VectorModule() {}
}
