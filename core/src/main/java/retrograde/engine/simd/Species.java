package retrograde.engine.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/** The vector widths of this machine; only loaded where the Vector API is there. */
final class Species {
    private Species() {}

    /** Lanes of the preferred vector of a format. */
    static int lanes(Format format) {
        return format == Format.FLOAT32 ? FloatVector.SPECIES_PREFERRED.length()
                : DoubleVector.SPECIES_PREFERRED.length();
    }
}
