package retrograde.train;

import java.util.List;

import retrograde.train.NamedSettings.Form;

/**
 * Optimisers by name, with their constants: {@code adam}, {@code adamw:decay=0.1}, {@code sgd:momentum=0.9,nesterov=true},
 * {@code rmsprop:alpha=0.9,centered=true}, {@code adamax:eps=1e-7}.
 */
public final class Optimisers {
    /** The option that messages speak of. */
    static final String OPTION = "--optimiser";

    private static final List<Form> FORMS = List.of(new Form("adam", "beta1", "beta2", "eps", "decay"),
            new Form("adamw", "beta1", "beta2", "eps", "decay"), new Form("adamax", "beta1", "beta2", "eps", "decay"),
            new Form("rmsprop", "alpha", "eps", "momentum", "centered", "decay"),
            new Form("sgd", "momentum", "nesterov", "decay"));

    private Optimisers() {}

    /** The names. */
    public static List<String> names() {
        return FORMS.stream().map(Form::name).toList();
    }

    /**
     * Reads the text form; {@link Optimiser.Settings#text} writes it.
     *
     * @throws retrograde.InputException saying what was given, what there is, and the range expected
     */
    public static Optimiser.Settings read(String text) {
        NamedSettings given = NamedSettings.read(OPTION, text, FORMS);
        double beta1 = given.number("beta1", 0.9);
        double beta2 = given.number("beta2", 0.999);
        double epsilon = given.number("eps", 1e-8);
        double momentum = given.number("momentum", 0);
        double decay = given.number("decay", given.name().equals("adamw") ? AdamW.Settings.STANDARD.decay() : 0);
        return switch (given.name()) {
            case "adam" -> new Adam.Settings(beta1, beta2, epsilon, decay);
            case "adamw" -> new AdamW.Settings(beta1, beta2, epsilon, decay);
            case "adamax" -> new Adamax.Settings(beta1, beta2, epsilon, decay);
            case "rmsprop" -> new RmsProp.Settings(given.number("alpha", 0.99), epsilon, momentum,
                    given.flag("centered"), decay);
            case "sgd" -> new Sgd.Settings(momentum, given.flag("nesterov"), decay);
            default -> throw new IllegalStateException(given.name());
        };
    }

    static void checkMoments(String name, double beta1, double beta2, double epsilon, double decay) {
        String owner = OPTION + " " + name;
        Range.SHARE.check(owner, "beta1", beta1);
        Range.SHARE.check(owner, "beta2", beta2);
        Range.NOT_NEGATIVE.check(owner, "eps", epsilon);
        Range.NOT_NEGATIVE.check(owner, "decay", decay);
    }

    static NamedSettings.Text momentsText(String name, double beta1, double beta2, double epsilon) {
        return new NamedSettings.Text(name).with("beta1", beta1, 0.9)
                .with("beta2", beta2, 0.999)
                .with("eps", epsilon, 1e-8);
    }
}
