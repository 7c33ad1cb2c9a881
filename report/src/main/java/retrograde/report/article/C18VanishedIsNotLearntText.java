package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C18: what has vanished is not learnt. */
final class C18VanishedIsNotLearntText {
    private C18VanishedIsNotLearntText() {}

    static ClaimText text() {
        return new ClaimText("C18", Section.VANISHING, new Text("What has vanished is not learnt", "梯度消失了，就学不到远处"),
                new Text(
                        "The further away a step, the weaker the gradient that it sends back, until it has no effect: the "
                                + "network cannot capture what lies so far.",
                        "距离当前时间步越长，反馈的梯度信号越不显著，最后可能完全没有起作用，这就意味着 RNN 对长距离语义的捕捉能力失效了。"),
                """
                        <math><msub><mi>N</mi><mi>L</mi></msub><mo>=</mo><mi>exp</mi><mo>⟨</mo><mi>ln</mi><msub><mrow><mo>‖</mo>\
                        <mfrac><mrow><mo>∂</mo><msub><mi>s</mi><mi>t</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>s</mi><mrow>\
                        <mi>t</mi><mo>−</mo><mi>L</mi></mrow></msub></mrow></mfrac><mo>‖</mo></mrow><mn>2</mn></msub><mo>⟩</mo>\
                        <mo>&lt;</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>3</mn></mrow></msup></math>""",
                new Text(
                        "A tanh RNN, an LSTM and a GRU are trained on adding, temporal order and copy memory at growing "
                                + "lengths T. Each task tells which lag L the gradient must cross: T/2, 0.8 T, T + 10 steps. "
                                + "Learnt means a loss below half of chance, which nobody reaches who has seen the nearer "
                                + "half only. Is the gradient still there at lag L? And how far does it reach while a network "
                                + "learns?",
                        "在加法、时序和复制记忆任务上，以逐渐增大的长度 T 训练 tanh RNN、LSTM 和 GRU。每个任务都决定了梯度必须跨越的间隔 L：T/2、0.8 T、T + 10 步。"
                                + "损失低于随机水平的一半才算学会，只看到较近一半信息的网络达不到。间隔为 L 时，梯度还在吗？训练途中它又能到达多远？"),
                new Text(
                        "Of the runs whose trained network has a vanished gradient (N_L below 1/1000) at most a tenth has "
                                + "learnt; of the others more, by two standard errors.",
                        "训练后梯度已消失（N_L 小于千分之一）的网络，学会的至多十分之一；其余的学会得更多，差别超过两个标准误差。"),
                new Text(
                        "Sea temperatures, whose next value depends on the near past: they are learnt with a vanished gradient.",
                        "海面温度：下一个值只依赖近期的数据，梯度消失了照样学得会。"),
                new Text(
                        "A gradient that has not vanished is no guarantee: many such runs learn nothing, for lack of time or "
                                + "because the gradient explodes. And a gradient that has vanished at the start need not stay "
                                + "so: some runs learnt all the same, since Adam enlarges what is small and training opens "
                                + "the gates.",
                        "梯度没有消失也不能保证学会：有些网络因训练不够久，或因梯度爆炸而学不会。开始时消失的梯度也不一定一直消失：有些网络照样学会了，因为 Adam "
                                + "会放大微小的梯度，训练又会打开各个门。"),
                Map.ofEntries(Map.entry("learnt, of runs with a vanished gradient", "梯度消失的训练中学会的比例"),
                        Map.entry("learnt, of the other runs", "其余训练中学会的比例"),
                        Map.entry("runs with a vanished gradient", "梯度消失的训练次数"),
                        Map.entry("longest length learnt", "能学会的最大长度"),
                        Map.entry("reach K_90, at the start", "开始时的有效范围 K_90"),
                        Map.entry("reach K_90, after training", "训练后的有效范围 K_90"),
                        Map.entry("longest reach K_90 while it learns", "训练途中最大的有效范围 K_90"),
                        Map.entry("learnt, of runs whose reach K_99 came beyond the lag needed",
                                "有效范围 K_99 超过过所需间隔的训练中学会的比例"),
                        Map.entry("learnt, of runs whose reach K_99 never did", "有效范围 K_99 从未超过所需间隔的训练中学会的比例"),
                        Map.entry("How far the gradient comes to reach, against the lag L that the task needs",
                                "梯度能到达多远，与任务所需的间隔 L 相比"),
                        Map.entry("longest K_99 while it learns, steps", "训练途中最大的 K_99，步"),
                        Map.entry("Reach while networks learn", "训练途中的有效范围"), Map.entry("updates", "更新次数"),
                        Map.entry("K_90, steps", "K_90，步"), Map.entry("horizon, at the start", "开始时的视界"),
                        Map.entry("horizon, after training", "训练后的视界"),
                        Map.entry("learnt runs whose gradient had vanished at the start", "学会的训练中开始时梯度已消失的比例"),
                        Map.entry("not vanished, and yet not learnt", "梯度未消失却未学会的比例"),
                        Map.entry("Loss against what is left of the gradient at the lag the task needs",
                                "损失与任务所需间隔上剩余梯度的关系"),
                        Map.entry("norm of the product over the lag needed", "所需间隔上雅可比矩阵之积的范数"),
                        Map.entry("held-out loss over chance", "留出集损失与随机水平之比"),
                        Map.entry("Where each cell stops learning", "各种单元学到多长为止"),
                        Map.entry("length T, steps", "长度 T，步")));
    }
}
