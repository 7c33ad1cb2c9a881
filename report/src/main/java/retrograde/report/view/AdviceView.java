package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * What advice on windows and clipping rests on: the error of the gradient against the length of the windows, and the
 * distribution of the norms of gradients.
 *
 * <p>
 * Look at it before following the advice: where the curve falls slowly a little more is worth much, and where norms have a
 * long tail the threshold decides for few batches only. Requires {@code advice}.
 */
public record AdviceView() implements Instrument {
    @Override
    public Text title() {
        return new Text("What the advice rests on", "建议的依据");
    }

    @Override
    public Text reading() {
        return new Text(
                "Windows: the part of the gradient that windows of W steps lose at most; points are measured on fresh batches. "
                        + "Clipping: the share of batches whose gradient is smaller. A dashed line is what is advised.",
                "窗口：长度为 W 时梯度最多损失的部分，圆点为新批次上的实测值。裁剪：梯度范数小于横坐标的批次所占比例。虚线为建议值。");
    }

    @Override
    public Text when() {
        return new Text("Look here before you follow the advice, or to choose another point of the same curve.",
                "在采纳建议之前，或要在同一曲线上另选一点时，看这里。");
    }

    @Override
    public String requires() {
        return "flow.advice";
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
        return Map.ofEntries(Map.entry("windows", new Text("windows", "窗口")),
                Map.entry("clipping", new Text("clipping", "裁剪")),
                Map.entry("steps", new Text("length W, steps", "长度 W（步）")),
                Map.entry("error", new Text("relative error of the gradient", "梯度的相对误差")),
                Map.entry("bound", new Text("at most", "上界")), Map.entry("measured", new Text("measured", "实测")),
                Map.entry("norm", new Text("‖dL/dθ‖ of a batch", "一个批次的 ‖dL/dθ‖")),
                Map.entry("share", new Text("share of batches below", "低于此值的批次比例")));
    }
}
