package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C4: tanh and sigmoid are equivalent up to scale and shift. */
final class C04TanhIsSigmoidText {
    private C04TanhIsSigmoidText() {}

    static ClaimText text() {
        return new ClaimText("C4", Section.VANISHING,
                new Text("tanh and σ are equivalent up to scale and shift", "tanh 与 σ 基本等价"),
                new Text(
                        "tanh is a stretched and shifted σ, and the derivatives of both are functions of their "
                                + "own values; so a σ-RNN is a tanh-RNN with other weights.",
                        "tanh 不过是伸缩平移后的 σ，两者的导数都可以用自身表示；因此 σ 版的 RNN 就是换了权重的 t" + "anh 版 RNN。"),
                """
                        <math><mi>tanh</mi><mi>x</mi><mo>=</mo><mn>2</mn><mi>σ</mi><mrow><mo>(</mo><mn>2</mn><mi>x\
                        </mi><mo>)</mo></mrow><mo>−</mo><mn>1</mn><mo>;</mo><mi>σ</mi><mrow><mo>(</mo><mi>x</mi>\
                        <mo>)</mo></mrow><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mrow><mo>(</mo><mi>tanh</mi>\
                        <mfrac><mi>x</mi><mn>2</mn></mfrac><mo>+</mo><mn>1</mn><mo>)</mo></mrow><mo>;</mo><msup>\
                        <mi>tanh</mi><mo>′</mo></msup><mi>x</mi><mo>=</mo><mn>1</mn><mo>−</mo><msup><mi>tanh</mi>\
                        <mn>2</mn></msup><mi>x</mi><mo>;</mo><msup><mi>σ</mi><mo>′</mo></msup><mrow><mo>(</mo><mi>x\
                        </mi><mo>)</mo></mrow><mo>=</mo><mi>σ</mi><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow><mrow>\
                        <mo>(</mo><mn>1</mn><mo>−</mo><mi>σ</mi><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow><mo>)\
                        </mo></mrow></math>""",
                new Text("σ-RNNs and tanh-RNNs are trained on a text and on sea temperatures, and each is turned "
                        + "into the other kind: h_σ = (h_tanh + 1)/2, weights ½W, ¼U, ½b + ¼U·1, or their inverse. "
                        + "Both run over held-out data; their Jacobians, and those formed from the outputs alone, "
                        + "are compared.",
                        "在文本和海温数据上训练 σ 版与 tanh 版 RNN，再把每个网络换成另一种：h_σ = (h_tan"
                                + "h + 1)/2，权重换为 ½W、¼U、½b + ¼U·1（或其逆）。两者在留出数据上运行，并比较各自的" + "雅可比矩阵，以及只用输出算出的雅可比矩阵。"),
                new Text("The trajectories differ by at most 1e-12 at every step, the Jacobians by at most 1e-10 "
                        + "of their norm.", "每一步的轨迹之差不超过 1e-12，雅可比矩阵之差不超过其范数的 1e-10。"),
                new Text("The weights go over as they are.", "权重原样搬过去，不作换算。"),
                new Text("Equivalent is not equal: with the same weights σ has a quarter of the derivative of "
                        + "tanh at 0 (more where tanh is saturated), so that random σ-RNNs forget faster by more "
                        + "than a nat per step, and the same training ends elsewhere. In a chaotic network "
                        + "roundings grow until the two trajectories have nothing in common.",
                        "等价不等于相同：权重相同时，σ 在 0 处的导数只有 tanh 的四分之一（tanh 饱和处则不止），因"
                                + "此随机的 σ 版 RNN 每步多遗忘一奈特以上，同样的训练也得到不同的结果。若网络处于混沌状态，舍入误差" + "会不断放大，两条轨迹最终毫不相干。"),
                Map.ofEntries(Map.entry("largest difference of the two trajectories", "两条轨迹的最大差"),
                        Map.entry("relative difference of the Jacobians", "雅可比矩阵的相对差"),
                        Map.entry("derivative of σ over that of tanh", "σ 与 tanh 的导数之比"),
                        Map.entry("λ₁ of random networks with the same weights", "权重相同的随机网络的 λ₁"),
                        Map.entry("held-out loss after the same training", "同样训练后的留出损失"),
                        Map.entry("A σ-RNN and its tanh-RNN, step by step", "σ 版 RNN 与对应的 tanh 版，逐步比较"),
                        Map.entry("t, steps", "t，步"), Map.entry("|h_σ − (h_tanh + 1)/2|", "|h_σ − (h_tanh + 1)/2|"),
                        Map.entry("At equal weights: the derivative of σ over that of tanh", "权重相同时 σ 与 tanh 的导数之比"),
                        Map.entry("a", "a"), Map.entry("ratio", "比值")));
    }
}
