package retrograde.formats.mapping;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import retrograde.InputException;

/**
 * The times of a series' rows and the steps between them.
 *
 * <p>Dates are ISO 8601 ({@code 2001-12}, {@code 2001-12-29}, {@code 2001-12-29T06:00}, with a blank for the T, with or
 * without an offset). Their steps are even if all are as long, or all the same number of months from a day to the same day,
 * or from the last of a month to the last. Numbers are even if no step differs from the median one by more than a millionth.
 */
final class TimeSteps {
    /** What the name of the input that tells the steps ends with. */
    static final String STEP = " step";
    private static final double DAY = 86400;

    private final String column;
    private final double[] times;
    private final boolean dates;
    private final boolean calendar;

    private TimeSteps(String column, double[] times, boolean dates, boolean calendar) {
        this.column = column;
        this.times = times;
        this.dates = dates;
        this.calendar = calendar;
    }

    /** Of a column of numbers. */
    static TimeSteps of(String column, double[] numbers) {
        for (int n = 0; n < numbers.length; n++) {
            if (!Double.isFinite(numbers[n])) {
                throw new InputException("The time column " + column + " has no time in row " + (n + 1)
                        + ". Every row needs one, or leave --time out.");
            }
        }
        return new TimeSteps(column, numbers, false, false);
    }

    /** Of a column of dates; empty if a cell is none. */
    static Optional<TimeSteps> of(String column, List<String> cells) {
        List<LocalDateTime> moments = new ArrayList<>(cells.size());
        for (String cell : cells) {
            Optional<LocalDateTime> moment = moment(cell);
            if (moment.isEmpty()) {
                return Optional.empty();
            }
            moments.add(moment.get());
        }
        double[] seconds = moments.stream()
                .mapToDouble(m -> m.toEpochSecond(ZoneOffset.UTC) + m.get(ChronoField.NANO_OF_SECOND) / 1e9)
                .toArray();
        return moments.isEmpty() ? Optional.empty()
                : Optional.of(new TimeSteps(column, seconds, true, monthly(moments)));
    }

    /** A cell as a moment, in UTC where it has an offset. */
    private static Optional<LocalDateTime> moment(String cell) {
        String text = cell.strip().replace('/', '-');
        try {
            if (text.length() == 7) {
                return Optional.of(YearMonth.parse(text).atDay(1).atStartOfDay());
            }
            if (text.length() == 10) {
                return Optional.of(LocalDate.parse(text).atStartOfDay());
            }
            if (text.length() < 16) {
                return Optional.empty();
            }
            String time = text.substring(0, 10) + "T" + text.substring(11);
            boolean offset = time.endsWith("Z") || time.lastIndexOf('+') > 10 || time.lastIndexOf('-') > 10;
            return Optional
                    .of(offset ? OffsetDateTime.parse(time).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
                            : LocalDateTime.parse(time));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static boolean monthly(List<LocalDateTime> moments) {
        if (moments.size() < 2) {
            return false;
        }
        long months = months(moments.get(0), moments.get(1));
        boolean last = true;
        boolean same = months > 0;
        for (int n = 0; n < moments.size(); n++) {
            LocalDateTime moment = moments.get(n);
            last &= moment.getDayOfMonth() == moment.toLocalDate().lengthOfMonth();
            same &= n == 0 || months(moments.get(n - 1), moment) == months;
            same &= moment.toLocalTime().equals(moments.get(0).toLocalTime());
        }
        int day = moments.get(0).getDayOfMonth();
        return same && (last || moments.stream().allMatch(m -> m.getDayOfMonth() == day));
    }

    private static long months(LocalDateTime from, LocalDateTime to) {
        return ChronoUnit.MONTHS.between(YearMonth.from(from), YearMonth.from(to));
    }

    /** The name of the input that tells the steps. */
    String stepName() {
        return column + STEP;
    }

    /** The time since the row before, in days or in the column's own unit; 0 for the first row. */
    double[] steps() {
        double[] steps = new double[times.length];
        for (int n = 1; n < times.length; n++) {
            steps[n] = (times[n] - times[n - 1]) / (dates ? DAY : 1);
        }
        return steps;
    }

    /** Whether all steps are alike. */
    boolean even() {
        if (calendar || times.length < 3) {
            return true;
        }
        double usual = usual();
        for (int n = 1; n < times.length; n++) {
            if (unusual(n, usual)) {
                return false;
            }
        }
        return true;
    }

    /**
     * That time goes on from row to row, and evenly if it must.
     *
     * @param source what has the rows, for the message
     * @throws InputException where it does not
     */
    void check(String source, Uneven uneven) {
        int count = 0;
        int first = 0;
        double usual = usual();
        for (int n = 1; n < times.length; n++) {
            if (times[n] < times[n - 1]) {
                throw new InputException("In " + source + " time goes back: row " + (n + 1) + " of the column " + column
                        + " is earlier than row " + n + ". Sort the rows by time.");
            }
            if (unusual(n, usual)) {
                first = count++ == 0 ? n : first;
            }
        }
        if (uneven == Uneven.REFUSE && !even()) {
            throw new InputException("The time steps of " + source + " are uneven: by its column " + column + ", row "
                    + (first + 1) + " comes " + length(times[first] - times[first - 1]) + " after row " + first
                    + ", where most come after " + length(usual) + " (" + count + " of " + (times.length - 1)
                    + " steps differ). Fill the rows in, or say what to do: --uneven step (the time since the row before is"
                    + " one more input) or --uneven ignore (take the rows as they come).");
        }
    }

    private boolean unusual(int n, double usual) {
        return Math.abs(times[n] - times[n - 1] - usual) > 1e-6 * Math.abs(usual);
    }

    /** The median step. */
    private double usual() {
        double[] steps = new double[Math.max(1, times.length - 1)];
        for (int n = 1; n < times.length; n++) {
            steps[n - 1] = times[n] - times[n - 1];
        }
        Arrays.sort(steps);
        return steps[steps.length / 2];
    }

    private String length(double step) {
        if (!dates) {
            return Float.toString((float) step);
        }
        double days = step / DAY;
        if (days == Math.rint(days)) {
            return String.format(Locale.ROOT, "%.0f %s", days, days == 1 ? "day" : "days");
        }
        return String.format(Locale.ROOT, step < 3600 ? "%.6g s" : "%.6g h", step < 3600 ? step : step / 3600);
    }
}
