package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * What all lags beyond K still add to the gradient of the parameters: the curve that defines the reach.
 *
 * <p>Look at it to choose the window of truncated backpropagation. Requires {@code quantities.gradientByLag.rest}.
 */
public record SummandsView() implements Instrument {
    @Override
    public Text title() {
        return new Text("What lags beyond K still add", "K 步之外还剩多少梯度");
    }

    @Override
    public Text reading() {
        return new Text(
                "The part of the parameter gradient that is missing when only K lags are kept; "
                        + "where a curve stays below the line at 0.1, that K is K₉₀.",
                "若只保留 K 个步距，参数梯度缺失的比例；曲线从某处起始终低于 0.1 这条线，那里的 K 就是 K₉₀。");
    }

    @Override
    public Text when() {
        return new Text(
                "Look here to choose the window of truncated backpropagation, and to see how sharp the " + "reach is.",
                "选择截断反向传播的窗口时看这里；也可看出可达步数是否分明。");
    }

    @Override
    public String requires() {
        return "after.flow.quantities.gradientByLag.rest";
    }

    @Override
    public Width width() {
        return Width.HALF;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("lags kept, K", "保留的步距数 K")),
                Map.entry("y", new Text("‖missing part‖ / ‖gradient‖", "‖缺失部分‖ / ‖梯度‖")),
                Map.entry("line", new Text("K₉₀: 0.1", "K₉₀:0.1")));
    }
}
