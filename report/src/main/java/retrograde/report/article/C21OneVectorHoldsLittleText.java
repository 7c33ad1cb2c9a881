package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C21: one vector cannot hold thousands of steps. */
final class C21OneVectorHoldsLittleText {
    private C21OneVectorHoldsLittleText() {}

    static ClaimText text() {
        return new ClaimText("C21", Section.LSTM,
                new Text("One vector cannot hold thousands of steps", "单靠一个向量，存不下成千上万步"),
                new Text(
                        "Over thousands of steps what vanishes will vanish: one vector cannot hold so much information.",
                        "如果序列很长，比如几千上万步，那么该消失的还会消失。毕竟单靠一个向量，也缓存不了那么多信息。"),
                """
                        <math><mi>M</mi><mo>=</mo><munder><mo>∑</mo><mrow><mi>k</mi><mo>≥</mo><mn>1</mn></mrow></munder>\
                        <msubsup><mi>R</mi><mi>k</mi><mn>2</mn></msubsup><mo>≤</mo><mi>n</mi></math>""",
                new Text(
                        "How much of the input k steps ago can be read from the state of n entries, by the best linear "
                                + "function? The sum over all k counts the inputs held. It is measured on networks trained on "
                                + "the adding problem and on random networks made to remember, of 8 to 64 units. Beside it: how "
                                + "many of ten symbols a GRU of as many units learns to recall (copy memory).",
                        "用最好的线性函数，能从 n 维状态中读出 k 步以前的输入的多少？对所有 k 求和，就是存下的输入个数。在加法任务上训练过的网络，以及 8 到 64 个单元、"
                                + "为记忆而设的随机网络上测量。另外看同样大小的 GRU 在复制记忆任务中能学会复述十个符号中的几个。"),
                new Text(
                        "Every network holds more than none and at most n inputs (within 2 %): a thousand steps would need a "
                                + "thousand entries.",
                        "每个网络存下的输入都多于零，且不超过 n（误差 2 % 以内）：要存一千步，就要一千维。"),
                new Text("In the place of the state the last 4n inputs: a memory that grows with what it is to hold.",
                        "用最近 4n 个输入代替状态：记忆随要存的内容一起增长。"),
                new Text(
                        "The bound is for independent inputs and linear reading; fewer bits a step leave room for more steps. "
                                + "Random networks come close to n, trained ones hold a few inputs only: they keep what their "
                                + "task asks for. And how many symbols a GRU recalls also depends on how long it is trained.",
                        "这个上界针对相互独立的输入和线性读取；若每步信息量更少，就能多存几步。随机网络接近 n，训练过的网络只存下几个输入：它们只保留任务需要的东西。"
                                + "GRU 能复述几个符号，也取决于训练了多久。"),
                Map.ofEntries(Map.entry("inputs held, at most n", "存下的输入个数（不超过 n）"),
                        Map.entry("n, entries of the state", "状态的维数 n"),
                        Map.entry("symbols of 10 recalled, copy memory", "复制记忆：10 个符号中复述出的个数"),
                        Map.entry("furthest input of which half is held", "仍存下一半的最远输入"),
                        Map.entry("Inputs that a state of n entries holds", "n 维状态存下的输入个数"),
                        Map.entry("entries of the state", "状态的维数"), Map.entry("inputs held", "存下的输入个数"),
                        Map.entry("How much of the input k steps ago can be read from the state", "从状态中能读出 k 步前输入的多少"),
                        Map.entry("lag, steps", "间隔，步"), Map.entry("part of the variance", "方差的比例"),
                        Map.entry("Symbols that a trained GRU recalls", "训练后的 GRU 复述出的符号"),
                        Map.entry("units H", "单元数 H"), Map.entry("symbols of 10", "符号数（共 10 个）")));
    }
}
