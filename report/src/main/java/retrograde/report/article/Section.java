package retrograde.report.article;

import retrograde.report.Text;

/** The sections of the article, in its order. */
public enum Section {
    /** What the gradient of an RNN is. */
    GRADIENT(new Text("The gradient of an RNN", "RNN 及其梯度")),
    /** What vanishing and exploding mean. */
    VANISHING(new Text("Vanishing or exploding?", "消失还是爆炸？")),
    /** The simple RNN, its activation function and clipping. */
    SIMPLE(new Text("The simple RNN", "简单 RNN 分析")),
    /** The LSTM. */
    LSTM(new Text("The LSTM", "LSTM 的结果")),
    /** The GRU and the article's proposal. */
    GRU(new Text("The GRU", "顺便看看 GRU"));

    private final Text title;

    Section(Text title) {
        this.title = title;
    }

    /** Its heading. */
    public Text title() {
        return title;
    }
}
