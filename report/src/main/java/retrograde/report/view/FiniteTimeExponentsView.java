package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The distribution of the largest exponent over windows of a few steps.
 *
 * <p>
 * Look at it where a network that forgets in the long run explodes now and then. Requires
 * {@code quantities.lyapunov.finiteTime}.
 */
public record FiniteTimeExponentsView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Exponents of finite times", "有限时间指数");
    }

    @Override
    public Text reading() {
        return new Text(
                "How λ₁ differs from window to window of the input: whiskers hold 90 % of the windows of n steps, boxes "
                        + "half of them, the line is the median.",
                "λ₁ 在输入的不同窗口之间如何变化：须线包含 90% 的 n 步窗口，箱体包含一半，中线为中位数。");
    }

    @Override
    public Text when() {
        return new Text(
                "Look here where gradients explode now and then although λ₁ is below zero: some windows lie above it.",
                "若 λ₁ 小于零而梯度仍偶尔爆炸，看这里：有些窗口在零以上。");
    }

    @Override
    public String requires() {
        return "flow.quantities.lyapunov.finiteTime";
    }

    @Override
    public Width width() {
        return Width.HALF;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("steps of a window", "窗口步数")),
                Map.entry("y", new Text("λ₁, nats per step", "λ₁（奈特/步）")),
                Map.entry("growing", new Text("windows that grow", "增长的窗口")),
                Map.entry("median", new Text("median", "中位数")), Map.entry("most", new Text("90 % of them", "其中 90%")));
    }
}
