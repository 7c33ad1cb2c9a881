package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C17: the analysis of one unit keeps its value in many dimensions. */
final class C17ScalarTermsPredictText {
    private C17ScalarTermsPredictText() {}

    static ClaimText text() {
        return new ClaimText("C17", Section.GRADIENT, new Text("One unit tells something of many", "一维分析的结果对高维仍有参考价值"),
                new Text(
                        "The analysis supposes that everything is one-dimensional, which is easiest to see "
                                + "through; its results keep their value in many dimensions.",
                        "分析时假设一切都是一维的，这样最直观；其结果对高维情形仍有参考价值。"),
                """
                        <math><mi>λ</mi><mo>≈</mo><mrow><mo>⟨</mo><mi>ln</mi><mrow><mo>|</mo><mfrac><mrow><mo>∂</mo>\
                        <msub><mi>s</mi><mrow><mi>t</mi><mo>,</mo><mi>i</mi></mrow></msub></mrow><mrow><mo>∂</mo>\
                        <msub><mi>s</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn><mo>,</mo><mi>i</mi></mrow></msub>\
                        </mrow></mfrac><mo>|</mo></mrow><mo>⟩</mo></mrow><mo>;</mo><mi>K</mi><mo>≈</mo><mfrac><mrow>\
                        <mi>ln</mi><mi>ε</mi></mrow><mi>λ</mi></mfrac><mo>,</mo><mi>ε</mi><mo>=</mo><mn>0.001</mn>\
                        </math>""",
                new Text("Networks of 2 … 256 units are drawn at random and read a text. The article’s formula "
                        + "for one unit, all its terms with the unit’s own weights, averaged over units and steps, "
                        + "predicts how fast a gradient fades and its horizon, the lag at which a thousandth is "
                        + "left. Both are compared with λ₁ and the horizon of the whole network.",
                        "随机抽取 2 … 256 个隐藏单元的网络，读入文本。" + "把文中的一维公式（各项都用该神经元自己的权重）对所有神经元和时刻取平均，"
                                + "预测梯度消失的速度和视界（只剩千分之一时的步数），再与整个网络的 λ₁ 和视界比较。"),
                new Text(
                        "For every cell and n the predictions are right to a factor of two, by two standard "
                                + "errors; partly if only for some.",
                        "对每种单元和每个 n，预测误差都在两倍以内（留出两个标准误差）；只有一部分满足时算“部分成立”。"),
                new Text("Orthogonal linear networks: each unit by itself seems to forget within a few steps, and "
                        + "the network forgets nothing.", "正交的线性网络：单看每个神经元，几步之内就忘光了，而整个网络什么也没忘。"),
                new Text("It holds for gated cells with usual first weights, because their main term acts within "
                        + "a unit: for a GRU at every n, for an LSTM up to a dozen or two units. In a simple RNN "
                        + "everything goes between units, and the prediction gets worse with every n. The mean "
                        + "unit also misleads in trained networks, by a factor of ten to a thousand: what lasts is "
                        + "carried by the slowest unit, and that one alone comes much closer, though not always. "
                        + "With large recurrent weights nothing of it is left.",
                        "对常规初始化的门控单元成立，因为主项只在神经元内部起作用：GRU 对所有 n 都行，LSTM 到一二十个神经元为止。"
                                + "简单 RNN 全靠神经元之间传递，n 越大预测越差。训练之后，平均神经元的预测会差十倍到上千倍："
                                + "能保留下来的信息由遗忘最慢的那个神经元承载，单看它反而准确得多，但也并非总是如此。循环权重很大时，预测就完全失效了。"),
                Map.ofEntries(Map.entry("λ₁ over that of the mean unit", "λ₁ 与平均神经元的预测之比"),
                        Map.entry("horizon over that of the mean unit", "视界与平均神经元的预测之比"),
                        Map.entry("λ₁ over that of the slowest unit", "λ₁ 与最慢神经元的预测之比"),
                        Map.entry("Measured over predicted growth: mean unit and slowest unit (max i); 1 is right",
                                "实测与预测增长率之比：平均神经元与最慢神经元（max i），1 为准确"),
                        Map.entry("n, units", "n，神经元数"), Map.entry("λ₁/λ̂", "λ₁/λ̂"),
                        Map.entry("Trained networks of 32 units: how fast a gradient fades", "训练后 32 个神经元的网络：梯度消失的速度"),
                        Map.entry("−λ, nats/step", "−λ，奈特/步")));
    }
}
