package retrograde.cli;

import java.io.Console;
import java.util.Locale;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error: a bar on a terminal, a plain line now and then elsewhere. */
interface Progress extends AutoCloseable {
    /** Work is at {@code step}; {@code message} says how it goes. */
    void at(long step, String message);

    /** Shows a text of its own between two states of progress. */
    void note(String text);

    /** The same for what must be seen even where no progress is wanted. */
    void warn(String text);

    @Override
    void close();

    /** Progress of so many steps; silent if not wanted and there is no terminal. */
    @SuppressWarnings("SystemConsoleNull") // in JDK 25 it is null again where there is no terminal
    static Progress of(String task, long steps, boolean lines) {
        Console console = System.console();
        if (console != null && console.isTerminal() && steps > 0) {
            return new Bar(task, steps);
        }
        return lines ? new Lines(task, steps) : new Lines(task, 0);
    }

    /** On a terminal. */
    final class Bar implements Progress {
        private final ProgressBar bar;

        Bar(String task, long steps) {
            bar = new ProgressBarBuilder().setTaskName(task)
                    .setInitialMax(steps)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .showSpeed()
                    .build();
        }

        @Override
        public void at(long step, String message) {
            bar.stepTo(step);
            bar.setExtraMessage(message);
        }

        /** Where the bar stands; it is drawn again below. */
        @Override
        public void note(String text) {
            System.err.println("\r\u001b[2K" + text);
        }

        @Override
        public void warn(String text) {
            note(text);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Elsewhere: every tenth of the way. */
    final class Lines implements Progress {
        private final String task;
        private final long steps;
        private final long start = System.nanoTime();
        private long tenth;
        /** Where work began: a run that is resumed does not begin at 0. */
        private long first = -1;

        Lines(String task, long steps) {
            this.task = task;
            this.steps = steps;
        }

        @Override
        public synchronized void at(long step, String message) {
            first = first < 0 ? step - 1 : first;
            if (steps > 0 && step * 10 / steps > tenth) {
                tenth = step * 10 / steps;
                double seconds = (System.nanoTime() - start) / 1e9;
                double rate = (step - first) / seconds;
                System.err.println(String.format(Locale.ROOT, "%s %d/%d (%.0f s%s, %.3g/s) %s", task, step, steps,
                        seconds, step < steps ? String.format(Locale.ROOT, ", %.0f s left", (steps - step) / rate) : "",
                        rate, message).stripTrailing());
            }
        }

        @Override
        public synchronized void note(String text) {
            if (steps > 0) {
                System.err.println(text);
            }
        }

        @Override
        public synchronized void warn(String text) {
            System.err.println(text);
        }

        @Override
        public void close() {}
    }
}
