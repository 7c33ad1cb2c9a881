package retrograde.report.page;

import retrograde.report.Language;
import retrograde.report.Text;

/** The fixed words of a page that belong to no single picture; its scripts find them under the constant's name. */
enum Phrase {
    TITLE("How far back the gradient reaches", "梯度能传回多远"), //
    FLOW_TITLE("Gradient flow of %1$s on %2$s", "%1$s 在 %2$s 上的梯度流"), //
    SEQUENCE_TITLE("Where the loss of one step sends its gradient: %1$s on %2$s", "一步损失的梯度传到哪里：%1$s，%2$s"), //
    SEQUENCE_ANSWER(
            "The loss of step %1$s is %2$s. Of the gradient that it sends to the inputs, half arrives within %3$s, nine "
                    + "tenths within %4$s, and 99 %% within %5$s steps.",
            "第 %1$s 步的损失为 %2$s。它传给各步输入的梯度，一半落在最后 %3$s 步内，九成在最后 %4$s 步内，99%% 在最后 %5$s 步内。"), //
    SEQUENCE_ANSWER_BOTH(
            "The loss of step %1$s is %2$s. Of the gradient that it sends to the inputs before and after it, half arrives less "
                    + "than %3$s, nine tenths less than %4$s, and 99 %% less than %5$s steps away.",
            "第 %1$s 步的损失为 %2$s。它传给前后各步输入的梯度，一半落在距它不到 %3$s 步处，九成不到 %4$s 步，99%% 不到 %5$s 步。"), //
    SEQUENCE("The sequence", "序列"), //
    SEQUENCE_READING(
            "The deeper a step is shaded, the more of this loss’s gradient arrives at its input: each shade is half a "
                    + "power of ten.",
            "某步的底色越深，这个损失传到其输入的梯度越大：每深一级为半个数量级。"), //
    SEQUENCE_TARGET("The frame holds what is predicted.", "框中是所预测的内容。"), //
    SEQUENCE_NUMBERS("the numbers of every step", "每一步的数值"), //
    SYMBOL("character", "字符"), //
    COMMA(", ", "、"), //
    DATA("data", "数据"), //
    CELL("cell", "模型"), //
    SHOWN("cells shown", "显示的模型"), //
    BEFORE_TRAINING("before training", "训练前"), //
    AFTER_TRAINING("after training", "训练后"), //
    MISSING("Not in the document, so not drawn:", "文档中没有，未画："), //
    NOTHING("The document has nothing for this picture.", "文档中没有可供此图的数据。"), //
    COMPARISON("Before → after training", "训练前 → 训练后"), //
    LOSS("held-out loss", "留出损失"), //
    BASELINE("baseline", "基线"), //
    PARAMETERS("parameters", "参数"), //
    SECONDS("seconds", "秒"), //
    LYAPUNOV("λ₁, nats per step", "λ₁（奈特/步）"), //
    REACH("reach K₉₀, steps", "可达步数 K₉₀"), //
    HORIZON("horizon, steps", "视界（步）"), //
    MAIN_TERM("main term", "主项占比"), //
    MAIN_TERM_PERCENT("main term, %", "主项占比（%）"), //
    OVER_SEEDS("Mean of %s seeds ± standard error, before → after training", "%s 个随机种子的平均值 ± 标准误，训练前 → 训练后"), //
    LEARNT("learnt", "学会"), //
    GROWN_IN("%s grown", "%s 次增长"), //
    RESPONSIBLE("carried by", "主要通路"), //
    VERDICT("verdict", "判定"), //
    NOT_TRAINED("not trained on this", "没学会，不作判定"), //
    PLACE("%1$s of layer %2$s, unit %3$s, is %4$s at step %5$s of sequence %6$s; passed on by %7$s",
            "第 %2$s 层 %1$s 的第 %3$s 个单元在序列 %6$s 的第 %5$s 步为 %4$s，经 %7$s 传递"), //
    GROWS("grows by step", "增长于步"), //
    NON_FINITE("Non-finite values:", "出现非有限值："), //
    EQUATIONS("The cells and their paths", "模型及其通路"), //
    EQUATIONS_NOTE("Each cell is its equations; the paths, their gate factors and bounds are derived from them alone.",
            "模型就是它的方程；通路、门因子个数与上界全由方程推出。"), //
    CELL_FILE("cell file", "模型文件"), //
    VIEW("view", "视角"), //
    PATH("path", "通路"), //
    FORMULA("formula", "公式"), //
    GATE_FACTORS("gate factors", "门因子"), //
    BOUND("bound", "上界"), //
    UNIT_BOUND("bound, one unit", "单元上界"), //
    SHARE_AFTER("share after training, %s", "训练后占比，%s"), //
    SHARE("share", "占比"), //
    LAYER("layer", "层"), //
    NORM("norm", "范数"), //
    PATHS("Paths of the step Jacobian", "单步雅可比矩阵的各条通路"), //
    WITHOUT_PATH("horizon without it, steps", "去掉后的视界（步）"), //
    MOVED("ln N(k) moved by, nats", "ln N(k) 的改变（奈特）"), //
    OF_LAYER("%1$s of layer %2$s", "第 %2$s 层的 %1$s"), //
    REACH_HALF("reach K₅₀, steps", "可达步数 K₅₀"), //
    REACH_MOST("reach K₉₉, steps", "可达步数 K₉₉"), //
    RANK("effective rank of ∂s(t)/∂s(t−k), k = %s", "∂s(t)/∂s(t−k) 的有效秩，k = %s"), //
    NOT_MEASURED("Not measured, so not drawn: %s.", "未测量，因此未画：%s。"), //
    PROVENANCE("Provenance", "来历"), //
    PROVENANCE_NOTE("With these the run can be repeated bit for bit.", "凭这些信息可以逐位重现本次运行。"), //
    SAVE("Save the numbers of this page (JSON)", "保存本页数据（JSON）"), //
    WITHOUT_SCRIPTS("The pictures need JavaScript; the table and the equations do not.", "图需要 JavaScript；表格与公式不需要。"), //
    AND(" and ", " 和 "), //
    ANSWER_FIRST("On %1$s, the gradient reaches %3$s steps back in %2$s", "在 %1$s 上，梯度能传回的步数：%2$s %3$s 步"), //
    ANSWER_NEXT(", %2$s in %1$s", "，%1$s %2$s 步"), //
    ANSWER_FELT("On %1$s, a change of the state is felt for %3$s steps in %2$s", "在 %1$s 上，%2$s 的状态扰动可感 %3$s 步"), //
    ANSWER_MEASURED("On %1$s, %2$s was measured", "在 %1$s 上测量了 %2$s"), //
    ANSWER_CARRIED(", most of it along the path %s", "，主要经由通路 %s"), //
    ANSWER_VERDICT("; the verdict: %s", "；判定：%s"), //
    BY_LAYER(
            "This model reads in both directions, so no joint state is carried through time: each layer is measured by "
                    + "itself, in the order in which it reads, → from the beginning or ← from the end; ⇄ is the gradient of all "
                    + "layers together. What is felt between layers, the map of pairs and advice are not defined for it.",
            "此模型双向读取，没有一个随时间传递的联合状态：各层按自己的读取顺序单独测量，→ 从头读，← 从尾读；" + "⇄ 是所有层合起来的梯度。层与层之间的感知、步对图与建议对它没有定义。"), //
    AT_LEAST("at least %s", "至少 %s"), //
    UNKNOWN("an unknown number of", "未知的"), //
    ANSWER_UNTRAINED(" (not trained on this: %s).", "（没学会此数据的：%s）。"), //
    ANSWER_NONE("On %s, no cell was trained, so nothing is said about its memory.", "在 %s 上没有一个模型学会，对记忆不作结论。"), //
    END(".", "。"), //
    ARTICLE_TITLE("Vanishing and exploding gradients in RNNs: the article, executed", "RNN 的梯度消失/爆炸问题：逐条验证"), //
    ARTICLE_ANSWER("Of %1$s claims %2$s hold, %3$s hold in part and %4$s do not.",
            "共 %1$s 条论断：%2$s 条成立，%3$s 条部分成立，%4$s 条不成立。"), //
    ARTICLE_SOURCE(
            "Jianlin Su's article of 2020 argues with one hidden unit. Here each of its claims is run on trained "
                    + "networks, judged by a criterion fixed beforehand, and tried on a control where it must fail.",
            "苏剑林 2020 年的文章以单个隐藏单元立论。这里把每条论断放到训练过的网络上实测，按事先写定的标准判定，并在必须“不成立”的对照上检验。"), //
    ARTICLE_QUICK("A quick run: few seeds and short sequences, so errors are wide.", "快速运行：种子少、序列短，因此误差较大。"), //
    CLAIMS("claims", "论断"), //
    YES("holds", "成立"), //
    NO("does not hold", "不成立"), //
    PARTLY("holds in part", "部分成立"), //
    EXPERIMENT("Experiment.", "实验。"), //
    CRITERION("Criterion.", "判据。"), //
    CONTROL("Control.", "对照。"), //
    CONTROL_NO("There the criterion says no, as it must.", "在此判据给出“不成立”，正应如此。"), //
    CONTROL_FAILED("There the criterion should say no and does not: this experiment shows nothing.",
            "在此判据本应给出“不成立”，却没有：这项实验说明不了什么。"), //
    LIMITS("Where it stops holding.", "在哪里不再成立。"), //
    KEPT("Checkpoints, beside this page.", "检查点文件，与本页在同一文件夹。"), //
    FIGURES("figures", "数据"), //
    CONTROL_FIGURES("figures of the control", "对照的数据"), //
    LIMIT_FIGURES("figures at the limits", "失效处的数据"), //
    QUANTITY("quantity", "量"), //
    CASE("case", "情形"), //
    VALUE("value ± standard error", "值 ± 标准误"), //
    VANISHING("vanishing", "消失"), //
    EXPLODING("exploding", "爆炸"), //
    CHAOTIC("chaotic", "混沌"), //
    STABLE("stable", "稳定");

    private final String english;
    private final String chinese;

    Phrase(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    String in(Language language) {
        return new Text(english, chinese).in(language);
    }
}
