package retrograde.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import retrograde.InputException;
import retrograde.equation.NumberText;
import retrograde.equation.Suggestion;

/** A name with settings as an option gives it: {@code adam}, {@code adam:beta1=.8,eps=1e-7}, {@code warmup:100}. */
final class NamedSettings {

    /**
     * A name that is known.
     *
     * @param settings those it may have
     * @param bare whether the first of them may stand without its name
     */
    record Form(String name, List<String> settings, boolean bare) {
        /** A name whose settings are always named. */
        Form(String name, String... settings) {
            this(name, List.of(settings), false);
        }
    }

    private final String option;
    private final String name;
    private final Map<String, String> values;

    private NamedSettings(String option, String name, Map<String, String> values) {
        this.option = option;
        this.name = name;
        this.values = values;
    }

    /**
     * Takes a text apart.
     *
     * @param option what it was given to, as {@code --optimiser}
     * @throws InputException where the name or a setting is not known, or a setting has no value or two
     */
    static NamedSettings read(String option, String text, List<Form> forms) {
        String given = text.strip();
        int colon = given.indexOf(':');
        String name = (colon < 0 ? given : given.substring(0, colon)).strip();
        Form form = forms.stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
        if (form == null) {
            List<String> names = forms.stream().map(Form::name).toList();
            throw new InputException(option + " \"" + abbreviated(given) + "\" is not known"
                    + sentenceEnd(Suggestion.phrase(name, names)) + " There are " + String.join(", ", names));
        }
        Map<String, String> values = new LinkedHashMap<>();
        if (colon >= 0) {
            for (String part : given.substring(colon + 1).split(",", -1)) {
                add(option, form, part.strip(), values);
            }
        }
        return new NamedSettings(option, name, values);
    }

    private static void add(String option, Form form, String part, Map<String, String> values) {
        int equals = part.indexOf('=');
        boolean first = values.isEmpty();
        String key = equals >= 0 ? part.substring(0, equals).strip()
                : form.bare() && first ? form.settings().getFirst() : "";
        String value = part.substring(equals + 1).strip();
        String owner = option + " " + form.name();
        if (key.isEmpty() || value.isEmpty()) {
            throw new InputException(owner + ": \"" + abbreviated(part) + "\" is no setting; "
                    + (form.settings().isEmpty() ? form.name() + " has none"
                            : "write " + form.settings().getFirst() + "=VALUE, and a comma between two settings"));
        }
        if (!form.settings().contains(key)) {
            throw new InputException(owner + " has no setting \"" + abbreviated(key) + "\""
                    + sentenceEnd(Suggestion.phrase(key, form.settings())) + " It has "
                    + (form.settings().isEmpty() ? "none" : String.join(", ", form.settings())));
        }
        if (values.put(key, value) != null) {
            throw new InputException(owner + ": " + key + " is given twice");
        }
    }

    private static String sentenceEnd(String suggestion) {
        return suggestion.isEmpty() ? "." : suggestion;
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /** The name. */
    String name() {
        return name;
    }

    /** A number, or what stands where none is given. */
    double number(String setting, double standard) {
        String value = values.get(setting);
        if (value == null) {
            return standard;
        }
        OptionalDouble number = NumberText.read(value);
        if (number.isEmpty()) {
            throw wrong(setting, value, "a number");
        }
        return number.getAsDouble();
    }

    /** A number that must be given. */
    double number(String setting) {
        if (!values.containsKey(setting)) {
            throw missing(setting, "a number");
        }
        return number(setting, Double.NaN);
    }

    /** A whole number of at least 1 that must be given. */
    int count(String setting) {
        if (!values.containsKey(setting)) {
            throw missing(setting, "a whole number of at least 1");
        }
        return count(setting, 1, 1);
    }

    /** A whole number, or what stands where none is given. */
    int count(String setting, int standard, int least) {
        String value = values.get(setting);
        if (value == null) {
            return standard;
        }
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < least) {
            throw wrong(setting, value, "a whole number from " + least + " to 999999999");
        }
        return Integer.parseInt(value);
    }

    private InputException missing(String setting, String expected) {
        return new InputException(option + " " + name + " needs " + setting + "=VALUE, " + expected);
    }

    /** Whether something is switched on; off where it is not given. */
    boolean flag(String setting) {
        String value = values.getOrDefault(setting, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(setting, value, "true or false");
        }
        return value.equals("true");
    }

    private InputException wrong(String setting, String value, String expected) {
        return new InputException(
                option + " " + name + ": " + setting + " is \"" + abbreviated(value) + "\"; expected " + expected);
    }

    /** Writes the shortest text that reads back the same: settings that have their standard value are left out. */
    static final class Text {
        private final StringBuilder text;
        private boolean bare = true;

        Text(String name) {
            text = new StringBuilder(name);
        }

        Text with(String setting, double value, double standard) {
            return value == standard ? this : put(setting, NumberText.of(value));
        }

        Text with(String setting, boolean value) {
            return value ? put(setting, "true") : this;
        }

        private Text put(String setting, String value) {
            text.append(bare ? ':' : ',').append(setting).append('=').append(value);
            bare = false;
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
