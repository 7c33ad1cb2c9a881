package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * What the loss of every step sends back to every step, as a map of two colours' depth: carried, and added to the gradient.
 *
 * <p>Look at it to see single steps behind the means by lag. Requires {@code quantities.pairMap}.
 */
public record PairMapView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Every loss step and every source step", "每个损失步与每个来源步");
    }

    @Override
    public Text reading() {
        return new Text(
                "A row is the loss of one step t, a column a step s before it: the brighter, the more of that loss’s "
                        + "gradient arrives there. Gradient by lag is the mean along the diagonals; a dark column is a "
                        + "step that nothing passes, a bright one a step that all later losses read.",
                "一行是第 t 步的损失，一列是它之前的第 s 步：越亮，这个损失传到那里的梯度越大。沿对角线平均就是按步距的梯度；暗列之前" + "什么也传不过去，亮列则被其后的所有损失所用。");
    }

    @Override
    public Text when() {
        return new Text("Look here when a mean over lags hides what single steps do: an event in the data, a reset, a "
                + "line's end.", "按步距平均看不出单个步的作用时看这里：数据中的事件、一次重置、一行的结尾。");
    }

    @Override
    public String requires() {
        return "flow.quantities.pairMap.logNorm";
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
        return Map.ofEntries(Map.entry("x", new Text("source step s", "来源步 s")),
                Map.entry("y", new Text("loss step t", "损失步 t")),
                Map.entry("norm", new Text("carried: ‖∂ℓ(t)/∂s(s)‖", "传到的梯度：‖∂ℓ(t)/∂s(s)‖")),
                Map.entry("contribution", new Text("the pair’s part of dL/dθ: its norm", "这一对在 dL/dθ 中的部分：其范数")),
                Map.entry("binned", new Text("Cells are means of norms; steps in a column, loss steps drawn:",
                        "每格是范数的平均；每列的步数、抽取的损失步数：")));
    }
}
