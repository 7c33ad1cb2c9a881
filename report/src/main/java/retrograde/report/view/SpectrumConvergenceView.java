package retrograde.report.view;

import java.util.Map;

import retrograde.report.Text;

/**
 * The leading Lyapunov exponents as the run they are measured on goes on.
 *
 * <p>
 * Look at it before trusting λ₁: a curve that still falls or rises at the end has not arrived. Requires
 * {@code quantities.lyapunov.convergence}.
 */
public record SpectrumConvergenceView() implements Instrument {
    @Override
    public Text title() {
        return new Text("Convergence of the exponents", "指数的收敛");
    }

    @Override
    public Text reading() {
        return new Text("The leading exponents over the first n steps: they settle where the run is long enough.",
                "前 n 步上的领先指数：运行足够长时曲线趋于平稳。");
    }

    @Override
    public Text when() {
        return new Text(
                "Look here before trusting λ₁: what still moves at the end has not arrived; measure a longer window.",
                "在采信 λ₁ 之前看这里：末端仍在变化说明尚未收敛，应加长窗口。");
    }

    @Override
    public String requires() {
        return "flow.quantities.lyapunov.convergence";
    }

    @Override
    public Width width() {
        return Width.HALF;
    }

    @Override
    public Map<String, Text> labels() {
        return Map.ofEntries(Map.entry("x", new Text("steps", "步数")),
                Map.entry("y", new Text("λᵢ, nats per step", "λᵢ（奈特/步）")),
                Map.entry("moved", new Text("Not converged: the halves of the run differ by", "未收敛：运行的前后两半相差")));
    }
}
