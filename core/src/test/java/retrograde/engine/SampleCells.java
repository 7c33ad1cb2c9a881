package retrograde.engine;

import java.util.ArrayList;
import java.util.List;

import retrograde.cell.Zoo;
import retrograde.equation.Cell;
import retrograde.equation.CellParser;

/** The zoo, and cells that use what the zoo does not. */
public final class SampleCells {
    private static final List<String> FURTHER = List.of("""
            cell low_rank
            state h
            matrix U [H,R]
            matrix V [R,H]
            h' = tanh(W x + U V h + b)
            """, """
            cell low_rank_gate
            state h
            matrix U [H,R]
            matrix V [R,H]
            matrix A [R,I]
            param w
            g  = sigmoid(V h + A x)
            h' = w * h + tanh(U (g * V (h * h)) + b)
            """, """
            cell normalised
            state h
            param gain
            h' = tanh(gain * layernorm(W x + U h) + b)
            """, """
            cell normalised_lstm
            state h, c
            f  = sigmoid(layernorm(W_f x + U_f h) + b_f)
            o  = sigmoid(layernorm(W_o x) + layernorm(U_o h) + b_o)
            g  = tanh(W_c x + U_c layernorm(h) + b_c)
            c' = f * c + (1 - f) * g
            h' = o * tanh(layernorm(c'))
            """, """
            cell peephole
            state h, c
            param p_f
            param p_i
            param p_o
            f  = sigmoid(W_f x + U_f h + p_f * c + b_f)
            i  = sigmoid(W_i x + U_i h + p_i * c + b_i)
            g  = tanh(W_c x + U_c h + b_c)
            c' = f * c + i * g
            o  = sigmoid(W_o x + U_o h + p_o * c' + b_o)
            h' = o * tanh(c')
            """, """
            cell unnamed_product
            state h
            h' = (U h) * sigmoid(V h + W x)
            """, """
            cell every_function
            state h
            a  = softplus(W_a x + U_a h) - log(1 + exp(U_b h)) / 2
            d  = min(U_c h, W_c x) + max(0.1 * a, -U_d h)
            e  = abs(h - b) / sqrt(1 + d * d)
            h' = relu(e + a) - sigmoid(-d) / (2 + tanh(a * e))
            """, """
            cell numbers
            state h
            one = 1
            two = 1 + 1
            g  = W x + U (two * 0.25) + V 0.5 + min(0.3, V h)
            h' = one * tanh(g) - layernorm(0.5) * h
            """, """
            cell renamed
            state h, m, k
            m' = h
            k' = m
            q  = b
            p  = k
            h' = tanh(W x + U p + V (m * h) + q)
            """, """
            cell swapped
            state a, d
            a' = d
            d' = tanh(W x + U a + b)
            """, """
            cell memoryless
            state h, c
            c' = tanh(W x + b)
            h' = c' * sigmoid(W_o x)
            """, """
            cell order
            state c, h
            output h
            h' = (1 - z) * tanh(c') + z * h / 2
            c' = z * c + U_c tanh(q)
            q  = z * h - W_q x
            z  = sigmoid(U_z h + W_z x)
            """);

    private SampleCells() {}

    /** All of them. */
    public static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        Zoo.names().forEach(n -> cells.add(Zoo.cell(n)));
        FURTHER.forEach(text -> cells.add(CellParser.parse(text, "sample")));
        return cells;
    }
}
