package retrograde.data;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;

import retrograde.InputException;

/**
 * What the generated tasks share: fresh sequences on every call, for training and for judging alike.
 *
 * <p>A subclass gives the definition in words; its hash stands for the data in provenance, so the words change when the
 * task does.
 */
abstract class Task implements Dataset {
    private final String name;
    private final String definition;
    private final Criterion criterion;

    Task(String name, String definition, Criterion criterion) {
        this.name = name;
        this.definition = definition;
        this.criterion = criterion;
    }

    /** Draws {@code B} sequences; {@code T} is already checked. */
    abstract Batch draw(RandomGenerator random, int T, int B);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Optional<Criterion> criterion() {
        return Optional.of(criterion);
    }

    @Override
    public final Batch train(RandomGenerator random, int T, int B) {
        checkSteps(T);
        return draw(random, T, B);
    }

    @Override
    public final Batch heldOut(RandomGenerator random, int T, int B) {
        checkSteps(T);
        return draw(random, T, B);
    }

    @Override
    public final String hash() {
        return Hash.sha256((name + "\n" + definition).getBytes(StandardCharsets.UTF_8));
    }

    private void checkSteps(int T) {
        if (T < minimumSteps()) {
            throw new InputException("The task " + name + " is defined for at least " + minimumSteps() + " steps, but "
                    + T + " were asked for. Give --steps " + minimumSteps() + " or more, for example --steps "
                    + defaultSteps() + ".");
        }
    }
}
