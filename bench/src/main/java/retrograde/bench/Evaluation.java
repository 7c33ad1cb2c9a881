package retrograde.bench;

import java.util.Map;

/**
 * Loss and gradient at some weights.
 *
 * @param loss {@code ½·mean(output²)}
 * @param gradient for each of the cell's parameters its gradient, row-major; empty where a side cannot tell
 */
record Evaluation(double loss, Map<String, float[]> gradient) {}
