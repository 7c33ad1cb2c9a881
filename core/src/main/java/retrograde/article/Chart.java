package retrograde.article;

import java.util.List;

/**
 * A picture of figures: lines or points over numbers, or bars over categories.
 *
 * @param title what it shows, in English; the report translates it
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param categories the names under the bars; empty where x is a number
 * @param series what is drawn
 */
public record Chart(String title, Axis x, Axis y, List<String> categories, List<Series> series) {
    /** Copies the lists. */
    public Chart {
        categories = List.copyOf(categories);
        series = List.copyOf(series);
    }

    /**
     * An axis.
     *
     * @param name what it counts, in English, with its unit after a comma
     * @param logarithmic whether equal distances are equal ratios; values are plain numbers above 0 then
     */
    public record Axis(String name, boolean logarithmic) {
        /** An axis of equal distances. */
        public static Axis of(String name) {
            return new Axis(name, false);
        }

        /** A logarithmic axis. */
        public static Axis log(String name) {
            return new Axis(name, true);
        }
    }

    /**
     * Numbers of one kind.
     *
     * @param name in names and symbols that need no translation, as {@link Figure#of}
     * @param x as long as {@code y}; for bars the index of the category
     * @param y values; what is not finite is not drawn
     * @param error one standard error of each y, or empty
     * @param joined whether a line joins the points
     */
    @SuppressWarnings("ArrayRecordComponent") // drawn, not compared
    public record Series(String name, double[] x, double[] y, double[] error, boolean joined) {
        /** Checks the lengths. */
        public Series {
            if (x.length != y.length || (error.length != 0 && error.length != y.length)) {
                throw new IllegalArgumentException(
                        name + ": " + x.length + " x, " + y.length + " y, " + error.length + " errors");
            }
        }

        /** A line without errors. */
        public static Series line(String name, double[] x, double[] y) {
            return new Series(name, x, y, new double[0], true);
        }

        /** Points that nothing joins. */
        public static Series points(String name, double[] x, double[] y) {
            return new Series(name, x, y, new double[0], false);
        }

        /** A bar for each category, in their order. */
        public static Series bars(String name, double[] y, double[] error) {
            double[] x = new double[y.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = i;
            }
            return new Series(name, x, y, error, false);
        }
    }

    /** Lines or points over numbers. */
    public static Chart lines(String title, Axis x, Axis y, List<Series> series) {
        return new Chart(title, x, y, List.of(), series);
    }

    /** Bars over categories. */
    public static Chart bars(String title, Axis y, List<String> categories, List<Series> series) {
        return new Chart(title, Axis.of(""), y, categories, series);
    }
}
