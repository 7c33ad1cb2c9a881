package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The leading singular values of the product of step Jacobians, over lag, and how many of them count.
 *
 * <p>Look at it to see how many directions survive, not only the largest. Requires
 * {@code quantities.productSpectrum.logSingularValues} and {@code effectiveRank}.
 */
public record ProductSpectrumView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Product spectrum over lag", "乘积谱随步距的变化");
    }

    @Override
    public Text reading() {
        return new Text("Singular values of ∂s(t)/∂s(t−k), the 1st, 2nd, 4th, 8th … largest (of two measurements the "
                + "later in colour, the earlier dotted): as many curves as stay up, so many directions are remembered. "
                + "The effective rank counts them.",
                "∂s(t)/∂s(t−k) 的奇异值，取第 1、2、4、8……大者（两次测量时，彩色为后者，点线为前者）：有几条曲线不落下去，就记得住几个方向。有效秩给出这个数目。");
    }

    @Override
    public Text when() {
        return new Text("Look here when the horizon is long but little is recalled: one surviving direction is "
                + "not yet a memory of the input.", "视界很长却记不住多少时看这里：只剩一个方向，还不算记住了输入。");
    }

    @Override
    public String requires() {
        return "flow.quantities.productSpectrum";
    }

    @Override
    public Width width() {
        return Width.FULL;
    }

    @Override
    public Width widthOfOne() {
        return Width.FULL;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("lag k, steps", "步距 k（步）")),
                Map.entry("y", new Text("singular values", "奇异值")),
                Map.entry("rank", new Text("effective rank", "有效秩")),
                Map.entry("directions", new Text("directions that count", "起作用的方向数")),
                Map.entry("epsilon", new Text("horizon, ε", "视界 ε")));
    }
}
