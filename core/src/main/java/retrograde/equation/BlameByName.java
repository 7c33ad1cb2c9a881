package retrograde.equation;

import java.util.List;

import retrograde.InputException;

/** Blame for a cell without text: the cell's name and, where it can be told, the equation. */
@SuppressWarnings("ReferenceEquality") // equal expressions may stand in several places; the one object is blamed
record BlameByName(String cell, List<Equation> equations) implements Blame {

    @Override
    public InputException at(Object part, String problem) {
        return new InputException("cell " + cell + equationOf(part) + ": " + problem);
    }

    @Override
    public String line(Object part) {
        return equationOf(part).replaceFirst("^, (.*)$", " ($1)");
    }

    private String equationOf(Object part) {
        for (Equation equation : equations) {
            if (equation == part || (part instanceof Expression e && contains(equation.right(), e))) {
                return ", equation of " + equation.name();
            }
        }
        return "";
    }

    private static boolean contains(Expression tree, Expression part) {
        return tree == part || tree.operands().stream().anyMatch(o -> contains(o, part));
    }
}
