package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C8: a ReLU RNN trains too. */
final class C08ReluTrainsTooText {
    private C08ReluTrainsTooText() {}

    static ClaimText text() {
        return new ClaimText("C8", Section.SIMPLE, new Text("A ReLU RNN trains too", "ReLU 版的 RNN 也可以训练好"),
                new Text("With a good initialisation and clipping, an RNN of rectified linear units trains well too.",
                        "配合良好的初始化方法和裁剪方案，ReLU 版的 RNN 也可以训练好。"),
                """
                        <math><msub><mi>h</mi><mi>t</mi></msub><mo>=</mo><mi>relu</mi><mo>(</mo><mi>W</mi><msub><mi>x</mi>\
                        <mi>t</mi></msub><mo>+</mo><mi>U</mi><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub>\
                        <mo>+</mo><mi>b</mi><mo>)</mo><mo>,</mo><mspace width="1em"></mspace><mi>U</mi><mo>=</mo><mi>I</mi>\
                        <mspace width="1em"></mspace><mtext>at the start</mtext></math>""",
                new Text(
                        "ReLU networks of 32 units are trained on the adding problem, on sea temperatures and on text, with U "
                                + "started at the identity or at large random values, with gradients clipped by norm or not; "
                                + "each at the better of two learning rates. A tanh network with the usual start stands "
                                + "beside them.",
                        "在加法任务、海面温度和文本上训练 32 个单元的 ReLU 网络：U 的初始值取单位矩阵或较大的随机值，梯度按范数裁剪或不裁剪；每种做法各取两个学习率中"
                                + "较好的一个。另列出通常初始化的 tanh 网络作比较。"),
                new Text("On each of the three, more than half of the runs beat the baseline, by two standard errors.",
                        "三个数据集上，都有一半以上的训练优于基线（超过两个标准误差）。"),
                new Text("Large random U, no clipping.", "U 取较大的随机值，且不裁剪。"),
                new Text(
                        "Either alone is often not enough: from the identity without clipping the adding problem is lost, and "
                                + "so it is from large values with clipping. The start may be somewhat smaller than the "
                                + "identity but hardly larger; and the learning rate matters more than for tanh.",
                        "单有其一往往不够：从单位矩阵出发而不裁剪，长序列的加法任务学不会；从大的初始值出发，即使裁剪也不行。初始值可以比单位矩阵略小，但几乎不能更大；" + "对学习率也比 tanh 更敏感。"),
                Map.ofEntries(Map.entry("fraction of runs that learn", "学会的训练所占比例"),
                        Map.entry("held-out loss over the baseline", "留出集损失与基线之比"),
                        Map.entry("fraction of updates clipped", "被裁剪的更新所占比例"),
                        Map.entry("Loss of ReLU networks by initialisation and clipping", "不同初始化与裁剪下 ReLU 网络的损失"),
                        Map.entry("The adding problem, by the size of the first U", "加法任务：损失随 U 初始大小的变化"),
                        Map.entry("scale of the identity", "单位矩阵的倍数")));
    }
}
