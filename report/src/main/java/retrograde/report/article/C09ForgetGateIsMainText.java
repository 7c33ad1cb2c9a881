package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C9: the forget gate is the main term. */
final class C09ForgetGateIsMainText {
    private C09ForgetGateIsMainText() {}

    static ClaimText text() {
        return new ClaimText("C9", Section.LSTM, new Text("f is the main term, the others are minor", "f 是主项，其余三项是次要项"),
                new Text(
                        "In the gradient of an LSTM's c the forget gate f is the main term. The other three terms pass "
                                + "at least four gates each, three more than a tanh RNN's, and stay small unless the "
                                + "initialisation is bad.",
                        "在 LSTM 中 c 的梯度里，遗忘门 f 是主项。其余三项各含至少 4 个门，比 tanh RNN 多 3 个；只要初始化不是很糟糕，它们就很小。"),
                """
                        <math><mfrac><mrow><mo>∂</mo><msub><mi>c</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>c</mi>\
                        <mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac><mo>=</mo><msub><mi>f</mi><mi>t</mi>\
                        </msub><mo>+</mo><msub><mi>c</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub><mfrac><mrow>\
                        <mo>∂</mo><msub><mi>f</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>c</mi><mrow><mi>t</mi>\
                        <mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac><mo>+</mo><msub><mi>ĉ</mi><mi>t</mi></msub><mfrac>\
                        <mrow><mo>∂</mo><msub><mi>i</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>c</mi><mrow>\
                        <mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac><mo>+</mo><msub><mi>i</mi><mi>t</mi>\
                        </msub><mfrac><mrow><mo>∂</mo><msub><mi>ĉ</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub>\
                        <mi>c</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac></math>""",
                new Text(
                        "LSTMs of 32 units are trained on three tasks with several seeds. Along held-out sequences each "
                                + "of the four terms is formed as a matrix, in the article's view (the old o held). Its "
                                + "share is its Frobenius norm over the sum of all four; its norm is the largest "
                                + "singular value. The gate factors are counted in the equations.",
                        "在三个任务上用多个随机种子训练 32 个单元的 LSTM。在留出序列上按文章的视角（固定上一步的 o）把四项各写成矩阵：占比是该项的"
                                + " Frobenius 范数除以四项之和，范数是最大奇异值。门的个数由方程数出。"),
                new Text(
                        "By two standard errors: f has more than half of the norms, and a larger mean norm than each other "
                                + "term; and the other terms have at least four gate factors. Partly if most tasks meet "
                                + "this, or if all meet it for the shares only.",
                        "在两个标准误之外：f 占范数之和的一半以上，且平均范数大于其余每一项；其余各项至少含 4 个门。多数任务满足，或所有任务仅占比满足时，算部分成立。"),
                new Text("The same trained models with their recurrent matrices U multiplied by 20.",
                        "同样的已训练模型，循环矩阵 U 乘以 20。"),
                new Text(
                        "Unit by unit, as the article argues, f has nearly everything. As a matrix it does not: f acts on "
                                + "each unit alone, while the other terms join all units, and the term via f grows "
                                + "with the |c| of other units, so that its norm passes that of f on text. In the full state f has "
                                + "less than half, and there is a fifth term via o, which the article's view "
                                + "drops. The view itself is exact for one step only. The first U may be a few times "
                                + "larger than usual, not more. With all weights × 20 the gates saturate, and f can have "
                                + "the largest share again while the other terms are large at a few steps.",
                        "像文章那样逐个单元看，f 几乎占了全部；写成矩阵则不然：f 只作用于各单元自身，而其余各项把所有单元连在一起，经 f 的项还随其他单元的 |c| 增长，"
                                + "在文本上其范数超过了 f。在完整状态下 f 的占比不到一半，还有文章视角略去的第五项（经 o）。该视角本身只对一步精确。初始的 U "
                                + "可以比通常大几倍，再大就不行了。若所有权重都乘以 20，门会饱和，f 的占比可能重新最大，而其余各项在少数几步上很大。"),
                Map.ofEntries(Map.entry("gate factors", "门的个数"), Map.entry("share of the term", "该项的占比"),
                        Map.entry("norm of the term", "该项的范数"),
                        Map.entry("share of main in the full state", "完整状态下主项的占比"),
                        Map.entry("share of via o in the full state", "完整状态下经 o 的项的占比"),
                        Map.entry("share of main, each unit alone", "逐个单元时主项的占比"),
                        Map.entry("gap between the views after 20 steps", "20 步后两种视角之差"),
                        Map.entry("largest |c|", "最大的 |c|"),
                        Map.entry("scale of the first U at which main falls below ½, before training",
                                "训练前主项占比降到 ½ 时初始 U 的倍数"),
                        Map.entry("the same after training", "训练后同上"),
                        Map.entry("Shares of the terms of ∂c_t/∂c_{t−1}", "∂c_t/∂c_{t−1} 各项的占比"),
                        Map.entry("share of the norms", "范数占比"),
                        Map.entry("Share of the main term over the scale of the first U", "主项占比随初始 U 倍数的变化"),
                        Map.entry("scale of the first U", "初始 U 的倍数")));
    }
}
