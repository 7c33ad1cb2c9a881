package retrograde.engine.simd;

/** Evaluates a description on single double values. */
final class DoubleLanes implements Lanes<Double, Long, Boolean> {
    @Override
    public boolean wide() {
        return true;
    }

    @Override
    public Double constant(double value) {
        return value;
    }

    @Override
    public Double add(Double a, Double b) {
        return a + b;
    }

    @Override
    public Double subtract(Double a, Double b) {
        return a - b;
    }

    @Override
    public Double multiply(Double a, Double b) {
        return a * b;
    }

    @Override
    public Double divide(Double a, Double b) {
        return a / b;
    }

    @Override
    public Double fma(Double a, Double b, Double c) {
        return Math.fma(a, b, c);
    }

    @Override
    public Double negate(Double a) {
        return -a;
    }

    @Override
    public Double abs(Double a) {
        return Math.abs(a);
    }

    @Override
    public Double sqrt(Double a) {
        return Math.sqrt(a);
    }

    @Override
    public Boolean less(Double a, Double b) {
        return a < b;
    }

    @Override
    public Boolean lessOrEqual(Double a, Double b) {
        return a <= b;
    }

    @Override
    public Boolean equal(Double a, Double b) {
        return a.doubleValue() == b.doubleValue();
    }

    @Override
    public Double select(Boolean condition, Double a, Double b) {
        return condition ? a : b;
    }

    @Override
    public Long bits(Double a) {
        return Double.doubleToRawLongBits(a);
    }

    @Override
    public Double fromBits(Long bits) {
        return Double.longBitsToDouble(bits);
    }

    @Override
    public Long integer(long value) {
        return value;
    }

    @Override
    public Long addIntegers(Long a, Long b) {
        return a + b;
    }

    @Override
    public Long subtractIntegers(Long a, Long b) {
        return a - b;
    }

    @Override
    public Long and(Long a, Long b) {
        return a & b;
    }

    @Override
    public Long or(Long a, Long b) {
        return a | b;
    }

    @Override
    public Long shiftLeft(Long a, int distance) {
        return a << distance;
    }

    @Override
    public Long shiftRight(Long a, int distance) {
        return a >>> distance;
    }
}
