package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C19: tanh needs milder clipping. */
final class C19TanhClipsMildlyText {
    private C19TanhClipsMildlyText() {}

    static ClaimText text() {
        return new ClaimText("C19", Section.SIMPLE, new Text("tanh needs milder clipping", "tanh 不用裁剪得太厉害"), new Text(
                "ReLU can be trained with clipping, but tanh is preferred: its Jacobian is bounded, so that it needs "
                        + "less clipping, and the model may then fit better.",
                "ReLU 版配合裁剪也能训练，但还是愿意用 tanh：它的梯度有界，要裁剪也不用裁剪得太厉害，模型的拟合能力可能会更好。"),
                """
                        <math><mi>g</mi><mo>←</mo><mi>g</mi><mo>⋅</mo><mi>min</mi><mo>(</mo><mn>1</mn><mo>,</mo><mfrac><mi>c</mi>\
                        <mrow><mo>‖</mo><mi>g</mi><mo>‖</mo></mrow></mfrac><mo>)</mo></math>""",
                new Text(
                        "tanh and ReLU networks of 32 units start from an orthogonal U and are trained on the adding problem, "
                                + "on sea temperatures and on text, with gradients clipped to norm 0.1, 1, 10 or not at all: "
                                + "what fraction of the updates is clipped, which norm is best, and how good is the fit then?",
                        "32 个单元的 tanh 与 ReLU 网络都从正交的 U 出发，在加法任务、海面温度和文本上训练，梯度裁剪到范数 0.1、1、10 或不裁剪："
                                + "被裁剪的更新占多少？哪个范数最好？那时拟合得多好？"),
                new Text(
                        "Over all pairs of runs (at least six), at norm 1 a larger fraction of ReLU’s updates is clipped, by more than 0.05; and at its "
                                + "best norm ReLU’s loss is larger, by more than 5 %; both by three standard errors. One of the two is “partly”.",
                        "对所有成对的训练（至少六对）：范数为 1 时，ReLU 被裁剪的更新更多，差别大于 0.05；各取最好的范数时，ReLU 的损失更大，差别大于 5 %；"
                                + "均须超过三个标准误差。只符合其一为“部分成立”。"),
                new Text("tanh against tanh, from other seeds.", "tanh 与 tanh 相比，只换种子。"),
                new Text(
                        "Which fits better depends on the task: on text and sea temperatures the two differ by a few per cent, "
                                + "and where the memory must be long, as in adding, ReLU learns what tanh does not, since its "
                                + "slope of 1 lets the gradient pass. But ReLU depends on clipping more: without it adding is "
                                + "lost. A high fraction of clipped updates is no measure of need: on adding tanh is clipped "
                                + "half of the time and gains nothing.",
                        "哪个拟合得更好要看任务：在文本和海面温度上，两者只差百分之几；需要长期记忆时（如加法任务），ReLU 能学会 tanh 学不会的，因为它的斜率为 1，"
                                + "梯度可以通过。不过 ReLU 更依赖裁剪：不裁剪就学不会加法任务。被裁剪的比例高，也不等于需要裁剪：加法任务中 tanh 有一半更新被裁剪，却毫无所得。"),
                Map.ofEntries(Map.entry("more of the updates clipped than with tanh", "被裁剪的更新比 tanh 多出的比例"),
                        Map.entry("logarithm of the loss over that of tanh", "与 tanh 损失之比的对数"),
                        Map.entry("fraction of updates clipped at norm 1", "范数为 1 时被裁剪的更新所占比例"),
                        Map.entry("best norm to clip at", "最好的裁剪范数"),
                        Map.entry("held-out loss over the baseline at the best norm", "最好的范数下留出集损失与基线之比"),
                        Map.entry("held-out loss over the baseline without clipping", "不裁剪时留出集损失与基线之比"),
                        Map.entry("Loss by the norm gradients are clipped at (∞: none)", "损失随裁剪范数的变化（∞ 为不裁剪）"),
                        Map.entry("held-out loss over the baseline", "留出集损失与基线之比"),
                        Map.entry("Updates clipped at norm 1", "范数为 1 时被裁剪的更新"),
                        Map.entry("fraction of updates", "更新的比例")));
    }
}
