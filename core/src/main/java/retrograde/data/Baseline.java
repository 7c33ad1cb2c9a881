package retrograde.data;

/**
 * The loss of the best predictor that needs no memory, or hardly any: what a network must beat to count as trained.
 *
 * @param name what predicts so, as in a table's head: {@code "bigram"}, {@code "chance"}, {@code "last value"}
 * @param value its loss, in the unit of the data set's objective
 */
public record Baseline(String name, double value) {
    /** Checks that the value is a number, or infinite: a task that anything beats. */
    public Baseline {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("baseline " + name + " is not a number");
        }
    }

    /**
     * Whether a held-out loss lies below this one by more than twice its own standard error.
     *
     * @param loss the loss measured; a loss that is not a number beats nothing
     * @param error its standard error; 0 where none is known
     */
    public boolean beatenBy(double loss, double error) {
        return loss + 2 * error < value;
    }
}
