package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The time constant of every unit along its main path, and how far the gates are saturated.
 *
 * <p>Look at it when the mean looks healthy: long memory is often the work of a few units. Requires
 * {@code quantities.units}.
 */
public record UnitView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Time constants of the units", "各单元的时间常数");
    }

    @Override
    public Text reading() {
        return new Text(
                "Each unit’s time constant along the main path, units in order of size: a unit above "
                        + "the dashed line keeps its content beyond the window.",
                "各单元沿主通路的时间常数，从小到大排列：高于虚线的单元能把内容保留到窗口之外。");
    }

    @Override
    public Text when() {
        return new Text("Look here when an average looks healthy: long memory is often the work of a few "
                + "units, and a saturated gate no longer learns.", "平均值看似正常时看这里：长记忆往往只靠少数几个单元，而饱和的门已不再学习。");
    }

    @Override
    public String requires() {
        return "flow.quantities.units";
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
        return Map.ofEntries(Map.entry("bare", new Text("No unit keeps itself by a main path:", "没有单元靠主通路保持自身：")),
                Map.entry("dead", new Text("ReLUs that were zero at every step:", "每一步都为零的 ReLU：")),
                Map.entry("x", new Text("units, share of all", "单元（占全部的比例）")),
                Map.entry("y", new Text("time constant τ, steps", "时间常数 τ（步）")),
                Map.entry("window", new Text("window", "窗口")),
                Map.entry("growing",
                        new Text("units that do not decay (no finite positive τ), not drawn:", "不衰减的单元（τ 不是有限正数），未画：")),
                Map.entry("saturation",
                        new Text("Gates within a tenth of an end of their range: share of values",
                                "门值落在取值范围两端十分之一以内的比例")),
                Map.entry("gate", new Text("gate", "门")), Map.entry("low", new Text("at low end", "接近低端")),
                Map.entry("high", new Text("at high end", "接近高端")));
    }
}
