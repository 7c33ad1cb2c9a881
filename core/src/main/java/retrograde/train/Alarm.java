package retrograde.train;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import retrograde.InputException;
import retrograde.equation.Suggestion;

/**
 * Something that a training is to be watched for, and what is to be done when it happens.
 *
 * <ul>
 * <li>{@code vanishing}: {@code g_K/g_1 < ε}, the gradient by lag at lag K against lag 1, mean over {@link #JUDGED} updates
 * and at least {@link #FEWEST} (sequence, loss step) pairs;
 * <li>{@code exploding}: the gradient's norm before clipping is more than {@code factor} times the median of the last
 * {@link #KEPT} ones, of which there are at least {@link #USUAL};
 * <li>{@code non-finite}: the loss or the gradient is not finite. The weights are never touched by it.
 * </ul>
 *
 * @param kind of what
 * @param threshold ε of vanishing, the factor of exploding; NaN for non-finite
 * @param lag K of vanishing; 0 for the longest with enough pairs
 * @param action what to do
 */
public record Alarm(Kind kind, double threshold, int lag, Action action) {
    /** Updates from one judgement of vanishing to the next. */
    public static final int JUDGED = 50;
    /** Pairs from which a mean is judged. */
    public static final int FEWEST = 8;
    /** Norms looked back on. */
    public static final int KEPT = 100;
    /** Norms from which it is known what is usual. */
    public static final int USUAL = 20;

    private static final Pattern FORM = Pattern.compile("([a-z-]+)(?::([^@=]*))?(?:@([^=]*))?=([a-z]+)");
    private static final String HOW = "; write for example vanishing:1e-6@100=report, exploding:10=clip or non-finite=stop";

    /** What there is to watch for. */
    public enum Kind {
        /** The gradient does not reach far back. */
        VANISHING(1e-6, false),
        /** The gradient is suddenly many times as large as before. */
        EXPLODING(10, true),
        /** NaN or infinity. */
        NON_FINITE(Double.NaN, false);

        private final double standard;
        private final boolean clippable;

        Kind(double standard, boolean clippable) {
            this.standard = standard;
            this.clippable = clippable;
        }

        /** As it is written: {@code non-finite}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What is done. */
    public enum Action {
        /** Say so and go on; an update with a value that is not finite is left out. */
        REPORT,
        /** Scale the gradient down to the threshold, say so and go on. */
        CLIP,
        /** Leave the weights as they are and end the run. */
        STOP;

        /** As it is written. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An alarm that went off.
     *
     * @param alarm which
     * @param update the update at which, from 1
     * @param value {@code g_K/g_1}, or the gradient's norm
     * @param limit what it was held against: ε, or the largest norm without alarm
     * @param message a sentence without its full stop
     */
    public record Raised(Alarm alarm, int update, double value, double limit, String message) {}

    /** Checks that the action is one for this kind. */
    public Alarm {
        if (action == Action.CLIP && !kind.clippable) {
            throw new InputException("--alarm " + kind.text() + "=" + action.text() + ": "
                    + (kind == Kind.NON_FINITE ? "a value that is not finite cannot be clipped"
                            : "a gradient that is too small cannot be clipped")
                    + "; choose report or stop");
        }
    }

    /** What happens where nothing else is said: a value that is not finite ends the run. */
    public static Alarm standard() {
        return new Alarm(Kind.NON_FINITE, Double.NaN, 0, Action.STOP);
    }

    /** Reads {@code KIND[:THRESHOLD][@LAG]=ACTION}. */
    public static Alarm parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new InputException("--alarm '" + text + "' is not KIND[:THRESHOLD][@LAG]=ACTION" + HOW);
        }
        Kind kind = choice(text, parts.group(1), List.of(Kind.values()), Kind::text);
        Action action = choice(text, parts.group(4), List.of(Action.values()), Action::text);
        String threshold = parts.group(2);
        String lag = parts.group(3);
        if (threshold != null && kind == Kind.NON_FINITE) {
            throw new InputException(
                    "--alarm '" + text + "': non-finite has no threshold; write non-finite=" + action.text());
        }
        if (lag != null && kind != Kind.VANISHING) {
            throw new InputException("--alarm '" + text + "': only vanishing is judged at a lag; leave out @" + lag);
        }
        return new Alarm(kind, threshold == null ? kind.standard : threshold(text, kind, threshold),
                lag == null ? 0 : lag(text, lag), action);
    }

    private static <T> T choice(String text, String given, List<T> all, java.util.function.Function<T, String> name) {
        List<String> names = all.stream().map(name).toList();
        int index = names.indexOf(given);
        if (index < 0) {
            throw new InputException("--alarm '" + text + "': " + given + " is none of " + String.join(", ", names)
                    + Suggestion.phrase(given, names) + HOW);
        }
        return all.get(index);
    }

    private static double threshold(String text, Kind kind, String given) {
        double least = kind == Kind.VANISHING ? 0 : 1;
        double most = kind == Kind.VANISHING ? 1 : Double.MAX_VALUE;
        try {
            double value = Double.parseDouble(given);
            if (value > least && value < most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InputException("--alarm '" + text + "': " + given
                + (kind == Kind.VANISHING
                        ? " is no number between 0 and 1, the least that should be left of the gradient"
                        : " is no number above 1, how many times the usual norm is too much")
                + HOW);
    }

    private static int lag(String text, String given) {
        try {
            int lag = Integer.parseInt(given);
            if (lag >= 2) {
                return lag;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InputException("--alarm '" + text + "': " + given + " is no lag of 2 steps or more" + HOW);
    }

    /** As {@link #parse} reads it. */
    public String text() {
        return kind.text() + (Double.isNaN(threshold) ? "" : ":" + threshold) + (lag == 0 ? "" : "@" + lag) + "="
                + action.text();
    }
}
