package retrograde.flow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import retrograde.engine.Interpreter.GradientSink;
import retrograde.engine.Interpreter.Rows;

/** One layer's part of the norm of each pair's summand, without forming the summand. */
class NormSink implements GradientSink {
    private static final Rows ONE = new Rows(new double[] {1}, 0, 0, 1);

    private final Map<String, List<Use>> uses = new LinkedHashMap<>();

    /** A product that adds {@code adjoint ⊗ operand} to a parameter's gradient. */
    private record Use(Rows adjoint, Rows operand) {}

    /** For the parameters of a layer, by name. */
    NormSink(Collection<String> parameters) {
        parameters.forEach(name -> uses.put(name, new ArrayList<>()));
    }

    /** Prepares for the next step of a backward pass. */
    void begin() {
        for (List<Use> list : uses.values()) {
            list.clear();
        }
    }

    /** {@code ‖summand‖²} of one pair in this layer, without its scale: {@code ‖Σ a_i⊗v_i‖² = Σ_ij (a_i·a_j)(v_i·v_j)}. */
    double squares(int pair) {
        double squares = 0;
        for (List<Use> list : uses.values()) {
            double parameter = 0;
            for (int i = 0; i < list.size(); i++) {
                for (int j = 0; j <= i; j++) {
                    double product = dot(list.get(i).adjoint(), list.get(j).adjoint(), pair)
                            * dot(list.get(i).operand(), list.get(j).operand(), pair);
                    parameter += i == j ? product : 2 * product;
                }
            }
            squares += Math.max(0, parameter);
        }
        return squares;
    }

    @Override
    public void matrix(int t, String matrix, Rows adjoint, Rows operand) {
        use(matrix, adjoint, operand);
    }

    @Override
    public void vector(int t, String parameter, Rows adjoint) {
        use(parameter, adjoint, ONE);
    }

    private void use(String parameter, Rows adjoint, Rows operand) {
        Objects.requireNonNull(uses.get(parameter)).add(new Use(adjoint, operand));
    }

    private static double dot(Rows a, Rows c, int b) {
        return Sums.dot(a.array(), a.offset() + b * a.stride(), c.array(), c.offset() + b * c.stride(), a.dimension());
    }
}
