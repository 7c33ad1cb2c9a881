package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * What the loss of one step sends back along one sequence, step by step.
 *
 * <p>Look at it to see whether a loss depends on the step that it should depend on. Requires {@code at.logInput}.
 */
public record SequenceGradientView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Back along the sequence", "沿序列往回");
    }

    @Override
    public Text reading() {
        return new Text(
                "What of this loss’s gradient arrives at the input of each step s; where all layers read forward, also at its "
                        + "state, and how much of any change of that state is left at step t, whatever the loss; step −1 is "
                        + "the initial state.",
                "这个损失的梯度有多少传到第 s 步的输入；若各层都顺着读，还有多少传到该步的状态，以及该步状态的任何扰动到第 t 步还剩多少（与损失无关）；第 −1 步是初始状态。");
    }

    @Override
    public Text when() {
        return new Text("Look here when a prediction should rest on one far step: is there a peak at that step?",
                "一个预测本应依赖很早的某一步时看这里：那一步有没有峰？");
    }

    @Override
    public String requires() {
        return "at.logInput";
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
        return Map.ofEntries(Map.entry("x", new Text("step s", "第 s 步")),
                Map.entry("input", new Text("input: ‖∂ℓ(t)/∂x(s)‖", "输入：‖∂ℓ(t)/∂x(s)‖")),
                Map.entry("state", new Text("state: ‖∂ℓ(t)/∂s(s)‖", "状态：‖∂ℓ(t)/∂s(s)‖")),
                Map.entry("transport", new Text("transport: ‖∂s(t)/∂s(s)‖₂", "传递：‖∂s(t)/∂s(s)‖₂")));
    }
}
