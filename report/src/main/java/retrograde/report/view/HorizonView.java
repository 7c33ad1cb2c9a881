package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The horizon against the training step, all cells together.
 *
 * <p>Look at it first: it shows whether training opens a path through time or leaves the cell as short-sighted as it
 * began. Requires {@code during[].horizon}.
 */
public record HorizonView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Horizon while training", "训练过程中的视界");
    }

    @Override
    public Text reading() {
        return new Text(
                "The lag after which the product of step Jacobians stays below a thousandth of what "
                        + "entered: higher sees further back; an open triangle lies beyond the last lag measured.",
                "单步雅可比矩阵的连乘积从这一步距起始终小于初值的千分之一：曲线越高，看得越远；空心三角表示超出了所测的最大步距。");
    }

    @Override
    public Text when() {
        return new Text("Look here first: does training open a path through time, or does the cell stay as "
                + "short-sighted as it began?", "先看这里：训练是否打通了时间上的通路，还是模型始终“近视”？");
    }

    @Override
    public String requires() {
        return "during[].horizon";
    }

    @Override
    public Width width() {
        return Width.HALF;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("update", "更新步")),
                Map.entry("y", new Text("horizon, steps", "视界（步）")),
                Map.entry("grown", new Text("grows beyond 1/ε at", "增长超过 1/ε 于")),
                Map.entry("gaps", new Text("No horizon found (measurements without one / all):", "未测得视界（次数/总次数）:")));
    }
}
