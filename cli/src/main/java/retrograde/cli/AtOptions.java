package retrograde.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import retrograde.InputException;
import retrograde.data.Batch;
import retrograde.data.Dataset;
import retrograde.data.LabelledSequences;
import retrograde.data.TextDataset;
import retrograde.data.Vocabulary;
import retrograde.flow.SequenceGradient;
import retrograde.model.Model;
import retrograde.model.Seeds;
import retrograde.report.document.SequenceGradientDocument;
import tools.jackson.databind.node.ObjectNode;

/** The options by which flow looks at one given sequence: which of its steps the gradient of one loss reaches. */
final class AtOptions {
    private static final String DRAW = "draw:";
    /** Half a power of ten a mark; what is below the last one is blank. */
    private static final String MARKS = "█▇▆▅▄▃▂▁";
    private static final double MARK = Math.log(10) / 2;
    private static final int LINE = 72;

    @Option(
            names = "--at",
            paramLabel = "TEXT|draw:SEED",
            description = {"Instead of the flow: which steps of one sequence the gradient of one loss reaches.",
                    "A text of your own, for models of text (of its class: the one told); draw:SEED takes a held-out sequence of any data."})
    private @Nullable String at;

    @Option(
            names = "--step",
            paramLabel = "T",
            description = "With --at: the step whose loss is followed back, from 0 (default: the last with a loss).")
    private @Nullable Integer step;

    @Option(
            names = "--from",
            paramLabel = "S",
            description = "With --at and --json: also the matrices ∂h_T/∂x_S and ∂h_T/∂s_(S−1), from the step S on.")
    private @Nullable Integer from;

    boolean given() {
        if (at == null && (step != null || from != null)) {
            throw new InputException((step != null ? "--step" : "--from")
                    + " belongs to --at, which is not given; add --at 'some text' or --at draw:1");
        }
        return at != null;
    }

    /**
     * Measures and prints.
     *
     * @param steps the data's T, for a sequence that is drawn
     * @return the document
     */
    ObjectNode show(Model model, Dataset data, int steps, boolean json) {
        if (from != null) {
            model.requireOneDirection("--from");
        }
        Batch batch = batch(model, data, steps);
        int t = lossStep(batch);
        if (from != null && (from < 0 || from > t)) {
            throw new InputException(
                    "--from is " + from + "; matrices lead from a step between 0 and " + t + ", the step of the loss");
        }
        SequenceGradient gradient = SequenceGradient.measure(model, batch, t);
        List<String> symbols = symbols(batch, data);
        ObjectNode document = SequenceGradientDocument.of(gradient, model, data, symbols,
                from == null ? null : SequenceGradient.matrices(model, batch, t, from));
        System.out.print(
                json ? document.toPrettyString() + System.lineSeparator() : text(gradient, model, data, symbols));
        return document;
    }

    private Batch batch(Model model, Dataset data, int steps) {
        String given = at == null ? "" : at;
        if (given.startsWith(DRAW)) {
            try {
                long seed = Long.parseLong(given.substring(DRAW.length()));
                return data.heldOut(Seeds.generator(seed, "at"), steps, 1);
            } catch (NumberFormatException e) {
                throw new InputException(
                        "--at " + given + ": the seed after draw: must be a whole number, as in draw:1", e);
            }
        }
        return switch (data) {
            case TextDataset text -> text.sequence(given);
            case LabelledSequences texts when texts.symbolic() -> {
                // Of a text whose class nobody gave: the loss of the one that the model tells.
                double[] answers = model.answers(texts.sequence(given, 0));
                int told = 0;
                for (int c = 1; c < answers.length; c++) {
                    told = answers[c] > answers[told] ? c : told;
                }
                yield texts.sequence(given, told);
            }
            default -> throw new InputException("--at '" + given + "' is a text, and " + data.name()
                    + " is not; --at draw:1 takes a held-out sequence of it");
        };
    }

    private int lossStep(Batch batch) {
        int last = batch.steps() - 1;
        while (last > 0 && !batch.targets().lossAt(last, 0)) {
            last--;
        }
        if (step == null) {
            return last;
        }
        if (step < 0 || step >= batch.steps() || !batch.targets().lossAt(step, 0)) {
            throw new InputException("--step is " + step + ", but the sequence has steps 0 to " + (batch.steps() - 1)
                    + (step >= 0 && step < batch.steps() ? ", and no loss at that one; the last with a loss is " + last
                            : ""));
        }
        return step;
    }

    /**
     * The sequence's characters and what is predicted after its last step, the next one or its class; empty where its inputs
     * are no characters.
     */
    private static List<String> symbols(Batch batch, Dataset data) {
        List<String> characters = data.encoding().vocabulary().map(Vocabulary::symbols).orElse(List.of());
        if (characters.isEmpty() || !(batch.inputs() instanceof Batch.Symbols inputs)
                || !(batch.targets() instanceof Batch.Classes targets)) {
            return List.of();
        }
        List<String> symbols = new ArrayList<>();
        for (int s : inputs.values()) {
            symbols.add(symbol(characters, s));
        }
        int predicted = targets.values()[inputs.steps() - 1];
        symbols.add(data instanceof LabelledSequences labelled ? labelled.classes().get(predicted)
                : symbol(characters, predicted));
        return symbols;
    }

    private static String symbol(List<String> characters, int s) {
        return s < characters.size() ? characters.get(s) : Vocabulary.OTHER;
    }

    private static String text(SequenceGradient g, Model model, Dataset data, List<String> symbols) {
        StringBuilder text = new StringBuilder();
        line(text, "%s on %s: the loss of step %d%s is %.4f", model.architecture().layers().getLast().cell().name(),
                data.name(), g.step(),
                symbols.isEmpty() ? "" : ", which predicts '" + visible(symbols.get(g.step() + 1)) + "'", g.loss());
        // Marks stand below characters; words are wider.
        boolean below = symbols.stream()
                .limit(g.logInput().length)
                .allMatch(symbol -> symbol.codePointCount(0, symbol.length()) == 1);
        double largest = Arrays.stream(g.logInput()).max().orElse(0);
        for (int first = 0; first < g.logInput().length; first += LINE) {
            int end = Math.min(first + LINE, g.logInput().length);
            StringBuilder marks = new StringBuilder();
            StringBuilder characters = new StringBuilder();
            for (int s = first; s < end; s++) {
                int level = (int) Math.floor((largest - g.logInput()[s]) / MARK);
                marks.append(level >= 0 && level < MARKS.length() ? MARKS.charAt(level) : ' ');
                characters.append(symbols.isEmpty() || !below ? "" : visible(symbols.get(s)));
            }
            line(text, "%5d  %s", first, symbols.isEmpty() || !below ? marks : characters);
            if (!symbols.isEmpty() && below) {
                line(text, "       %s", marks);
            }
        }
        line(text,
                "marks   ‖∂ℓ/∂x‖ of each step: █ within a half power of ten of the largest, each lower one a half less");
        line(text, g.bothSides()
                ? "reach   half of Σ‖∂ℓ/∂x‖ comes from steps less than %d away, 90 %% less than %d, 99 %% less than %d"
                : "reach   half of Σ‖∂ℓ/∂x‖ comes from the last %d steps, 90 %% from the last %d, 99 %% from the last %d",
                g.within(0.5), g.within(0.9), g.within(0.99));
        if (g.bothSides()) {
            return text.toString();
        }
        line(text, "carried ‖∂ℓ/∂s‖ e^%.2f into step %d, e^%.2f into the initial state; ‖∂s_t/∂s_0‖ = e^%.2f",
                g.logState()[g.step()], g.step() - 1, g.logState()[0], g.logTransport()[0]);
        return text.toString();
    }

    /** What would break the line or not be seen has a sign of its own; one column each. */
    private static String visible(String character) {
        return switch (character) {
            case "\n" -> "⏎";
            case "\r" -> "␍";
            case "\t" -> "␉";
            default -> Character.isISOControl(character.codePointAt(0)) ? "□" : character;
        };
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library for this alone
    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
    }
}
