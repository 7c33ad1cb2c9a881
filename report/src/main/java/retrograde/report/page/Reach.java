package retrograde.report.page;

import tools.jackson.databind.JsonNode;

/**
 * A measured reach as it may be shown: beyond half of the window it cannot be told from a longer one, so that it is
 * "at least T/2" wherever K₉₀ fell.
 *
 * @param steps K₉₀, or half of the window where it is censored; NaN where nothing was measured
 * @param censored whether {@code steps} is only a lower bound
 */
record Reach(double steps, boolean censored) {

    /** The reach before or after training. */
    static Reach of(JsonNode moment) {
        JsonNode reach = moment.path("reach");
        boolean censored = reach.path("censored").asBoolean(false);
        double k90 = reach.path("k90").asDouble(Double.NaN);
        double window = moment.path("flow").path("window").asDouble(Double.NaN);
        return new Reach(censored && Double.isFinite(window) ? window / 2 : k90, censored);
    }
}
