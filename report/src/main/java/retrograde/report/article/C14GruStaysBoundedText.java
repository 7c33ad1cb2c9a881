package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C14: a GRU's state stays in [−1, 1]. */
final class C14GruStaysBoundedText {
    private C14GruStaysBoundedText() {}

    static ClaimText text() {
        return new ClaimText("C14", Section.GRU, new Text("A GRU's h stays in [−1, 1]", "GRU 的 h 一直保持在 −1~1 之间"),
                new Text(
                        "A GRU's h, a weighted mean of the old h and a tanh, stays between −1 and 1, and so is like a gate "
                                + "itself. An LSTM's c can grow without bound.",
                        "GRU 的 h 是旧的 h 与 tanh 的加权平均，一直保持在 −1~1 之间，因此本身就有类似门的作用。LSTM 的 c 则不一样，理论上有可能发散。"),
                """
                        <math><msub><mi>h</mi><mi>t</mi></msub><mo>=</mo><mo>(</mo><mn>1</mn><mo>−</mo><msub><mi>z</mi><mi>t</mi>\
                        </msub><mo>)</mo><mo>⊙</mo><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub><mo>+</mo>\
                        <msub><mi>z</mi><mi>t</mi></msub><mo>⊙</mo><msub><mi>ĥ</mi><mi>t</mi></msub></math>""",
                new Text("Four forms of the GRU. Proof: from initial states in [−1, 1] the smallest interval that the "
                        + "equations map into itself, for all weights and inputs, in arithmetic that is rounded "
                        + "outward. Observation: the largest state of networks trained on three tasks, and of "
                        + "random networks with weights up to a hundred times too large.",
                        "GRU 的四种形式。证明：初始状态在 [−1, 1] 内，用向外取整的区间运算求方程映入自身的最小区间，对一切权重和输入成立。观察：在三个任务上训练的网络，以及权重大到通常 100"
                                + " 倍的随机网络，取其最大的状态。"),
                new Text(
                        "A cell passes if the proved bound of all its states is at most 1, and no state seen is larger "
                                + "(to 1e-12, for rounding). Yes if all GRUs pass, partly if some do.",
                        "若一个单元所有状态的已证上界不超过 1，且观察到的状态也不超过（舍入误差 1e-12），则通过。所有 GRU 都通过算成立，部分通过算部分成立。"),
                new Text("An LSTM in the GRU's place.", "把 GRU 换成 LSTM。"),
                new Text(
                        "The bound is that of the start: from |h_0| ≤ 5 only |h| ≤ 5 is proved. An LSTM whose f, i and ĉ "
                                + "are 1 counts its steps in c for as long as it runs. With c grows the term via f "
                                + "between units, even in the article's view: c(1 − tanh²c) < 0.45 helps within a unit "
                                + "only, for the two factors belong to different units otherwise.",
                        "上界取决于起点：若 |h_0| ≤ 5，只能证明 |h| ≤ 5。若 LSTM 的 f、i、ĉ 都等于 1，它就在 c 里数步数，运行多久就数多久。单元之间经 f"
                                + " 的项也随 c 增长，即使按文章的视角：c(1 − tanh²c) < 0.45 只在同一个单元内起作用，否则这两个因子属于不同的单元。"),
                Map.ofEntries(Map.entry("proved bound of the states", "状态的已证上界"),
                        Map.entry("largest state seen, trained", "观察到的最大状态，已训练"),
                        Map.entry("largest state seen, large random weights", "观察到的最大状态，大的随机权重"),
                        Map.entry("proved bound of |h| from |h_0| ≤ 5", "|h_0| ≤ 5 时 |h| 的已证上界"),
                        Map.entry("|c| of an LSTM that counts", "计数的 LSTM 的 |c|"),
                        Map.entry("entry between its units of the term via f, at f = ½", "其单元之间经 f 的项，f = ½ 时"),
                        Map.entry("Largest state seen", "观察到的最大状态"), Map.entry("largest |state|", "最大的 |状态|"),
                        Map.entry("An LSTM that counts", "计数的 LSTM"), Map.entry("T, steps", "T，步"),
                        Map.entry("size", "大小")));
    }
}
