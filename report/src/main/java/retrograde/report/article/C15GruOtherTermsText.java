package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C15: the GRU's terms beside the LSTM's. */
final class C15GruOtherTermsText {
    private C15GruOtherTermsText() {}

    static ClaimText text() {
        return new ClaimText("C15", Section.GRU,
                new Text("The GRU's other terms have fewer gates than the LSTM's", "GRU 其余项的门比 LSTM 少"),
                new Text(
                        "The main term of the GRU is 1 − z. Its other terms have one or two gates fewer than the LSTM's, so "
                                + "they may be larger: the GRU may be less stable and depend more on its initialisation.",
                        "GRU 的主项是 1 − z；其余项比 LSTM 对应的项少一到两个门，量级可能更大，因此 GRU 可能更不稳定，" + "更依赖于好的初始化。"),
                """
                        <math><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>h</mi>\
                        <mrow><mi>t</mi><mo>−</mo><mn>1</mn></mrow></msub></mrow></mfrac><mo>=</mo><mn>1</mn><mo>−</mo>\
                        <mi>z</mi><mo>+</mo><mo>(</mo><mover><mi>h</mi><mo>^</mo></mover><mo>−</mo><mi>h</mi><mo>)</mo>\
                        <mi>z</mi><mo>(</mo><mn>1</mn><mo>−</mo><mi>z</mi><mo>)</mo><msub><mi>U</mi><mi>z</mi></msub>\
                        <mo>+</mo><mo>(</mo><mn>1</mn><mo>−</mo><msup><mover><mi>h</mi><mo>^</mo></mover><mn>2</mn></msup>\
                        <mo>)</mo><mi>z</mi><msub><mi>U</mi><mi>h</mi></msub><mi>r</mi><mo>(</mo><mn>1</mn><mo>+</mo>\
                        <mo>(</mo><mn>1</mn><mo>−</mo><mi>r</mi><mo>)</mo><mi>h</mi><msub><mi>U</mi><mi>r</mi></msub>\
                        <mo>)</mo></math>""",
                new Text(
                        "Gate factors are counted from the equations. Trained models on three tasks (a long memory, a short "
                                + "one, real text), several seeds each, show how large the terms are along held-out "
                                + "sequences. Then both cells begin with recurrent weights of standard deviation ½, 1, 2 and "
                                + "4 over √H: how far does the gradient's growth per step spread over the four, and, in a full "
                                + "run, the logarithm of the loss after a short training? The forget bias of the LSTM is 1, "
                                + "as everywhere here; the GRU is also begun with b_z = −1, which gives it the same main "
                                + "term.",
                        "门的个数由方程数出。在三个任务（长记忆、短记忆、真实文本）上用多个随机种子训练模型，测量各项在留出序列上的大小。"
                                + "然后让两种单元的循环矩阵分别以 ½、1、2、4 倍 1/√H 的标准差开始：每步梯度的增长率在四种尺度之间"
                                + "相差多大？完整运行时还看短暂训练后损失的对数相差多大。这里 LSTM 的遗忘门偏置照例为 1；GRU 还另以" + " b_z = −1 开始，使两者主项相同。"),
                new Text(
                        "No unless every other term with one matrix has fewer gate factors than each of the LSTM's. Then, "
                                + "by more than two standard errors over seeds and task by task: 1 − z has the largest share; "
                                + "the norms of the other terms together are above the LSTM's; each spread is above the LSTM's, "
                                + "as the cells begin and with equal main terms, and after training where both learn at some "
                                + "scale. Yes if all hold, no if none does, else partly.",
                        "先看前提：GRU 每个只含一个矩阵的其余项，门都要比 LSTM 的每一项少，否则答案为“否”。在此之上逐个任务判断，差别须超过"
                                + "种子间的两倍标准误：1 − z 的占比最大；其余项范数之和大于 LSTM；各种离散程度大于 LSTM（照各自的"
                                + "默认初始化，以及主项相同时；训练后的只在两者都能在某一尺度下学会时才算）。全部成立为“是”，全不成立为“否”，否则为“部分成立”。"),
                new Text("An LSTM in the GRU's place: every second seed against the others. No term has fewer gates.",
                        "用 LSTM 代替 GRU：一半种子对另一半种子。没有哪一项的门更少。"),
                new Text(
                        "Larger terms show on text, and not on the adding problem, where the trained GRU's are the smaller "
                                + "ones. In the whole state (h, c) the LSTM's other terms are larger than the GRU's everywhere: "
                                + "the article's count holds the output gate fixed. And the wider spread of the gradient "
                                + "before training comes from the forget bias: begun with the same main term, GRU and LSTM "
                                + "spread alike, and an LSTM with b_f = 0 spreads like a GRU. After training, "
                                + "the loss depends more on the scale on text only.",
                        "其余项更大，在文本上看得到，在加法任务上则相反：训练好的 GRU 的其余项反而更小。若看完整状态 (h, c)，LSTM 的其余项处处"
                                + "比 GRU 大，因为原文的数法把输出门固定住了。至于训练前梯度对初始化更敏感，其实来自遗忘门的偏置：主项相同时两者"
                                + "的离散程度相当，而 b_f = 0 的 LSTM 与 GRU 一样敏感。训练之后，只有在文本上 GRU 的损失才更依赖于初始尺度。"),
                Map.ofEntries(Map.entry("gate factors of the term", "该项的门数"),
                        Map.entry("share of the main term", "主项占比"),
                        Map.entry("largest share of another term", "其余项中最大的占比"),
                        Map.entry("norms of the other terms together", "其余项范数之和"),
                        Map.entry("spread of the gradient's growth over the scale of U", "梯度增长率随 U 的尺度的离散程度"),
                        Map.entry("spread of the logarithm of the loss over the scale of U", "损失对数随 U 的尺度的离散程度"),
                        Map.entry("gate factors fewer, at least", "至少少几个门"),
                        Map.entry("Norms of the terms other than the main one", "主项以外各项的范数"),
                        Map.entry("sum of spectral norms", "谱范数之和"),
                        Map.entry("Growth of the gradient before training", "训练前梯度的增长率"),
                        Map.entry("standard deviation of U, in 1/√H", "U 的标准差（以 1/√H 为单位）"),
                        Map.entry("growth, nats/step", "增长率，nats/步")));
    }
}
