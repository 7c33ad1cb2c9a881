package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C3: a vanishing gradient is not a total gradient of zero. */
final class C03TotalDoesNotVanishText {
    private C03TotalDoesNotVanishText() {}

    static ClaimText text() {
        return new ClaimText("C3", Section.VANISHING,
                new Text("A vanishing gradient is not a total gradient of zero", "梯度消失并不是总梯度变成零"),
                new Text("The total gradient is a sum over all past steps. Where the factors stay below 1, the "
                        + "part of the first steps goes to zero and with it what is learnt about them; the near "
                        + "steps keep the total away from zero.",
                        "总梯度是对所有过去时刻求和。若各因子一直小于 1，最初几步的那部分趋于 0，模型也就学不到那么远的关系；" + "但近处的各步使总梯度不会变成 0。"),
                """
                        <math><mfrac><mrow><mi>d</mi><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow><mi>d</mi><mi>θ\
                        </mi></mrow></mfrac><mo>=</mo><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub>\
                        </mrow><mrow><mo>∂</mo><mi>θ</mi></mrow></mfrac><mo>+</mo><mfrac><mrow><mo>∂</mo><msub><mi>h\
                        </mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1\
                        </mn></mrow></msub></mrow></mfrac><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mrow><mi>t</mi>\
                        <mo>−</mo><mn>1</mn></mrow></msub></mrow><mrow><mo>∂</mo><mi>θ</mi></mrow></mfrac><mo>+</mo>\
                        <mi>⋯</mi><mo>+</mo><mrow><mo>(</mo><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub>\
                        </mrow><mrow><mo>∂</mo><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub>\
                        </mrow></mfrac><mi>⋯</mi><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mn>2</mn></msub></mrow>\
                        <mrow><mo>∂</mo><msub><mi>h</mi><mn>1</mn></msub></mrow></mfrac><mo>)</mo></mrow><mfrac>\
                        <mrow><mo>∂</mo><msub><mi>h</mi><mn>1</mn></msub></mrow><mrow><mo>∂</mo><mi>θ</mi></mrow>\
                        </mfrac></math>""",
                new Text(
                        "Networks trained on a text and on sea temperatures; the gradient of one loss at the end "
                                + "of sequences of 8 … T steps that end alike, with respect to all weights of the "
                                + "recurrent layer, taken apart by lag.",
                        "在文本和海温数据上训练网络；序列长度取 8 … T 步，结尾相同，计算末步损失对循环层全部权重的梯度，并" + "按滞后步数拆开。"),
                new Text(
                        "The total at T is more than half of that at 8 steps, and the lags from T/2 on make up "
                                + "less than 1 % of it, each by two standard errors.",
                        "T 步的总梯度超过 8 步时的一半，且滞后 T/2 步以上的部分不足总梯度的 1%，两者都留出两个标准误" + "差。"),
                new Text(
                        "The gradient with respect to the initial state, which acts at the first step only: "
                                + "there the far part is all there is, and the total does vanish.",
                        "对初始状态求梯度。初始状态只在第一步起作用，远处那部分就是全部，于是总梯度真的消失。"),
                new Text(
                        "Where the gradient does not vanish within T there is nothing to tell apart: LSTM and "
                                + "GRU trained on the adding problem have half of their gradient beyond T/2, and a GRU "
                                + "trained on text may keep about 1 % of it there.",
                        "若梯度在 T 步内并未消失，就谈不上这一区别：在加法任务上训练好的 LSTM 和 GRU，约一半梯度来自"
                                + " T/2 步以外；在文本上训练的 GRU 也可能有 1% 左右留在那里。"),
                Map.ofEntries(Map.entry("total gradient at T, of that at 8 steps", "T 步的总梯度与 8 步时之比"),
                        Map.entry("part of the lags from T/2 on", "滞后 T/2 步以上所占部分"),
                        Map.entry("total gradient of the initial state at T, of that at 8 steps",
                                "对初始状态的总梯度，T 步与 8 步之比"),
                        Map.entry("The sum over the lags so far (Σ) stays, the summand of lag k fades (moby-dick)",
                                "到滞后 k 为止的和（Σ）不变，第 k 项（k）消失（moby-dick）"),
                        Map.entry("lag k, steps", "滞后 k，步"),
                        Map.entry("norm, of that of the whole gradient", "范数与总梯度范数之比")));
    }
}
