package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C16: the reset gate last. */
final class C16ResetLastText {
    private C16ResetLastText() {}

    static ClaimText text() {
        return new ClaimText("C16", Section.GRU,
                new Text("The reset gate last: the article's own cell", "把重置门放到最后：原文提出的单元"),
                new Text(
                        "A GRU that applies its reset gate last keeps the LSTM's friendliness to gradients with the GRU's "
                                + "economy, at the price of one more variable and the memory it takes.",
                        "把 GRU 的重置门放到最后，就能在精简 LSTM 的同时保持它对梯度的友好性；代价是多缓存一个变量，多占一些显存。"),
                """
                        <math><msub><mi>c</mi><mi>t</mi></msub><mo>=</mo><mo>(</mo><mn>1</mn><mo>−</mo><msub><mi>z</mi>\
                        <mi>t</mi></msub><mo>)</mo><mo>⊙</mo><msub><mi>c</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow>\
                        </msub><mo>+</mo><msub><mi>z</mi><mi>t</mi></msub><mo>⊙</mo><mi>tanh</mi><mo>(</mo><msub><mi>W</mi>\
                        <mi>h</mi></msub><msub><mi>x</mi><mi>t</mi></msub><mo>+</mo><msub><mi>U</mi><mi>h</mi></msub>\
                        <msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub><mo>+</mo><msub><mi>b</mi>\
                        <mi>h</mi></msub><mo>)</mo><mo>;</mo><msub><mi>h</mi><mi>t</mi></msub><mo>=</mo><msub><mi>r</mi>\
                        <mi>t</mi></msub><mo>⊙</mo><msub><mi>c</mi><mi>t</mi></msub></math>""",
                new Text(
                        "LSTM, GRU and the proposal are trained on three tasks with several seeds. Held-out sequences show the "
                                + "share of the main term, the growth of the exact gradient over 20 steps and the loss. The "
                                + "memory is asked of the engine that trains the models: what is carried from step to step, and "
                                + "what is saved for the backward pass (32 units above 16 inputs, float32).",
                        "在三个任务上用多个随机种子训练 LSTM、GRU 和原文的单元，在留出序列上测量主项占比、精确梯度在 20 步内的增长率以及损失。"
                                + "内存由训练所用的引擎给出：逐步传递的状态，以及为反向传播保存的数据（32 个单元、16 个输入、float32）。"),
                new Text(
                        "No unless it has as many parameters as the GRU and fewer than the LSTM. Friendliness, task by task: "
                                + "main share, magnitude of growth and loss are not worse than the LSTM's by more than two "
                                + "standard errors over seeds. Price: more bytes carried and more bytes saved than by the GRU. "
                                + "Yes if all hold, else partly.",
                        "参数须与 GRU 一样多、比 LSTM 少，否则为“否”。友好性逐个任务判断：主项占比、增长率的大小和损失都不比 LSTM 差到种子间"
                                + "两倍标准误以上。代价：传递的和保存的字节都比 GRU 多。全部成立为“是”，否则为“部分成立”。"),
                new Text("The LSTM itself in its place: friendly, and not economical.", "用 LSTM 自己代替它：友好，但不精简。"),
                new Text(
                        "The price is smaller than expected. Twice the state is carried, but the compiled engine saves less "
                                + "for the backward pass than it does for the GRU: the product r⊙h, which the GRU's matrix reads, "
                                + "need not be kept. An engine that saves every named value, as the reference engine here, does "
                                + "pay. Nor is the friendliness the LSTM's everywhere: one term has a gate fewer, since no tanh "
                                + "stands between c and h, and on text the gradient of the trained cell fades within some fifteen "
                                + "steps, although its loss is below the LSTM's.",
                        "代价比预想的小：传递的状态确实加倍，但编译引擎为反向传播保存的数据反而比 GRU 少，因为 GRU 的矩阵所读的乘积 r⊙h 不必再存。"
                                + "若像这里的参考引擎那样保存每个中间变量，则确实要多付。友好性也并非处处如 LSTM：c 与 h 之间没有 tanh，"
                                + "有一项因此少了一个门；在文本上，训练好的模型的梯度十几步之内就衰减了，尽管它的损失比 LSTM 低。"),
                Map.ofEntries(Map.entry("gate factors of the term", "该项的门数"),
                        Map.entry("parameters of the layer", "该层参数个数"),
                        Map.entry("carried from step to step, a sequence", "每条序列逐步传递的状态"),
                        Map.entry("saved for the backward pass, a step and sequence", "每步每条序列为反向传播保存的数据"),
                        Map.entry("share of the main term less the LSTM's", "主项占比减去 LSTM 的"),
                        Map.entry("magnitude of the gradient's growth less the LSTM's", "梯度增长率的大小减去 LSTM 的"),
                        Map.entry("loss held out less the LSTM's", "留出损失减去 LSTM 的"),
                        Map.entry("saved by the reference engine, a step and sequence", "参考引擎每步每条序列保存的数据"),
                        Map.entry("memory of a training pass, T = 100, B = 16", "一次训练所需内存，T = 100，B = 16"),
                        Map.entry("Saved for the backward pass", "为反向传播保存的数据"),
                        Map.entry("bytes a step and sequence", "每步每条序列的字节数"),
                        Map.entry("Growth of the gradient over 20 steps, trained", "训练后梯度在 20 步内的增长率"),
                        Map.entry("growth, nats/step", "增长率，nats/步"),
                        Map.entry("Loss held out, beside the LSTM's", "留出损失与 LSTM 之比"),
                        Map.entry("loss / LSTM's loss", "损失 / LSTM 的损失")));
    }
}
