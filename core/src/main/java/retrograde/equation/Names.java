package retrograde.equation;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Which names the cell language knows, keeps for itself, or would take for a mistake. */
final class Names {

    /** The longest name accepted. */
    static final int LONGEST = 64;

    /** The words that begin a statement. */
    static final List<String> STATEMENTS = List.of("cell", "state", "output", "param", "matrix", "init");

    /** The functions that a cell file may use. */
    static final List<String> FUNCTIONS = Arrays.stream(Function.values())
            .filter(Function::inLanguage)
            .map(Function::text)
            .toList();

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Pattern DIMENSION = Pattern.compile("[A-Za-z][A-Za-z0-9_]*|[1-9][0-9]{0,8}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]{2,}");

    /** Functions of other notations, which would else be read as matrices. */
    private static final Set<String> FOREIGN = Set.of("sin", "cos", "tan", "sinh", "cosh", "arctan", "atan", "softmax",
            "gelu", "silu", "swish", "elu", "selu", "celu", "mish", "erf", "pow", "mean", "sum", "norm", "softsign",
            "hardsigmoid", "hardtanh", "leakyrelu", "sigma", "ln", "log2", "log10", "log1p", "expm1", "square", "sign",
            "step", "floor", "ceil", "round", "clip", "clamp", "identity", "dropout", "concat", "cat", "var", "std",
            "batchnorm", "rmsnorm", "maximum", "minimum", "power", "logistic", "heaviside");

    private Names() {}

    /** Whether the text has the form of a name. */
    static boolean wellFormed(String name) {
        return name.length() <= LONGEST && NAME.matcher(name).matches();
    }

    /** Whether the text can be a dimension: a name or a positive whole number. */
    static boolean dimension(String text) {
        return text.length() <= LONGEST && DIMENSION.matcher(text).matches();
    }

    /** The function of the cell language with that name, or null. */
    static @Nullable Function function(String name) {
        for (Function function : Function.values()) {
            if (function.inLanguage() && function.text().equals(name)) {
                return function;
            }
        }
        return null;
    }

    /** Why the name cannot be given to a state, gate or parameter; null if it can. */
    static @Nullable String refusal(String name) {
        if (!wellFormed(name)) {
            return refusalOfForm(name);
        }
        if (name.equals(Cell.INPUT)) {
            return "x is the input and cannot be defined; choose another name";
        }
        if (function(name) != null) {
            return name + " is a function and cannot be defined; choose another name";
        }
        if (STATEMENTS.contains(name)) {
            return name + " begins a statement and cannot be defined; choose another name";
        }
        return null;
    }

    /** What to say of a text that is no name. */
    static String refusalOfForm(String name) {
        return "'" + name + "' is no name; a name is a letter followed by letters, digits or _, at most " + LONGEST;
    }

    /** Whether an undefined name is a trained vector by its form: {@code b}, {@code b_…}. */
    static boolean bias(String name) {
        return name.equals("b") || name.startsWith("b_");
    }

    /** Whether a name before a bracket is more likely a function misspelt or unknown than a matrix. */
    static boolean likeFunction(String name) {
        return FOREIGN.contains(name) || (WORD.matcher(name).matches() && Suggestion.closest(name, FUNCTIONS) != null);
    }
}
