package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C6: tanh explodes less often than ReLU under the same weights. */
final class C06TanhExplodesLessText {
    private C06TanhExplodesLessText() {}

    static ClaimText text() {
        return new ClaimText("C6", Section.SIMPLE, new Text("tanh explodes less often than ReLU", "tanh 比 ReLU 更不容易爆炸"),
                new Text(
                        "A bounded quantity is more often below 1 than an unbounded one; so with tanh the risk "
                                + "of an exploding gradient is lower than with ReLU, under the same weights.",
                        "一个有界的量不超过 1 的概率总高于无界的量，因此在同样的权重下，用 tanh 的梯度爆炸风险比用 ReLU 更低。"),
                """
                        <math><mi>tanh</mi><mo>:</mo><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow>\
                        <mrow><mo>∂</mo><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow>\
                        </mfrac><mo>=</mo><mrow><mo>(</mo><mn>1</mn><mo>−</mo><msubsup><mi>h</mi><mi>t</mi><mn>2\
                        </mn></msubsup><mo>)</mo></mrow><mi>U</mi><mo>;</mo><mi>ReLU</mi><mo>:</mo><mfrac><mrow>\
                        <mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>h</mi><mrow>\
                        <mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac><mo>∈</mo><mrow><mo>{</mo><mn>0\
                        </mn><mo>,</mo><mi>U</mi><mo>}</mo></mrow></math>""",
                new Text("Weights are drawn at random, U ~ N(0, g²/n), the same for both functions, and driven by "
                        + "sea temperatures. A draw explodes if the gradient of a random projection of h_T is more "
                        + "than 1000 times as large 100 steps back. 1500 draws for each n and g (400 in the quick "
                        + "run).",
                        "随机抽取权重 U ~ N(0, g²/n)，两种激活函数用同一组权重，以海温数据驱动。" + "若 h_T 的随机投影的梯度回传 100 步后放大 1000 倍以上，就算爆炸。"
                                + "每组 n 和 g 抽取 1500 次（快速运行时 400 次）。"),
                new Text(
                        "In every setting in which at least one draw in twenty of either function explodes, ReLU "
                                + "explodes more often than tanh, by more than four standard errors.",
                        "凡是其中一种函数的爆炸比例不低于二十分之一的设置，ReLU 的爆炸比例都高于 tanh，且相差四个标准误差以上。"),
                new Text("tanh against tanh: other draws of the same distribution in the place of ReLU.",
                        "tanh 对 tanh：用同一分布另外抽取的 tanh 网络代替 ReLU。"),
                new Text("It is a question of the input too. A ReLU lets through only half of its weights; a wide "
                        + "tanh network that nothing drives is chaotic from g = 1 on, a ReLU network explodes from "
                        + "g = √2 on. Between the two, without input, the order is reversed: n = 256 and g = 1.3 "
                        + "show it. And for large g nearly every network of many units explodes, with tanh too.",
                        "这还取决于输入。ReLU 只让大约一半的权重起作用：没有输入时，宽的 tanh 网络从 g = 1 起就进入混沌，"
                                + "而 ReLU 网络从 g = √2 起才爆炸。两者之间若无输入，次序正好相反，n = 256、g = 1.3 就是例子。"
                                + "另外，g 很大时，维数高的网络即使用 tanh 也几乎都会爆炸。"),
                Map.ofEntries(Map.entry("share of draws whose gradient explodes", "梯度爆炸的比例"),
                        Map.entry("share of draws whose gradient vanishes", "梯度消失的比例"),
                        Map.entry("How often random networks explode", "随机网络有多常爆炸"),
                        Map.entry("Explosion by the scale of the weights, n = 32", "爆炸与权重尺度的关系，n = 32"),
                        Map.entry("g, of U ~ N(0, g²/n)", "g，其中 U ~ N(0, g²/n)")));
    }
}
