package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The share of each path of the equations in the step Jacobian, along the sequence.
 *
 * <p>Look at it to learn which path carries the gradient, and when. Requires {@code quantities.termsOverTime}.
 */
public record TermsView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Paths by share over time", "各条通路随时间的占比");
    }

    @Override
    public Text reading() {
        return new Text(
                "The height of a band is the share of one path of the equations in the step Jacobian "
                        + "at that step of the sequence: a wide “main” is the path on which memory rests.",
                "色带的高度是某条通路在该步的单步雅可比矩阵中所占的份额：“main” 越宽，记忆越靠它。");
    }

    @Override
    public Text when() {
        return new Text("Look here to learn which gate carries the gradient and at which steps, and what "
                + "training changed about it.", "想知道梯度由哪个门、在哪些时刻传递，以及训练改变了什么，就看这里。");
    }

    @Override
    public String requires() {
        return "flow.quantities.termsOverTime";
    }

    @Override
    public Width width() {
        return Width.FULL;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("step of the sequence", "序列中的步")),
                Map.entry("y", new Text("share", "占比")),
                Map.entry("single", new Text("One path only, nothing to share out:", "只有一条通路，无从分配：")));
    }
}
