package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C1: the gradient of an RNN is an RNN. */
final class C01GradientIsRecurrentText {
    private C01GradientIsRecurrentText() {}

    static ClaimText text() {
        return new ClaimText("C1", Section.GRADIENT, new Text("The gradient of an RNN is an RNN", "RNN 的梯度也是一个 RNN"),
                new Text(
                        "The gradient of step t is the gradient of step t − 1, carried through the step's Jacobian, plus "
                                + "what step t adds itself.",
                        "第 t 步的梯度等于第 t − 1 步的梯度经该步雅可比矩阵传递后，再加上第 t 步自身的贡献。"),
                """
                        <math><mfrac><mrow><mi>d</mi><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow><mi>d</mi><mi>θ</mi></mrow>\
                        </mfrac><mo>=</mo><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo>\
                        <msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac><mfrac><mrow>\
                        <mi>d</mi><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow><mrow><mi>d</mi>\
                        <mi>θ</mi></mrow></mfrac><mo>+</mo><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow>\
                        <mrow><mo>∂</mo><mi>θ</mi></mrow></mfrac></math>""",
                new Text(
                        "Four cells are trained on text. For a held-out window the gradient of v·output at the last step "
                                + "is computed twice: forward in time by the equation above, taken literally (RTRL), and "
                                + "backward in time (BPTT).",
                        "在文本上训练四种单元。对一段留出文本，用两种方法计算末步 v·输出 的梯度：照上式逐步向前（RTRL），以及随时间反向传播（BPTT）。"),
                new Text("The two differ by at most 1e-11 of the gradient's norm, for every cell.",
                        "对每种单元，两者之差不超过梯度范数的 1e-11。"),
                new Text("The same without the recurrent term: only what the last step adds itself.",
                        "去掉递推项，只保留末步自身的贡献。"),
                new Text(
                        "Exact for any cell; but it carries (state × parameters) numbers, so that only small networks can "
                                + "be trained this way.",
                        "对任何单元都精确成立；但要携带“状态数 × 参数数”个数，因此只有小网络才能这样训练。"),
                Map.ofEntries(Map.entry("relative difference of RTRL and BPTT", "RTRL 与 BPTT 的相对差"),
                        Map.entry("relative difference without the recurrent term", "去掉递推项后的相对差"),
                        Map.entry("Difference from backpropagation through time", "与随时间反向传播之差"),
                        Map.entry("relative difference", "相对差")));
    }
}
