package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The reach against the training step, and what the lags beyond K still add.
 *
 * <p>Look at it when the horizon is long but the task is not learnt: the horizon says how far a gradient could come, the
 * reach how far it does come. Requires {@code during[].k90}.
 */
public record ReachView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Reach while training", "训练过程中的可达步数");
    }

    @Override
    public Text reading() {
        return new Text(
                "The number K₉₀ of lags that reproduce the gradient to within a tenth; an open "
                        + "triangle means “at least this far”, because the window ended first.",
                "用多少个步距（K₉₀）就能把梯度还原到误差十分之一以内；空心三角表示窗口先到头，“至少这么远”。");
    }

    @Override
    public Text when() {
        return new Text("Look here when the horizon is long and the task is still not learnt: this is how much "
                + "of the past the gradient really uses.", "当视界很长而任务仍学不会时看这里：这才是梯度实际用到的过去。");
    }

    @Override
    public String requires() {
        return "during[].k90";
    }

    @Override
    public Width width() {
        return Width.HALF;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("update", "更新步")),
                Map.entry("y", new Text("reach K₉₀, steps", "可达步数 K₉₀（步）")),
                Map.entry("atLeast", new Text("at least", "至少")));
    }
}
