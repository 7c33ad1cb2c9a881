package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The gradient that arrives from a loss, by how many steps back it arrived, on a log scale.
 *
 * <p>Look at it when a cell forgets: a straight fall is exponential fading, a bend is a path that takes over. Requires
 * {@code quantities.gradientByLag.logNorm}.
 */
public record GradientByLagView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Gradient by lag", "梯度随步距的衰减");
    }

    @Override
    public Text reading() {
        return new Text(
                "The size of the gradient that the loss of one step sends k steps back: a straight "
                        + "fall is exponential fading, a level line is memory, a rise is explosion.",
                "一步的损失传回 k 步之前的梯度大小：直线下降是指数衰减，水平是记得住，上升则是爆炸。");
    }

    @Override
    public Text when() {
        return new Text("Look here when a cell forgets: the slope is its rate of forgetting, a bend is the lag "
                + "at which another path takes over.", "模型健忘时看这里：斜率是遗忘速率，拐弯处是另一条通路开始占主导的步距。");
    }

    @Override
    public String requires() {
        return "flow.quantities.gradientByLag";
    }

    @Override
    public Width width() {
        return Width.FULL;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("lag k, steps", "步距 k（步）")), Map.entry("ahead", new Text(
                "Lags of 0 and below: the states after the loss, in the order in which a layer reads; they reach "
                        + "it through a layer above that reads the other way.",
                "步距为 0 及以下：按该层读取顺序在损失之后的状态，经由上方反向读取的层传到损失。")),
                Map.entry("y", new Text("gradient norm g(k)", "梯度范数 g(k)")));
    }
}
