package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C11: LSTM trains with Adam alone. */
final class C11LstmNeedsNoClippingText {
    private C11LstmNeedsNoClippingText() {}

    static ClaimText text() {
        return new ClaimText("C11", Section.LSTM, new Text("Adam alone is enough, mostly", "多数情况下只需直接用 Adam"),
                new Text("To train an LSTM, calling Adam is enough in most cases; gradients need no treatment by hand.",
                        "训练 LSTM 时，多数情况下只需要直接调用 Adam 等自适应学习率优化器，不需要人为对梯度做什么调整。"),
                """
                        <math><mi>θ</mi><mo>←</mo><mi>θ</mi><mo>−</mo><mi>η</mi><mo>⋅</mo><mfrac><mi>m</mi><mrow><msqrt><mi>v</mi>\
                        </msqrt><mo>+</mo><mi>ε</mi></mrow></mfrac></math>""",
                new Text(
                        "LSTMs of 32 units are trained on the adding problem, on sea temperatures and on text, at a third of "
                                + "the usual learning rate, at the usual one and at three times it, from several seeds: with "
                                + "gradients as they are, and clipped to norm 1. The same for ReLU networks.",
                        "在加法任务、海面温度和文本上，以常用学习率的三分之一、一倍和三倍，从多个种子训练 32 个单元的 LSTM：梯度原样使用，或裁剪到范数 1。" + "ReLU 网络也照样训练一遍。"),
                new Text(
                        "Without clipping more than half of the runs beat their baseline, and not fewer than with clipping; "
                                + "both by two standard errors.",
                        "不裁剪时，一半以上的训练优于基线，且不比裁剪时少；均以两个标准误差为准。"),
                new Text("A learning rate 300 times as large.", "学习率放大 300 倍。"),
                new Text(
                        "Runs that fail at small rates have not been trained long enough; no gradient was too large. ReLU "
                                + "networks learn more seldom, and clipping helps them. On long sequences a large rate can "
                                + "lose an LSTM too, with clipping or without.",
                        "小学习率下失败的训练只是训练得不够久，并不是梯度过大。ReLU 网络学会的比例更低，裁剪对它有帮助。序列很长时，过大的学习率也会让 LSTM 失败，" + "裁剪与否都一样。"),
                Map.ofEntries(Map.entry("fraction of runs that learn", "学会的训练所占比例"),
                        Map.entry("fraction of runs with a value that is not finite", "出现非有限值的训练所占比例"),
                        Map.entry("fraction of updates clipped", "被裁剪的更新所占比例"), Map.entry("Runs that learn", "学会的训练"),
                        Map.entry("fraction of runs", "所占比例"),
                        Map.entry("Loss without clipping, by learning rate", "不裁剪时损失随学习率的变化"),
                        Map.entry("learning rate", "学习率"), Map.entry("held-out loss over the baseline", "留出集损失与基线之比")));
    }
}
