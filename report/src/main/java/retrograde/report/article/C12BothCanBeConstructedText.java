package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C12: LSTMs that explode and vanish. */
final class C12BothCanBeConstructedText {
    private C12BothCanBeConstructedText() {}

    static ClaimText text() {
        return new ClaimText("C12", Section.LSTM,
                new Text("An LSTM that explodes or vanishes can be constructed", "非要构造会消失/爆炸的 LSTM，也能构造出来"),
                new Text("If one insists, one can construct an LSTM whose gradient vanishes or explodes.",
                        "你非要构造一个会梯度消失/爆炸的 LSTM 来，那也是能构造出来的。"),
                """
                        <math><mi>ln</mi><msub><mrow><mo>‖</mo><mfrac><mrow><mo>∂</mo><msub><mi>s</mi><mi>T</mi></msub></mrow>\
                        <mrow><mo>∂</mo><msub><mi>s</mi><mn>0</mn></msub></mrow></mfrac><mo>‖</mo></mrow><mn>2</mn></msub>\
                        <mo>→</mo><mi>max</mi><mo>,</mo><mi>min</mi></math>""",
                new Text(
                        "A search over the scales of U and W and the biases of the gates, for LSTMs of 16 units: random "
                                + "draws, then the best one varied again and again, once upward and once downward. What "
                                + "is sought is the growth of the whole gradient over the last 200 of 300 steps of the adding "
                                + "problem. The two networks found are then run over 1,000 steps and back in float32.",
                        "对 16 个单元的 LSTM，搜索 U、W 的尺度和各门的偏置：先随机抽取，再对最好的一个反复变动，一次求最大，一次求最小。目标是加法问题 300"
                                + " 步中后 200 步上整个梯度的增长。找到的两个网络再用 float32 前向、反向运行 1,000 步。"),
                new Text(
                        "The gradient explodes if over 200 steps it grows beyond the largest float32 number (88.7 nats), "
                                + "and vanishes if it falls below the smallest (−103.3 nats). Yes if the search finds "
                                + "both, partly if it finds one.",
                        "若 200 步内梯度超过 float32 的最大数（88.7 nat）则为爆炸，低于其最小数（−103.3 nat）则为消失。两种都找到算成立，找到一种算部分成立。"),
                new Text(
                        "As many LSTMs of the standard initialisation (PyTorch's, b_f = 1), the largest and the smallest.",
                        "同样数目、标准初始化（PyTorch 默认，b_f = 1）的 LSTM，取最大者和最小者。"),
                new Text(
                        "Only the gradient overflows: with finite weights h stays in [−1, 1] and |c| grows by less than 1 a step. "
                                + "The network that explodes has recurrent weights dozens of times larger than usual; "
                                + "among random draws, even wide ones, such networks are rare, while vanishing ones are "
                                + "not: closed forget gates are enough. Over longer times the standard LSTM "
                                + "vanishes too (C13).",
                        "溢出的只是梯度：权重有限时 h 总在 [−1, 1] 内，|c| 每步至多增加 1。爆炸的网络，其循环权重比通常大几十倍；即使在很宽的范围内随机抽取，这样的网络也很少见，"
                                + "消失的却不少：关上遗忘门就够了。时间更长时，标准的 LSTM 也会消失（C13）。"),
                Map.ofEntries(Map.entry("ln of the gradient over 200 steps", "200 步梯度的 ln"),
                        Map.entry("fraction of draws that explode", "随机抽取中爆炸的比例"),
                        Map.entry("fraction of draws that vanish", "随机抽取中消失的比例"),
                        Map.entry("lag from which the float32 gradient is not a number", "float32 梯度从该滞后起不再是数"),
                        Map.entry("lag from which the float32 gradient is 0", "float32 梯度从该滞后起为 0"),
                        Map.entry("scale of U found", "找到的 U 的尺度"), Map.entry("scale of W found", "找到的 W 的尺度"),
                        Map.entry("b_f found", "找到的 b_f"), Map.entry("largest |c|", "最大的 |c|"),
                        Map.entry("Growth of the gradient over lag", "梯度随滞后的增长"), Map.entry("lag, steps", "滞后，步"),
                        Map.entry("ln of the gradient, nats", "梯度的 ln，nat")));
    }
}
