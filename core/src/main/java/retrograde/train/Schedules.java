package retrograde.train;

import java.util.List;

import retrograde.InputException;
import retrograde.train.NamedSettings.Form;

/**
 * Courses of the learning rate by name: {@code constant}, {@code step:every=100,factor=0.5}, {@code exponential:factor=.999},
 * {@code cosine}, {@code cosine:to=1e-4}, {@code plateau:patience=3,factor=0.5,least=1e-5}; any of them after a warm-up:
 * {@code warmup:100+cosine}.
 */
public final class Schedules {
    /** The option that messages speak of. */
    static final String OPTION = "--schedule";
    /** PyTorch's gamma of StepLR and factor of ReduceLROnPlateau. */
    static final double STANDARD_FACTOR = 0.1;
    /** PyTorch's. */
    static final int STANDARD_PATIENCE = 10;

    private static final List<Form> FORMS = List.of(new Form("constant"), new Form("step", "every", "factor"),
            new Form("exponential", List.of("factor"), true), new Form("cosine", List.of("to"), true),
            new Form("plateau", "patience", "factor", "least"), new Form("warmup", List.of("updates"), true));

    private Schedules() {}

    /** The names. */
    public static List<String> names() {
        return FORMS.stream().map(Form::name).toList();
    }

    /**
     * Reads the text form; {@link Schedule#text} writes it.
     *
     * @throws InputException saying what was given, what there is, and the range expected
     */
    public static Schedule read(String text) {
        // A name follows; the plus of 1e+3 stays.
        String[] parts = text.split("\\+(?=\\s*[A-Za-z])", -1);
        Schedule schedule = one(parts[parts.length - 1]);
        for (int k = parts.length - 2; k >= 0; k--) {
            if (!(one(parts[k]) instanceof Schedule.Warmup warmup) || k > 0) {
                throw new InputException(OPTION + " " + text.strip()
                        + ": what stands before a + is one warm-up, as in warmup:100+cosine");
            }
            schedule = new Schedule.Warmup(warmup.updates(), schedule);
        }
        return schedule;
    }

    private static Schedule one(String text) {
        NamedSettings given = NamedSettings.read(OPTION, text, FORMS);
        return switch (given.name()) {
            case "constant" -> new Schedule.Constant();
            case "step" -> new Schedule.Steps(given.count("every"), given.number("factor", STANDARD_FACTOR));
            case "exponential" -> new Schedule.Exponential(given.number("factor"));
            case "cosine" -> new Schedule.Cosine(given.number("to", 0));
            case "plateau" -> new Plateau(given.count("patience", STANDARD_PATIENCE, 0),
                    given.number("factor", STANDARD_FACTOR), given.number("least", 0));
            case "warmup" -> new Schedule.Warmup(given.count("updates"), new Schedule.Constant());
            default -> throw new IllegalStateException(given.name());
        };
    }

    static void checkCount(String name, String setting, int value) {
        if (value < 1) {
            throw new InputException(OPTION + " " + name + ": " + setting + " is " + value + "; it must be at least 1");
        }
    }
}
