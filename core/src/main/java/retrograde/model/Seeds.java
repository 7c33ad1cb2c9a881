package retrograde.model;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Independent random generators from one seed and a purpose, so that what one draws does not shift what another draws.
 */
public final class Seeds {
    private static final RandomGeneratorFactory<RandomGenerator> GENERATOR = RandomGeneratorFactory
            .of("L64X128MixRandom");

    private Seeds() {}

    /** The generator for a purpose, for example {@code "1/U_f"} or {@code "batches"}. */
    public static RandomGenerator generator(long seed, String purpose) {
        long mixed = seed;
        for (int i = 0; i < purpose.length(); i++) {
            mixed = mix(mixed + 0x9E3779B97F4A7C15L + purpose.charAt(i));
        }
        return GENERATOR.create(mix(mixed));
    }

    /** A bijective 64-bit mixing function (the finaliser of SplitMix64, Steele, Lea &amp; Flood 2014). */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
