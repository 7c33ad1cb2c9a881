package retrograde.equation.bound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import retrograde.equation.bound.Base.Sum;
import retrograde.equation.bound.Base.Symbol;

/**
 * Counts the factors of a product that lie in [−1, 1].
 *
 * <p>
 * Sums are multiplied out into parts, except those of the form {@code 1 − u} that stay in [−1, 1]; the part with fewest
 * factors decides. Constants do not count. An unbounded factor ({@code c}) together with the fewest factors that bound it
 * ({@code 1 − tanh² c}) counts as one.
 */
final class GateFactors {

    /** Parts looked at; a product of more is counted by its first ones. */
    private static final int MOST_PARTS = 512;

    /** An unbounded factor is matched with at most so many others. */
    private static final int MOST_PARTNERS = 3;

    /** Boxes looked at for each factor: enough to tell whether it is bounded, and where it is simple by what. */
    private static final int WORK = 150;

    /** Rounded constants such as 0.9 and 0.1 add up to 1 only nearly. */
    private static final double AT_MOST_ONE = 1 + 1e-9;

    private final Function<Symbol, Interval> ranges;

    GateFactors(Function<Symbol, Interval> ranges) {
        this.ranges = ranges;
    }

    /** The count of the part that has fewest. */
    int of(Product product) {
        Deque<Product> open = new ArrayDeque<>(List.of(product));
        int fewest = Integer.MAX_VALUE;
        for (int looked = 0; looked < MOST_PARTS && !open.isEmpty(); looked++) {
            Product part = open.removeLast();
            Sum sum = sumToMultiplyOut(part);
            if (sum == null) {
                fewest = Math.min(fewest, ofPart(part));
                continue;
            }
            Product rest = part.times(Product.of(sum).reciprocal());
            if (!sum.constant().is(0)) {
                open.add(rest.times(sum.constant()));
            }
            sum.addends().forEach((powers, c) -> open.add(rest.times(new Product(c, powers))));
        }
        return fewest == Integer.MAX_VALUE ? 0 : fewest;
    }

    private @Nullable Sum sumToMultiplyOut(Product part) {
        for (Map.Entry<Base, Integer> e : part.powers().entrySet()) {
            if (e.getValue() > 0 && e.getKey() instanceof Sum sum) {
                boolean complement = !sum.constant().is(0) && sum.addends().size() == 1;
                if (!complement || largest(Product.of(sum)) > AT_MOST_ONE) {
                    return sum;
                }
            }
        }
        return null;
    }

    private int ofPart(Product part) {
        Map<Product, Integer> unbounded = new LinkedHashMap<>();
        List<Product> within = new ArrayList<>();
        List<Product> partners = new ArrayList<>();
        part.powers().forEach((base, n) -> {
            Product factor = n > 0 ? Product.of(base) : Product.of(base).reciprocal();
            double largest = largest(factor);
            for (int i = 0; i < Math.abs(n); i++) {
                if (Double.isInfinite(largest)) {
                    unbounded.merge(factor, 1, Integer::sum);
                } else {
                    partners.add(factor);
                    if (largest <= AT_MOST_ONE) {
                        within.add(factor);
                    }
                }
            }
        });
        int count = 0;
        for (Map.Entry<Product, Integer> e : unbounded.entrySet()) {
            Product factor = Product.constant(Interval.ONE);
            for (int i = 0; i < e.getValue(); i++) {
                factor = factor.times(e.getKey());
            }
            List<Product> bounding = bounding(factor, partners);
            if (!bounding.isEmpty()) {
                count++;
                for (Product used : bounding) {
                    partners.remove(used);
                    within.remove(used);
                }
            }
        }
        return count + within.size();
    }

    /** The fewest partners whose product with the factor is bounded; none where there are no such. */
    private List<Product> bounding(Product factor, List<Product> partners) {
        List<Product> related = partners.stream()
                .filter(p -> p.symbols().keySet().stream().anyMatch(factor::contains))
                .toList();
        for (int number = 1; number <= Math.min(MOST_PARTNERS, related.size()); number++) {
            List<Product> found = bounding(factor, related, number);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<Product> bounding(Product factor, List<Product> related, int number) {
        for (int i = 0; i < related.size(); i++) {
            Product joined = factor.times(related.get(i));
            if (number == 1) {
                if (!Double.isInfinite(largest(joined))) {
                    return List.of(related.get(i));
                }
                continue;
            }
            List<Product> others = bounding(joined, related.subList(i + 1, related.size()), number - 1);
            if (!others.isEmpty()) {
                List<Product> all = new ArrayList<>(others);
                all.add(related.get(i));
                return all;
            }
        }
        return List.of();
    }

    private double largest(Product product) {
        return Supremum.ofMagnitude(product, ranges, WORK).high();
    }
}
