package retrograde.store;

import java.util.Optional;

/**
 * A metric of a run in a few figures.
 *
 * @param name of the metric
 * @param count of its values
 * @param nonFinite how many of them are NaN or infinite
 * @param first value
 * @param last value
 * @param least finite value, the first of equal ones
 * @param greatest finite value, the first of equal ones
 */
public record MetricSummary(String name, long count, long nonFinite, Metric first, Metric last, Optional<Metric> least,
        Optional<Metric> greatest) {}
