package retrograde.flow;

import java.util.List;

/**
 * The first value that is not a number or infinite: where it arose, and which terms of the Jacobian it is part of.
 *
 * @param step from 0
 * @param layer from 1
 * @param variable the gate or state that is not finite though everything it reads at that step was
 * @param unit from 0
 * @param sequence from 0
 * @param value {@code NaN}, {@code Infinity} or {@code -Infinity}
 * @param path for a gate the terms that pass it, for a state those that lead to it, joined by "; "
 */
public record NonFinite(int step, int layer, String variable, int unit, int sequence, String value, String path) {
    /** What it costs. */
    public static final String COST = "O(T·S·H): reads every gate and state once";

    /** The same in the layer of another number. */
    NonFinite of(int number) {
        return new NonFinite(step, number, variable, unit, sequence, value, path);
    }

    /** The first one, by step, then layer, then the order of evaluation; empty where everything is finite. */
    public static List<NonFinite> measure(Trajectories run) {
        return Course.of(run).nonFinite();
    }
}
