package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C2: hovering at 1 is improbable. */
final class C02HoveringIsImprobableText {
    private C02HoveringIsImprobableText() {}

    static ClaimText text() {
        return new ClaimText("C2", Section.GRADIENT,
                new Text("To hover at 1 is improbable without design", "若非精心设计，很难恰好停在 1 附近"),
                new Text(
                        "Where |∂hₜ/∂hₜ₋₁| stays below 1, old gradient fades as 0.9ᵗ does; where it stays above "
                                + "1, it explodes as 1.1ᵗ does. That it settles at 1 is improbable unless the model is "
                                + "designed for it.",
                        "若 |∂hₜ/∂hₜ₋₁| 一直小于 1，历史梯度就像 0.9ᵗ 那样消失；若一直大于 1，就像 1.1ᵗ 那样爆炸。最终稳定在 1 附近的概率很小，需要很精巧地设计模型才行。"),
                """
                        <math><mrow><mo>|</mo><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo>\
                        <msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac><mo>|</mo></mrow>\
                        <mo>&lt;</mo><mn>1</mn><mo>⇒</mo><msup><mn>0.9</mn><mi>t</mi></msup><mo>→</mo><mn>0</mn>\
                        <mo>;</mo><mrow><mo>|</mo><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow>\
                        <mo>∂</mo><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac>\
                        <mo>|</mo></mrow><mo>&gt;</mo><mn>1</mn><mo>⇒</mo><msup><mn>1.1</mn><mi>t</mi></msup><mo>→</mo>\
                        <mi>∞</mi><mo>;</mo><msub><mi>λ</mi><mn>1</mn></msub><mo>=</mo><munder><mi>lim</mi><mrow><mi>T</mi>\
                        <mo>→</mo><mi>∞</mi></mrow></munder><mfrac><mn>1</mn><mi>T</mi></mfrac><mi>ln</mi><mrow><mo>‖</mo>\
                        <mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>T</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>h</mi>\
                        <mn>0</mn></msub></mrow></mfrac><mo>‖</mo></mrow></math>""",
                new Text("With many units, λ₁, the mean growth of a gradient in nats per step, takes the place of "
                        + "ln |∂hₜ/∂hₜ₋₁|; a network hovers if |λ₁| < 1/T, so that T steps change its gradient by "
                        + "less than a factor of e. Networks of 16 units are drawn at random, five cells by three "
                        + "usual initialisations, and read a real text; counted is how many hover for T = 100.",
                        "多维时，用 λ₁（梯度每步的平均增长率，单位为奈特）代替 ln |∂hₜ/∂hₜ₋₁|；若 |λ₁| < 1/T，"
                                + "即 T 步内梯度的变化不到 e 倍，就算停在 1 附近。随机抽取 16 个隐藏单元的网络（五种单元，三种常用初始化），"
                                + "读入真实文本，统计 T = 100 时停在 1 附近的比例。"),
                new Text("For every cell and initialisation fewer than one draw in ten hovers, by two standard errors.",
                        "对每种单元和初始化，这样的网络不到十分之一（留出两个标准误差）。"),
                new Text("Orthogonal linear networks, which are designed to keep every length: all of them hover.",
                        "正交的线性网络，本来就设计成保持长度不变：它们全都停在 1 附近。"),
                new Text("Design does it: a ReLU network that starts from U = I nearly always hovers, one LSTM in "
                        + "ten with chrono initialisation does. So does training: on a task that needs a long "
                        + "memory LSTM and GRU learn to hover, and the simple RNN, which does not learn it, does "
                        + "not. A scale of the weights chosen for the purpose helps some of the draws. And how "
                        + "improbable it is depends on the length: for T = 3 nearly every LSTM hovers.",
                        "设计可以做到：从 U = I 出发的 ReLU 网络几乎总停在 1 附近，" + "用 chrono 初始化的 LSTM 约有十分之一如此。训练也可以做到：在需要长期记忆的任务上，"
                                + "LSTM 和 GRU 自己学会了停在 1 附近，而学不会该任务的简单 RNN 则没有。专门挑选权重的尺度，"
                                + "也只对一部分网络有用。概率大小还与长度有关：T = 3 时，几乎所有 LSTM 都停在 1 附近。"),
                Map.ofEntries(Map.entry("what is left of a gradient", "梯度剩下的倍数"),
                        Map.entry("share of draws with |λ₁| < 1/T", "|λ₁| < 1/T 的网络所占比例"),
                        Map.entry("share of draws with |λ₁| < 1/T at the best g", "g 取最佳值时 |λ₁| < 1/T 的比例"),
                        Map.entry("λ₁ of a trained model", "训练后模型的 λ₁"),
                        Map.entry("How many random networks hover at 1", "有多少随机网络停在 1 附近"),
                        Map.entry("The longer the sequence, the fewer networks hover", "序列越长，停在 1 附近的网络越少"),
                        Map.entry("T, steps", "T，步"),
                        Map.entry("Random networks that hover, by the scale of their weights", "停在 1 附近的随机网络与权重尺度的关系"),
                        Map.entry("g, of U ~ N(0, g²/n)", "g，其中 U ~ N(0, g²/n)")));
    }
}
