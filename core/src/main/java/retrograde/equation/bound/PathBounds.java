package retrograde.equation.bound;

import java.util.List;

import retrograde.equation.Path;

/**
 * How small the cell's gates make a path, whatever its parameters.
 *
 * <p>
 * A path is {@code D(a₀) M₁ D(a₁) … M_m D(a_m)}. The suprema run over all values that gates, states and inputs can take
 * ({@link Ranges}), named variables varying independently. Both bounds are proved upper ends; where the search closes, as
 * it does for every cell of the zoo, they exceed the supremum by at most 1e-12 of it.
 *
 * @param gateFactors the non-constant factors that lie in [−1, 1], in the part of the coefficients' product that has
 *        fewest; an unbounded factor and what bounds it count as one
 * @param bound {@code Π sup|aⱼ|}, so that {@code ‖path‖₂ ≤ bound · Π‖Mⱼ‖₂} for any number of units; {@code +∞} where some
 *        {@code aⱼ} is unbounded
 * @param unitBound {@code sup|Π aⱼ|} with all coefficients taken at one unit: the source article's scalar case
 */
public record PathBounds(int gateFactors, double bound, double unitBound) {

    /** The bounds of a path whose variables keep to the given ranges. */
    public static PathBounds of(Path path, Ranges ranges) {
        List<Product> coefficients = path.coefficients().stream().map(NormalForm::of).toList();
        Interval bound = Interval.ONE;
        Product unit = Product.constant(Interval.ONE);
        for (Product coefficient : coefficients) {
            bound = bound.multiply(Supremum.ofMagnitude(coefficient, ranges::of, Supremum.WORK));
            unit = unit.times(coefficient);
        }
        return new PathBounds(new GateFactors(ranges::of).of(unit), bound.high(),
                Supremum.ofMagnitude(unit, ranges::of, Supremum.WORK).high());
    }
}
