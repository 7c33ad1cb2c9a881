package retrograde.cli;

import java.util.Locale;

import retrograde.advice.Advice;
import retrograde.advice.ClipAdvice;
import retrograde.advice.Recommendation;
import retrograde.advice.WindowAdvice;

/** Advice as text for a terminal: what to do first, then what it promises and the figures it rests on. */
final class AdviceText {
    private static final String INDENT = " ".repeat(11);

    private AdviceText() {}

    static String of(Advice advice) {
        StringBuilder text = new StringBuilder();
        text.append(String.format("advice     for retrograde train, each by itself%n"));
        piece(text, "windows", advice.window().recommendation());
        for (WindowAdvice.Row row : advice.window().rows()) {
            if (row.lag() >= 0) {
                line(text, "  K_%.0f %d steps: rest %.3f ± %.3f, cosine %.4f", 100 * row.kept(), row.lag(), row.rest(),
                        row.restError(), row.cosine());
            }
        }
        piece(text, "clipping", advice.clip().recommendation());
        ClipAdvice clip = advice.clip();
        line(text, "  norms of %d batches of %d: median %.3g, 90 %% %.3g, 99 %% %.3g, largest %.3g", clip.batches(),
                clip.batch(), clip.median(), clip.q90(), clip.q99(), clip.largest());
        piece(text, "first biases", advice.biases().recommendation());
        return text.toString();
    }

    private static void piece(StringBuilder text, String about, Recommendation r) {
        line(text, "%s: %s", r.given() ? String.join(" ", r.options()) : about + ": none", r.text());
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library for this alone
    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(INDENT).append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
    }
}
