package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C10: f follows the task's need for history. */
final class C10ForgetGateFollowsNeedText {
    private C10ForgetGateFollowsNeedText() {}

    static ClaimText text() {
        return new ClaimText("C10", Section.LSTM, new Text("f follows the task's need for history", "f 随任务对历史的依赖而变"),
                new Text(
                        "Where a task depends on the past, f comes close to 1, and then the gradient of the past does not "
                                + "vanish; where it does not, f goes towards 0, and then its vanishing does no harm.",
                        "如果任务比较依赖历史信息，f 就会接近于 1，这时历史的梯度信息也正好不容易消失；如果不依赖，f 会趋向 0，这时梯度消失也无妨。"),
                """
                        <math><mfrac><mrow><mo>∂</mo><msub><mi>c</mi><mi>T</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>c</mi>\
                        <mrow><mi>T</mi><mo>−</mo><mi>k</mi></mrow></msub></mrow></mfrac><mo>≈</mo><munderover><mo>∏</mo><mrow>\
                        <mi>t</mi><mo>=</mo><mi>T</mi><mo>−</mo><mi>k</mi><mo>+</mo><mn>1</mn></mrow><mi>T</mi></munderover>\
                        <msub><mi>f</mi><mi>t</mi></msub></math>""",
                new Text("The same sequences of 24 steps, a noise series and one pulse in the first half, with two "
                        + "targets at the end: the pulse's height, at least 12 steps ago (d ≥ 12), or the last "
                        + "value of the series (d = 0). LSTMs of 8 units are trained on each. f̄ is the mean of f "
                        + "over units, steps and sequences. Then all is trained again with the last five steps "
                        + "only: nothing older, neither state nor gradient.",
                        "同样的 24 步序列（一列噪声，前半段有一个脉冲），末步有两种目标：脉冲的高度，至少在 12 步之前（d ≥ 12）；或噪声的最后一个值（d = 0）。各用 8"
                                + " 个单元的 LSTM 训练。f̄ 是 f 对单元、步和序列的平均。然后只给最后五步再训练一遍：更早的状态和梯度都没有。"),
                new Text(
                        "No, unless f̄ is higher with history by two standard errors. Yes, if also: with history the unit "
                                + "that forgets least has a mean f above 0.9; without it f̄ falls below its first value; "
                                + "the gradient of c over 12 steps stays above 0.1 with history and is smaller without; "
                                + "and the five last steps give the same loss without history, to two standard deviations "
                                + "over seeds, and another with it. Otherwise partly.",
                        "若需要历史时的 f̄ 没有高出两个标准误，则不成立。若同时满足以下各条则成立：需要历史时，遗忘最少的单元的平均 f 在 0.9 以上；不需要时，f̄"
                                + " 低于训练前的值；c 跨 12 步的梯度在需要历史时大于 0.1，不需要时更小；只给五步时，不需要历史的损失之变化在种子间两个标准差之内，需要历史的则超出。否则为部分成立。"),
                new Text("The gate frozen: f = σ(1), its value before training, written into the equations.",
                        "冻结遗忘门：在方程中令 f = σ(1)，即训练前的值。"),
                new Text("f̄ falls where history is not needed, but hardly rises where it is, and no unit's f comes "
                        + "close to 1: the gradient survives all the same, more than any product of f allows, because "
                        + "the other terms carry it round through h. The network with the frozen gate learns the "
                        + "task too. Over longer times that becomes harder. On other tasks f̄ alone does not tell "
                        + "how long the memory is: on the adding problem, which needs a long one, it is lower "
                        + "than on text.",
                        "不需要历史时 f̄ 确实下降；但需要历史时它几乎不升，也没有哪个单元的 f 接近 1。梯度仍然保留下来，而且超过 f 的连乘所允许的大小，因为其余各项经由 h"
                                + " 传递了它。冻结遗忘门的网络同样能学会该任务；时间更长时就更难了。在其他任务上，单看 f̄ 也看不出记忆有多长：需要长记忆的加法问题，其 f̄ 反而低于文本。"),
                Map.ofEntries(Map.entry("mean forget gate", "遗忘门的平均值"),
                        Map.entry("ln of the gradient of c over 12 steps", "c 跨 12 步的梯度的 ln"),
                        Map.entry("loss held out", "留出损失"),
                        Map.entry("mean forget gate of the unit that forgets least", "遗忘最少的单元的平均 f"),
                        Map.entry("loss held out, last 5 steps shown", "只给最后 5 步的留出损失"),
                        Map.entry("mean forget gate before training", "训练前遗忘门的平均值"),
                        Map.entry("Mean forget gate with and without a need for history", "需要与不需要历史时遗忘门的平均值"),
                        Map.entry("f", "f"), Map.entry("Loss with all steps and with the last five", "给全部步与只给最后五步的损失"),
                        Map.entry("mean squared error", "均方误差")));
    }
}
