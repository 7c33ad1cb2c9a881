package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The flow through depth as well as time: the gradient that arrives at each layer, and how long each layer feels the others.
 *
 * <p>Look at it to see which layer of a stack remembers. Requires {@code quantities.layers}.
 */
public record LayerBlocksView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Layer by layer", "逐层来看");
    }

    @Override
    public Text reading() {
        return new Text(
                "On the left what of one loss’s gradient arrives at each layer’s state k steps back; on the right how "
                        + "much of a change of one layer’s state is left in a layer’s state k steps later: the curve "
                        + "that stays up longest belongs to the layer that remembers.",
                "左：一步损失的梯度有多少传到各层 k 步之前的状态；右：某层状态的扰动 k 步之后在某层还剩多少。最晚落下的曲线属于真正记忆的那一层。");
    }

    @Override
    public Text when() {
        return new Text("Look here to see which layer of a stack holds the memory, and whether depth shortens the way.",
                "想知道记忆在哪一层、加深层数是否让路径变短时看这里。");
    }

    @Override
    public String requires() {
        return "flow.quantities.layers";
    }

    @Override
    public Width width() {
        return Width.FULL;
    }

    @Override
    public Width widthOfOne() {
        return Width.FULL;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("lag k, steps", "步距 k（步）")),
                Map.entry("gradient", new Text("gradient at each layer", "各层的梯度")),
                Map.entry("norm", new Text("gradient norm", "梯度范数")),
                Map.entry("blocks", new Text("what layers feel of layers", "层对层的感知")),
                Map.entry("transport", new Text("norm of the block", "分块的范数")),
                Map.entry("epsilon", new Text("horizon, ε", "视界 ε")));
    }
}
