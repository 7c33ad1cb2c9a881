package retrograde.equation;

import java.util.List;

/**
 * A trained array of a cell: a matrix or a vector.
 *
 * @param name as written in the equations
 * @param shape one or two symbolic dimensions: {@code ["H"]}, {@code ["H","I"]}, {@code ["H","R"]}; {@code H} hidden
 *        units, {@code I} inputs, others given by the user
 */
public record Parameter(String name, List<String> shape) {
    /** Checks the number of dimensions. */
    public Parameter {
        shape = List.copyOf(shape);
        if (shape.isEmpty() || shape.size() > 2) {
            throw new IllegalArgumentException("parameter " + name + " needs one or two dimensions, got " + shape);
        }
    }

    /** Whether it is a matrix (two dimensions). */
    public boolean matrix() {
        return shape.size() == 2;
    }

    /** The family: the name up to the first underscore ({@code U} for {@code U_f}), or the name itself. */
    public String family() {
        int underscore = name.indexOf('_');
        return underscore <= 0 ? name : name.substring(0, underscore);
    }
}
