package retrograde.engine.simd;

/** Evaluates a description on single float values. */
final class FloatLanes implements Lanes<Float, Integer, Boolean> {
    @Override
    public boolean wide() {
        return false;
    }

    @Override
    public Float constant(double value) {
        return (float) value;
    }

    @Override
    public Float add(Float a, Float b) {
        return a + b;
    }

    @Override
    public Float subtract(Float a, Float b) {
        return a - b;
    }

    @Override
    public Float multiply(Float a, Float b) {
        return a * b;
    }

    @Override
    public Float divide(Float a, Float b) {
        return a / b;
    }

    @Override
    public Float fma(Float a, Float b, Float c) {
        return Math.fma(a, b, c);
    }

    @Override
    public Float negate(Float a) {
        return -a;
    }

    @Override
    public Float abs(Float a) {
        return Math.abs(a);
    }

    @Override
    public Float sqrt(Float a) {
        return (float) Math.sqrt(a);
    }

    @Override
    public Boolean less(Float a, Float b) {
        return a < b;
    }

    @Override
    public Boolean lessOrEqual(Float a, Float b) {
        return a <= b;
    }

    @Override
    public Boolean equal(Float a, Float b) {
        return a.floatValue() == b.floatValue();
    }

    @Override
    public Float select(Boolean condition, Float a, Float b) {
        return condition ? a : b;
    }

    @Override
    public Integer bits(Float a) {
        return Float.floatToRawIntBits(a);
    }

    @Override
    public Float fromBits(Integer bits) {
        return Float.intBitsToFloat(bits);
    }

    @Override
    public Integer integer(long value) {
        return (int) value;
    }

    @Override
    public Integer addIntegers(Integer a, Integer b) {
        return a + b;
    }

    @Override
    public Integer subtractIntegers(Integer a, Integer b) {
        return a - b;
    }

    @Override
    public Integer and(Integer a, Integer b) {
        return a & b;
    }

    @Override
    public Integer or(Integer a, Integer b) {
        return a | b;
    }

    @Override
    public Integer shiftLeft(Integer a, int distance) {
        return a << distance;
    }

    @Override
    public Integer shiftRight(Integer a, int distance) {
        return a >>> distance;
    }
}
