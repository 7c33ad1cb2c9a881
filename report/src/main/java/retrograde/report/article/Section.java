package retrograde.report.article;

import retrograde.report.Text;

/** The sections of the article, in its order. */
public enum Section {
    /** What the gradient of an RNN is. */
    GRADIENT("The gradient of an RNN", "RNN 及其梯度"),
    /** What vanishing and exploding mean. */
    VANISHING("Vanishing or exploding?", "消失还是爆炸？"),
    /** The simple RNN, its activation function and clipping. */
    SIMPLE("The simple RNN", "简单 RNN 分析"),
    /** The LSTM. */
    LSTM("The LSTM", "LSTM 的结果"),
    /** The GRU and the article's proposal. */
    GRU("The GRU", "顺便看看 GRU");

    private final String english;
    private final String chinese;

    Section(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    /** Its heading. */
    public Text title() {
        return new Text(english, chinese);
    }
}
