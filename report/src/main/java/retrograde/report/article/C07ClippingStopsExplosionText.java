package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C7: clipping parameters stops explosion, not vanishing. */
final class C07ClippingStopsExplosionText {
    private C07ClippingStopsExplosionText() {}

    static ClaimText text() {
        return new ClaimText("C7", Section.SIMPLE,
                new Text("Clipping stops explosion, not vanishing", "裁剪能防止梯度爆炸，防不了梯度消失"),
                new Text(
                        "Clip U into [−1, 1], and the gradient cannot explode; it can still vanish. For many units the bound "
                                + "is on the norm ‖U‖₂, not on the entries. Clipping gradients bounds the update, not what "
                                + "flows through time.",
                        "把 U 裁剪到 [−1, 1] 内，梯度就不会爆炸，但仍可能消失。多维时要限制的是范数 ‖U‖₂，而不是各个元素。梯度裁剪只限制参数的更新量，" + "并不改变沿时间传递的梯度。"),
                """
                        <math><msub><mrow><mo>‖</mo><mfrac><mrow><mo>∂</mo><msub><mi>h</mi><mi>t</mi></msub></mrow><mrow>\
                        <mo>∂</mo><msub><mi>h</mi><mrow><mi>t</mi><mo>−</mo><mi>k</mi></mrow></msub></mrow></mfrac>\
                        <mo>‖</mo></mrow><mn>2</mn></msub><mo>≤</mo><msup><mrow><mo>(</mo><mi>sup</mi><mo>|</mo>\
                        <msup><mi>φ</mi><mo>′</mo></msup><mo>|</mo><mo>⋅</mo><msub><mrow><mo>‖</mo><mi>U</mi><mo>‖</mo></mrow>\
                        <mn>2</mn></msub><mo>)</mo></mrow><mi>k</mi></msup><mo>≤</mo><mn>1</mn></math>""",
                new Text(
                        "Random simple RNNs of 1 and of 32 units, driven by noise, with U as drawn and with U clipped: in how "
                                + "many does the product of 100 Jacobians exceed 1000 (explode) or stay below 1/1000 "
                                + "(vanish)? The same for tanh networks that start in the exploding range and are trained on "
                                + "the adding problem: with nothing clipped (“before”), with U clipped after each update, with "
                                + "gradients clipped by norm and by value.",
                        "随机抽取 1 个和 32 个单元的简单 RNN，用噪声驱动，比较裁剪 U 前后：100 个雅可比矩阵之积有多大比例超过 1000（爆炸），或小于 1/1000"
                                + "（消失）？再从会爆炸的初始值出发，在加法任务上训练 tanh 网络：什么都不裁剪（即“裁剪前”）、每次更新后裁剪 U、按范数或按值裁剪梯度。"),
                new Text(
                        "A remedy: explosion occurs before (by two standard errors) and in no case after, and vanishing still "
                                + "occurs. U in [−1, 1] for one unit and ‖U‖₂ ≤ 1 for 32 must meet this, drawn and trained; "
                                + "clipped gradients must not.",
                        "符合要求：裁剪前有爆炸（超过两个标准误差），裁剪后一例也没有，而消失依然存在。单个单元时 U ∈ [−1, 1]、32 个单元时 ‖U‖₂ ≤ 1 "
                                + "须符合，随机的和训练过的都要；梯度裁剪则须不符合。"),
                new Text(
                        "Every entry of U clipped into [−1, 1] with 32 units: the remedy for one unit, taken literally.",
                        "32 个单元时把 U 的每个元素裁剪到 [−1, 1] 内：把单个单元的办法照搬过来。"),
                new Text(
                        "Entries within ±c leave ‖U‖₂ as large as n·c. With 2 units some networks explode already, with 8 "
                                + "most do; with 32 the interval must shrink to about ±1/√n before none does. And what the "
                                + "bound costs is plain: under ‖U‖₂ ≤ 1 nearly all vanish that exploded before. Training "
                                + "with clipped gradients may lead out of the exploding range, but nothing makes it.",
                        "各元素在 ±c 之内时，‖U‖₂ 仍可大到 n·c。2 个单元时已有一些网络爆炸，8 个时多数爆炸；32 个时要把区间缩到约 ±1/√n 才不再爆炸。"
                                + "代价也很明显：限制 ‖U‖₂ ≤ 1 之后，原先爆炸的网络几乎全部变成消失。用裁剪后的梯度训练，" + "也可能逐渐离开爆炸区，但没有任何保证。"),
                Map.ofEntries(Map.entry("exploding before", "裁剪前爆炸的比例"), Map.entry("exploding after", "裁剪后爆炸的比例"),
                        Map.entry("vanishing before", "裁剪前消失的比例"), Map.entry("vanishing after", "裁剪后消失的比例"),
                        Map.entry("largest gradient norm of a run before clipping", "一次训练中裁剪前的最大梯度范数"),
                        Map.entry("held-out loss", "留出集损失"),
                        Map.entry("Exploding and vanishing, before and after clipping", "裁剪（✂）前后爆炸与消失的比例"),
                        Map.entry("fraction of draws", "所占比例"),
                        Map.entry("Product of Jacobians of one ReLU network of 32 units, by lag",
                                "一个 32 单元 ReLU 网络的雅可比矩阵之积"),
                        Map.entry("lag, steps", "间隔，步"), Map.entry("norm of the product", "乘积的范数")));
    }
}
