package retrograde.equation;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What an author wrote of a cell, before its parameters are known.
 *
 * @param output null where none is named
 * @param declared the parameters declared by {@code param} and {@code matrix}
 */
record Draft(String name, String description, List<String> states, @Nullable String output, List<Parameter> declared,
        List<Equation> equations, Map<String, Distribution> initialisations) {}
