package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C13: over thousands of steps the LSTM's gradient vanishes too. */
final class C13FarGradientVanishesText {
    private C13FarGradientVanishesText() {}

    static ClaimText text() {
        return new ClaimText("C13", Section.LSTM,
                new Text("Over thousands of steps LSTM vanishes too", "几千上万步时，LSTM 该消失的还会消失"),
                new Text(
                        "An LSTM relieves the vanishing of the gradient within a number of steps. Over thousands of steps it "
                                + "vanishes all the same.",
                        "就算 LSTM 能缓解梯度消失，也是在一定步数内；如果序列很长，比如几千上万步，那么该消失的还会消失。"),
                """
                        <math><mfrac><mrow><mo>∂</mo><msub><mi>s</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>s</mi>\
                        <mrow><mi>t</mi><mo>−</mo><mi>k</mi></mrow></msub></mrow></mfrac><mo>=</mo><munderover><mo>∏</mo><mrow>\
                        <mi>j</mi><mo>=</mo><mn>0</mn></mrow><mrow><mi>k</mi><mo>−</mo><mn>1</mn></mrow></munderover><mfrac>\
                        <mrow><mo>∂</mo><msub><mi>s</mi><mrow><mi>t</mi><mo>−</mo><mi>j</mi></mrow></msub></mrow><mrow><mo>∂</mo>\
                        <msub><mi>s</mi><mrow><mi>t</mi><mo>−</mo><mi>j</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac>\
                        <mo>,</mo><mi>k</mi><mo>=</mo><mn>1000</mn><mo>,</mo><mspace width="0.3em"/><mn>10000</mn><mo>,</mo>\
                        <mspace width="0.3em"/><mn>100000</mn></math>""",
                new Text(
                        "LSTMs of 16 units with initial forget biases 1, 3 and 5 are trained on the adding problem and on "
                                + "text, then driven by two sequences of 100,000 further steps. All step Jacobians are "
                                + "multiplied, as matrices with a logarithm of their scale; no growth rate is extrapolated.",
                        "初始遗忘偏置为 1、3、5 的 16 单元 LSTM，在加法问题和文本上训练，再各用两段 100,000 步的序列驱动。所有单步雅可比矩阵都真的乘起来（矩阵另记尺度的对数），没有外推任何增长率。"),
                new Text(
                        "The gradient has vanished if ln‖∂s_t/∂s_{t−k}‖ is below ln(1/1000) by two standard errors at "
                                + "the two longest lags. Yes if it has for every bias on both, partly if for some.",
                        "若在最长的两个滞后上，ln‖∂s_t/∂s_{t−k}‖ 以两个标准误低于 ln(1/1000)，则梯度已消失。所有偏置、两种数据都如此算成立，部分如此算部分成立。"),
                new Text(
                        "A trained cell that does not forget: f = 1 in its equations, and gates that see the input only.",
                        "一个不遗忘的单元，同样经过训练：方程中 f = 1，各门只看输入。"),
                new Text(
                        "How many thousands depends on f: the lag at which the gradient falls below 1/1000 is from hundreds to "
                                + "beyond ten thousand steps. The first bias alone does not tell, for training moves f. With "
                                + "b_f = 10, where f forgets one part in 22,000 a step, much of it can be left after 100,000 "
                                + "steps; so one can have any lag, for a task that needs nothing to be forgotten. The driving "
                                + "text is the part trained on, since the held-out part is shorter than 100,000 characters.",
                        "究竟是几千取决于 f：梯度降到 1/1000 以下的滞后，从几百步到一万步以上都有。只看初始偏置还不够，因为训练会移动 f。b_f = 10 时 f 每步只遗忘 1/22000，100,000"
                                + " 步后仍可能保留不少；所以只要任务不需要遗忘，想要多长的滞后都可以。驱动用的文本是训练部分，因为留出部分不足 100,000 个字符。"),
                Map.ofEntries(Map.entry("ln of the gradient", "梯度的 ln"),
                        Map.entry("lag at which the gradient falls below 1/1000", "梯度降到 1/1000 以下的滞后"),
                        Map.entry("Nats lost of the gradient over lag", "梯度损失的 nat 数随滞后的变化"),
                        Map.entry("lag, steps", "滞后，步"), Map.entry("nats lost", "损失的 nat 数")));
    }
}
