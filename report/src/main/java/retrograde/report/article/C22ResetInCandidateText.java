package retrograde.report.article;

import java.util.Map;

import retrograde.report.Text;

/** C22: r⊙h inside the candidate. */
final class C22ResetInCandidateText {
    private C22ResetInCandidateText() {}

    static ClaimText text() {
        return new ClaimText("C22", Section.GRU,
                new Text("r⊙h inside the candidate: good or bad is hard to say", "候选状态里的 r⊙h：是好是歹很难说"),
                new Text(
                        "Multiplying h by r inside the candidate brings one more gate to the last term, and one more term "
                                + "with it; whether that is good or bad is hard to say.",
                        "在候选状态里先乘上 r，给最后一项多带来一个门 r，但也同时多带来一项，是好是歹很难说。"),
                """
                        <math><mfrac><mrow><mo>∂</mo><mover><mi>h</mi><mo>^</mo></mover></mrow><mrow><mo>∂</mo><mi>h</mi>\
                        </mrow></mfrac><mo>=</mo><mo>(</mo><mn>1</mn><mo>−</mo><msup><mover><mi>h</mi><mo>^</mo></mover>\
                        <mn>2</mn></msup><mo>)</mo><msub><mi>U</mi><mi>h</mi></msub><mo>(</mo><mi>r</mi><mo>+</mo><mi>h</mi>\
                        <mi>r</mi><mo>(</mo><mn>1</mn><mo>−</mo><mi>r</mi><mo>)</mo><msub><mi>U</mi><mi>r</mi></msub>\
                        <mo>)</mo></math>""",
                new Text("The GRU with r before the matrix (the article's), after it (PyTorch's), last (the article's "
                        + "proposal) and without r is trained on three tasks with several seeds. Beside the GRU without "
                        + "r stand: the loss held out, the magnitude of the gradient's growth over 20 steps (0 keeps the "
                        + "past best), and how far the loss spreads over seeds.",
                        "在三个任务上用多个随机种子训练四种 GRU：r 在矩阵之前（原文所写）、之后（PyTorch）、放到最后（原文的建议），以及没有 r。"
                                + "与没有 r 的 GRU 相比：留出损失、梯度在 20 步内增长率的大小（越接近 0 越能保留过去），以及损失在种子间的" + "离散程度。"),
                new Text(
                        "No unless, by the equations, r adds a gate to the path via the candidate and a term to the sum. Of the "
                                + "nine comparisons (three on each task) some are decided, by more than two standard errors. Hard "
                                + "to say (yes): some each way, or none. Partly: fewer than half, all one way. No: half or more, "
                                + "all one way.",
                        "按方程，r 须给经过候选状态的路径添一个门，并多出一项，否则为“否”。九项比较（每个任务三项）中，差别超过两倍标准误的算分出高下。"
                                + "高下互见或都分不出，即“很难说”，为“是”；分出的不到一半且方向一致，为“部分成立”；一半以上且方向一致，为“否”。"),
                new Text("The GRU without r against itself, one half of the seeds against the other: nothing is added.",
                        "没有 r 的 GRU 与自己相比（一半种子对另一半种子）：什么也没有添加。"),
                new Text(
                        "The comparison can tell a gate that matters: held at ½, the update gate z costs the adding problem "
                                + "entirely. That r does not come out so clearly is said of tasks and sizes like these. After the "
                                + "matrix, r no longer bounds the term it adds: its factor U h + b is unbounded.",
                        "这种比较分得出真正要紧的门：把更新门 z 固定为 ½，加法任务就完全学不会。r 的作用没有这样分明，只是就这些任务和规模而言。"
                                + "另外，r 放在矩阵之后时，它所添的项不再有界，因为其中的因子 U h + b 无界。"),
                Map.ofEntries(Map.entry("gate factors of the term", "该项的门数"),
                        Map.entry("loss held out less that without r", "留出损失减去没有 r 时的"),
                        Map.entry("magnitude of the gradient's growth less that without r", "梯度增长率的大小减去没有 r 时的"),
                        Map.entry("spread of the loss over seeds less that without r", "损失在种子间的离散程度减去没有 r 时的"),
                        Map.entry("share of the term via r and the candidate", "经过 r 与候选状态的那一项的占比"),
                        Map.entry("terms more than without r", "比没有 r 时多出的项数"),
                        Map.entry("comparisons of nine that are better than without r", "九项比较中优于没有 r 的"),
                        Map.entry("comparisons of nine that are worse than without r", "九项比较中劣于没有 r 的"),
                        Map.entry("loss held out without the update gate", "没有更新门时的留出损失"),
                        Map.entry("loss held out without r", "没有 r 时的留出损失"),
                        Map.entry("Loss held out, beside the GRU without r", "留出损失与没有 r 的 GRU 之比"),
                        Map.entry("loss / loss without r", "损失 / 没有 r 时的损失"),
                        Map.entry("Growth of the gradient over 20 steps, trained", "训练后梯度在 20 步内的增长率"),
                        Map.entry("growth, nats/step", "增长率，nats/步")));
    }
}
