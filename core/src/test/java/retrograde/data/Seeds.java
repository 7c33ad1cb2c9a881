package retrograde.data;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The generator that the whole project uses. */
final class Seeds {
    private Seeds() {}

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
