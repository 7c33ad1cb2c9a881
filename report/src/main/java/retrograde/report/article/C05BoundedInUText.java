package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C5: the derivative of one tanh unit is bounded in U. */
final class C05BoundedInUText {
    private C05BoundedInUText() {}

    static ClaimText text() {
        return new ClaimText("C5", Section.SIMPLE, new Text("(1 − hₜ²)U is bounded in U", "(1 − hₜ²)U 作为 U 的函数有界"),
                new Text(
                        "If |U| is large, hₜ is close to 1 or −1 and 1 − hₜ² small: for a fixed hₜ₋₁ the "
                                + "derivative, as a function of U, stays below a constant. With ReLU it does not.",
                        "若 |U| 很大，hₜ 就接近 1 或 −1，1 − hₜ² 反而小：固定 hₜ₋₁ 时，这个" + "导数作为 U 的函数不超过一个固定的常数。换成 ReLU 则无界。"),
                """
                        <math><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub>\
                        <mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac><mo>=</mo><mrow>\
                        <mo>(</mo><mn>1</mn><mo>−</mo><msubsup><mi>h</mi><mi>t</mi><mn>2</mn></msubsup><mo>)</mo>\
                        </mrow><mi>U</mi><mo>;</mo><munder><mi>sup</mi><mi>U</mi></munder><mrow><mo>|</mo><mrow>\
                        <mo>(</mo><mn>1</mn><mo>−</mo><msubsup><mi>h</mi><mi>t</mi><mn>2</mn></msubsup><mo>)</mo>\
                        </mrow><mi>U</mi><mo>|</mo></mrow><mo>=</mo><mfrac><mrow><mi>F</mi><mrow><mo>(</mo><mi>a\
                        </mi><mo>)</mo></mrow></mrow><mrow><mo>|</mo><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1\
                        </mn></mrow></msub><mo>|</mo></mrow></mfrac><mo>,</mo><mi>F</mi><mrow><mo>(</mo><mi>a</mi>\
                        <mo>)</mo></mrow><mo>=</mo><munder><mi>max</mi><mi>y</mi></munder><mrow><mo>|</mo><mi>y</mi>\
                        <mo>−</mo><mi>a</mi><mo>|</mo></mrow><msup><mi>sech</mi><mn>2</mn></msup><mi>y</mi></math>""",
                new Text("For one unit, several hₜ₋₁ and several a (what input and bias add), the largest "
                        + "derivative of the cell is searched numerically over |U| ≤ 10³ and over |U| ≤ 10⁶, and "
                        + "compared with the closed form.",
                        "对单个神经元，取若干 hₜ₋₁ 和 a（输入与偏置之和），在 |U| ≤ 10³ 与 |U| ≤ " + "10⁶ 内数值搜索导数的最大值，并与解析式比较。"),
                new Text("The wider search finds no more than the narrower, and both find F(a)/|hₜ₋₁|, to nine "
                        + "digits.", "更大范围内找不到更大的值，且都等于 F(a)/|hₜ₋₁|，精确到九位。"),
                new Text("ReLU in the place of tanh: the largest derivative is the largest U allowed.",
                        "用 ReLU 代替 tanh：允许多大的 U，导数就有多大。"),
                new Text("Only for one unit and hₜ₋₁ ≠ 0. From hₜ₋₁ = 0, as at the first step, tanh is no "
                        + "bound at all; the bound grows as 1/|hₜ₋₁|; and for two units already a matrix whose "
                        + "rows are orthogonal to hₜ₋₁ gives any norm. On a trained network, all weights × s, "
                        + "the norm grows with s far beyond 1 before tanh saturates, and after long training it "
                        + "hardly falls again.",
                        "只对一维且 hₜ₋₁ ≠ 0 成立。hₜ₋₁ = 0（如第一步）时 tanh 毫无约束；界按"
                                + " 1/|hₜ₋₁| 增大；两维时，只要 U 的各行与 hₜ₋₁ 正交，范数可以任意大。把训练"
                                + "好的网络的权重整体乘以 s，在 tanh 饱和之前范数随 s 增长到远大于 1，训练较久的网络甚至很难再" + "降下来。"),
                Map.ofEntries(Map.entry("largest |∂h'/∂h| over |U| ≤ 10⁶", "|U| ≤ 10⁶ 时 |∂h'/∂h| 的最大值"),
                        Map.entry("the same, over that for |U| ≤ 10³", "与 |U| ≤ 10³ 时之比"),
                        Map.entry("largest relative distance from F(a)/|h|", "与 F(a)/|h| 的最大相对差"),
                        Map.entry("‖∂h'/∂h‖₂", "‖∂h'/∂h‖₂"),
                        Map.entry("‖∂h'/∂h‖₂ of a trained network, U × s", "训练后网络的 ‖∂h'/∂h‖₂，U 乘以 s"),
                        Map.entry("One unit: the derivative as U grows", "一维：导数随 U 的变化"), Map.entry("U", "U"),
                        Map.entry("|∂h'/∂h|", "|∂h'/∂h|"),
                        Map.entry("Many units: the Jacobian as all weights grow", "多维：权重整体放大时的雅可比矩阵"),
                        Map.entry("s", "s")));
    }
}
