package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C20: analysing h is analysing c. */
final class C20HiddenIsCellText {
    private C20HiddenIsCellText() {}

    static ClaimText text() {
        return new ClaimText("C20", Section.LSTM, new Text("Analysing h is analysing c", "分析 h 就等价于分析 c"), new Text(
                "Since h is o times the tanh of c, analysing the gradient of h is equivalent to analysing that of c, "
                        + "which is simpler.",
                "由 h 等于 o 乘以 tanh(c) 可以看出，分析 h 的梯度就等价于分析 c 的梯度，而后者更简单。"),
                """
                        <math><msub><mi>h</mi><mi>t</mi></msub><mo>=</mo><msub><mi>o</mi><mi>t</mi></msub><mo>⊙</mo><mi>tanh</mi>\
                        <msub><mi>c</mi><mi>t</mi></msub><mo>;</mo><mfrac><mrow><mo>∂</mo><msub><mi>c</mi><mi>T</mi></msub></mrow>\
                        <mrow><mo>∂</mo><msub><mi>c</mi><mn>0</mn></msub></mrow></mfrac><mo>,</mo><mfrac><mrow><mo>∂</mo><msub>\
                        <mi>h</mi><mi>T</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>h</mi><mn>0</mn></msub></mrow></mfrac><mo>,</mo>\
                        <mfrac><mrow><mo>∂</mo><msub><mi>s</mi><mi>T</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>s</mi><mn>0</mn>\
                        </msub></mrow></mfrac><mo>,</mo><mi>s</mi><mo>=</mo><mo>(</mo><mi>h</mi><mo>,</mo><mi>c</mi><mo>)</mo></math>""",
                new Text(
                        "LSTMs trained on three tasks are run over data, and the Jacobians of the whole state multiplied. "
                                + "Singular values are taken of the whole product and of its blocks from c to c and from h "
                                + "to h. Growth rates are measured over the second half of the lags.",
                        "在三个任务上训练的 LSTM 用数据驱动，把整个状态的雅可比矩阵连乘，取整个乘积、其中 c 到 c 的块和 h 到 h 的块的奇异值。增长率在后一半滞后上测量。"),
                new Text(
                        "The growth rates of c, and of h, differ from the whole state's by less than 0.02 nats a step, two "
                                + "standard errors included, for the largest singular value and for the mean of the "
                                + "first eight. Yes if all four agree, partly if some do.",
                        "c 与 h 的增长率同整个状态之差，连同两个标准误在内，每步小于 0.02 nat；对最大奇异值和前八个的平均都是如此。四项都满足算成立，部分满足算部分成立。"),
                new Text(
                        "The products of the Jacobian of h alone, the old c held fixed at every step (h | c), which is also in use.",
                        "只用 h 的雅可比矩阵连乘，每步固定旧的 c（h | c），这种做法也有人用。"),
                new Text(
                        "At one step, and at any finite lag, the singular values differ, and only growth rates can agree. "
                                + "Those of c do. Those of h do in the limit, but that may be far: a change of c shows in h as far as "
                                + "o and 1 − tanh²c let it, and where |c| is large, as in a unit that counts, the second factor is "
                                + "tiny. A gradient that lives on in c is then not seen in h over hundreds of steps. The block "
                                + "from h to h is not the Jacobian of h with c held: that leaves out the way through c, "
                                + "which is what an LSTM is for.",
                        "一步上、以及任何有限滞后上，奇异值并不相同，能一致的只有增长率。c 的增长率一致；h 的在极限下也一致，但极限可能很远：c 的变化要经过 o 和 1 − tanh²c 才在 h 中显出来，而 |c| 很大时（例如计数的单元）后一个因子极小，"
                                + "在 c 中仍然保留的梯度，几百步内从 h 里都看不到。另外，h 到 h 的块并不是固定 c 时 h 的雅可比：后者漏掉了经过 c 的路径，而 LSTM 正是靠它。"),
                Map.ofEntries(Map.entry("growth rate of the largest singular value", "最大奇异值的增长率"),
                        Map.entry("growth rate less that of the whole state, largest singular value",
                                "增长率减去整个状态的增长率，最大奇异值"),
                        Map.entry("growth rate less that of the whole state, first eight singular values",
                                "增长率减去整个状态的增长率，前八个奇异值"),
                        Map.entry("ln of the largest singular value less that of the whole state", "最大奇异值的 ln 减去整个状态的"),
                        Map.entry("Largest singular value over lag, adding", "最大奇异值随滞后的变化，adding"),
                        Map.entry("lag, steps", "滞后，步"), Map.entry("ln of the singular value, nats", "奇异值的 ln，nat"),
                        Map.entry("Growth rate of the largest singular value", "最大奇异值的增长率"),
                        Map.entry("nats a step", "nat/步")));
    }
}
