package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * Where the direction of the largest exponent lies: in which states of which layers.
 *
 * <p>
 * Look at it to see which part of the state remembers longest. Requires {@code quantities.lyapunov.direction}.
 */
public record LeadingDirectionView() implements Instrument {
    @Override
    public Text title() {
        return new Text("The direction that lasts", "保持最久的方向");
    }

    @Override
    public Text reading() {
        return new Text(
                "How much of the direction that grows fastest or fades slowest lies in each state, as squared length; with "
                        + "its standard error along the run.",
                "增长最快（或衰减最慢）的方向在各状态中所占的份额（平方长度），附沿运行的标准误。");
    }

    @Override
    public Text when() {
        return new Text("Look here to see which part of the state holds the longest memory.", "想知道状态的哪一部分保存最长的记忆时看这里。");
    }

    @Override
    public String requires() {
        return "flow.quantities.lyapunov.direction";
    }

    @Override
    public Width width() {
        return Width.HALF;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("y", new Text("share", "份额")),
                Map.entry("entries", new Text("It lies in so many entries of the state:", "它分布在状态的这么多个分量上：")),
                Map.entry("loose",
                        new Text("Another start gives another direction: it is not unique, or not found yet.",
                                "换一个起点得到另一个方向：它不唯一，或尚未找到。")));
    }
}
