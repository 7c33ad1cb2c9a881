package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The Lyapunov exponents before and after training, and the largest one while training.
 *
 * <p>Look at it when a loss turned NaN or a run is chaotic: an exponent above zero is a direction in which errors grow.
 * Requires {@code quantities.lyapunov}.
 */
public record LyapunovSpectrumView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Lyapunov spectrum", "李雅普诺夫谱");
    }

    @Override
    public Text reading() {
        return new Text(
                "The long-run growth rate of each direction of the state, largest first: below zero is "
                        + "forgotten at that rate, at zero kept, above zero grows.",
                "状态各方向的长期增长率，从大到小：小于零以此速率遗忘，等于零保持，大于零增长。");
    }

    @Override
    public Text when() {
        return new Text("Look here when a loss turned NaN or a run looks chaotic, and to see how many "
                + "directions hold memory at all.", "损失变成 NaN 或运行像混沌时看这里；也可看出有多少个方向真正保存记忆。");
    }

    @Override
    public String requires() {
        return "flow.quantities.lyapunov";
    }

    @Override
    public Width width() {
        return Width.FULL;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("index i", "序号 i")),
                Map.entry("y", new Text("λᵢ, nats per step", "λᵢ（奈特/步）")),
                Map.entry("update", new Text("update", "更新步")),
                Map.entry("y1", new Text("λ₁, nats per step", "λ₁（奈特/步）")),
                Map.entry("during", new Text("λ₁ while training", "训练过程中的 λ₁")),
                Map.entry("sumRule", new Text("The sum rule fails, the tail of this spectrum is not to be trusted:",
                        "求和规则不成立，谱的尾部不可信：")));
    }
}
