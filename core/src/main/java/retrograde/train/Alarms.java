package retrograde.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import retrograde.train.Alarm.Action;
import retrograde.train.Alarm.Kind;
import retrograde.train.Alarm.Raised;
import retrograde.train.GradientWatch.Estimate;

/** The alarms of one training, and what they judge by. */
final class Alarms {
    private final List<Alarm> all;
    private final RecentNorms norms = new RecentNorms(Alarm.KEPT);

    /** Watches for these; where nothing is said of values that are not finite, they end the run. */
    Alarms(List<Alarm> given) {
        all = given;
    }

    private Optional<Alarm> of(Kind kind) {
        return all.stream().filter(a -> a.kind() == kind).findFirst();
    }

    /** Whether the gradient by lag must be watched. */
    boolean needWatch() {
        return of(Kind.VANISHING).isPresent();
    }

    /** What to do where a loss or gradient is not finite. */
    Action onNonFinite() {
        return of(Kind.NON_FINITE).map(Alarm::action).orElse(Action.STOP);
    }

    /** Judges a finite norm, then takes it in. */
    Optional<Raised> norm(int update, double norm) {
        Optional<Alarm> alarm = of(Kind.EXPLODING);
        if (alarm.isEmpty()) {
            return Optional.empty();
        }
        double median = norms.known() >= Alarm.USUAL ? norms.quantile(0.5) : Double.NaN;
        double limit = alarm.get().threshold() * median;
        norms.add(norm);
        // Not a number where there are too few: never larger.
        return norm > limit ? Optional.of(new Raised(alarm.get(), update, norm, limit,
                String.format(Locale.ROOT,
                        "exploding: the gradient's norm is %.3g at update %d, %.0f times the median of the last %d",
                        norm, update, norm / median, Alarm.KEPT)))
                : Optional.empty();
    }

    /** Judges the gradient by lag, now and then. */
    Optional<Raised> lags(int update, GradientWatch watch) {
        Optional<Alarm> alarm = of(Kind.VANISHING);
        if (alarm.isEmpty() || update % Alarm.JUDGED != 0) {
            return Optional.empty();
        }
        Estimate seen = watch.judged().estimate();
        int lag = lag(alarm.get(), seen);
        if (lag < 2 || seen.count()[lag - 1] < Alarm.FEWEST) {
            return Optional.empty();
        }
        watch.judged().reset();
        // No gradient at all has vanished, too.
        double left = seen.norm()[0] == 0 ? 0 : seen.norm()[lag - 1] / seen.norm()[0];
        return left < alarm.get().threshold()
                ? Optional.of(new Raised(alarm.get(), update, left, alarm.get().threshold(),
                        String.format(Locale.ROOT,
                                "vanishing: of the gradient at lag 1 only %.1e is left at lag %d (update %d)", left,
                                lag, update)))
                : Optional.empty();
    }

    /** The lag asked for, or the longest that enough pairs reach; 0 if there is none. */
    private static int lag(Alarm alarm, Estimate seen) {
        if (alarm.lag() > 0) {
            return Math.min(alarm.lag(), seen.count().length);
        }
        int lag = seen.count().length;
        while (lag > 0 && seen.count()[lag - 1] < Alarm.FEWEST) {
            lag--;
        }
        return lag;
    }

    /** Live arrays by name; none where nothing is judged by them. */
    Map<String, double[]> state() {
        return of(Kind.EXPLODING).isPresent() ? Map.of("alarm/norms", norms.state()) : Map.of();
    }
}
