package retrograde.cli;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

import retrograde.data.Dataset;
import retrograde.flow.Ablation;
import retrograde.flow.FiniteTimeExponents;
import retrograde.flow.Flow;
import retrograde.flow.Horizon;
import retrograde.flow.LayerBlocks;
import retrograde.flow.LayerFlow;
import retrograde.flow.LeadingDirection;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.NonFinite;
import retrograde.flow.ProductSpectrum;
import retrograde.flow.Reach;
import retrograde.flow.SpectrumConvergence;
import retrograde.flow.TermShares;
import retrograde.flow.UnitView;

/** A flow as text for a terminal: the verdict first, then the figures it rests on. */
final class FlowText {
    /** Mean |cos| of two starts below which a direction is not to be relied on. */
    private static final double AGREED = 0.99;

    private FlowText() {}

    static String of(Flow flow, Dataset data, int steps) {
        StringBuilder text = new StringBuilder();
        line(text, "%s, %d hidden units, %d layer%s, on %s (steps %d, window %d)",
                String.join(",", flow.cells().stream().distinct().toList()), flow.hidden().get(0), flow.cells().size(),
                flow.cells().size() == 1 ? "" : "s", data.name(), steps, flow.options().window());
        figures(text, flow);
        for (LayerFlow layer : flow.layers()) {
            line(text, "%s", "");
            line(text, "%s, %d hidden units, reads from the %s", layer.name(), layer.flow().hidden().get(0),
                    layer.reverse() ? "end" : "beginning");
            figures(text, layer.flow());
        }
        return text.toString();
    }

    /** What was measured of all layers together, or of one layer by itself. */
    private static void figures(StringBuilder text, Flow flow) {
        line(text, "verdict    %s: %s", flow.judged() ? flow.verdict().state().word() : "none", flow.verdict().why());
        for (NonFinite n : flow.nonFinite()) {
            line(text, "not finite %s of layer %d is %s at step %d (unit %d, sequence %d)", n.variable(), n.layer(),
                    n.value(), n.step(), n.unit(), n.sequence());
        }
        flow.reach()
                .ifPresent(r -> line(text, "reach      K_50 %d, K_90 %s ± %.1f, K_99 %d steps (%d pairs)", r.k50(),
                        k90(r), r.error(), r.k99(), r.pairs()));
        flow.gradientByLag()
                .filter(g -> g.count().length > 1 && g.count()[1] == 0)
                .ifPresent(_ -> line(text,
                        "           before the loss it has read one step: nothing further back is felt"));
        flow.gradientAhead()
                .ifPresent(a -> line(text,
                        "after      ‖∂ℓ/∂s‖ is e^%.2f for the state after the loss step, e^%.2f for the one before it",
                        a.logNorm()[0], flow.gradientByLag().orElseThrow().logNorm()[0]));
        flow.horizon().ifPresent(h -> line(text, "horizon    %s", horizon(h)));
        flow.layerBlocks().ifPresent(b -> layers(text, b));
        flow.lyapunov().ifPresent(l -> lyapunov(text, l));
        flow.terms().ifPresent(t -> terms(text, t));
        flow.ablation().ifPresent(a -> {
            Ablation.Effect first = a.effects().get(0);
            line(text, "carried by %s (without it the horizon is %.1f steps)", first.term(), first.horizonWithout());
        });
        if (!flow.viewGap().isEmpty() && flow.viewGap().get(0).gap().length > 1) {
            double[] gap = flow.viewGap().get(0).gap();
            line(text, "view gap   products of the article's ∂c/∂c are off by %.0f %% after 2 steps, %.0f %% after %d",
                    100 * gap[1], 100 * gap[gap.length - 1], gap.length);
        }
        flow.productSpectrum().ifPresent(p -> rank(text, p));
        flow.units().ifPresent(u -> units(text, u));
    }

    static String k90(Reach r) {
        return r.censored() ? "≥ " + r.window() / 2 : Integer.toString(r.k90());
    }

    static String horizon(Horizon h) {
        return switch (h.state()) {
            case REACHED -> String.format(Locale.ROOT, "%.1f steps until ‖∂s_t/∂s_{t−k}‖ stays below %.2g", h.lag(),
                    h.epsilon());
            case GROWN -> String.format(Locale.ROOT, "grown past %.2g at lag %.0f", 1 / h.epsilon(), h.lag());
            case BEYOND -> "> " + h.measured() + " steps, the largest lag measured";
        };
    }

    private static void layers(StringBuilder text, LayerBlocks blocks) {
        for (LayerBlocks.Block block : blocks.blocks()) {
            line(text, "           %s: %s",
                    block.to() == block.from() ? "layer " + block.to() + " by itself"
                            : "layer " + block.to() + " of layer " + block.from(),
                    horizon(block.horizon()).replaceFirst(" until.*|, the largest.*", ""));
        }
    }

    private static void lyapunov(StringBuilder text, LyapunovSpectrum l) {
        line(text, "Lyapunov   λ₁ = %.5f ± %.5f nats per step%s", l.values()[0], l.errors()[0],
                l.values().length > 1
                        ? String.format(Locale.ROOT, ", λ_%d = %.5f", l.values().length,
                                l.values()[l.values().length - 1])
                        : "");
        line(text, "           sum rule %s: Σλ = %.6f, %s = %.6f; orthonormalised every %s",
                l.sumRule().holds() ? "holds" : "FAILS", l.sumRule().sum(),
                l.sumRule().full() ? "⟨ln|det J|⟩" : "growth of a second frame", l.sumRule().logDet(),
                l.interval() == 1 ? "step" : l.interval() + " steps");
        SpectrumConvergence c = l.convergence();
        line(text, "           %s: halves of the run differ by %.2g ± %.2g in λ₁",
                c.converged() ? "converged" : "NOT CONVERGED", c.drift()[0], c.driftError()[0]);
        windows(text, l.finiteTime());
        direction(text, l.direction());
    }

    /** λ₁ over the shortest and the longest windows. */
    private static void windows(StringBuilder text, FiniteTimeExponents f) {
        StringJoiner lengths = new StringJoiner("; ");
        FiniteTimeExponents.Distribution first = f.exponents().get(0);
        int last = f.lengths().length - 1;
        for (int l = 0; l <= last; l += Math.max(1, last)) {
            double[] q = first.quantiles().get(l);
            lengths.add(String.format(Locale.ROOT, "over %d steps %.3f … %.3f (%.0f %% grow)", f.lengths()[l], q[0],
                    q[q.length - 1], 100 * first.positive()[l]));
        }
        if (last >= 0) {
            line(text, "           λ₁ in 90 %% of windows: %s", lengths);
        }
    }

    private static void direction(StringBuilder text, LeadingDirection d) {
        StringJoiner states = new StringJoiner(", ");
        boolean layers = d.states().stream().anyMatch(s -> s.layer() > 1);
        for (LeadingDirection.StateShare s : d.states()) {
            states.add(String.format(Locale.ROOT, layers ? "%s of layer %d %.1f %%" : "%1$s %3$.1f %%", s.state(),
                    s.layer(), 100 * s.share()));
        }
        LeadingDirection.UnitShare u = d.top().get(0);
        line(text, "direction  of λ₁: in %.1f entries of the state; %s; most in %s of unit %d, %.1f %%",
                d.participation(), states, u.state(), u.unit(), 100 * u.share());
        if (d.agreement() < AGREED) {
            line(text, "           not unique, or not found yet: another start gives another (|cos| %.3f)",
                    d.agreement());
        }
    }

    private static void terms(StringBuilder text, TermShares shares) {
        for (TermShares.Layer layer : shares.layers()) {
            List<TermShares.TermShare> terms = layer.terms();
            line(text, "terms      layer %d, %s view", layer.layer(), layer.view().name().toLowerCase(Locale.ROOT));
            for (TermShares.TermShare t : terms) {
                String share = Double.isNaN(t.share()) ? "–" : String.format(Locale.ROOT, "%5.1f %%", 100 * t.share());
                if (!Double.isNaN(t.shareError())) {
                    share += String.format(Locale.ROOT, " ± %.1f", 100 * t.shareError());
                }
                line(text, "           %-12s share %s, norm %.4g", t.term().name(), share, t.norm());
            }
            if (!layer.mainIsNamed() && terms.size() > 1) {
                line(text, "           no path avoids every gate; the largest term, %s, stands for the main one",
                        terms.get(layer.mainTerm()).term().name());
            }
        }
    }

    /** The effective rank of the transport over 1, 10, 100 … steps and over all. */
    private static void rank(StringBuilder text, ProductSpectrum p) {
        StringJoiner ranks = new StringJoiner(", ");
        int round = 1;
        for (int i = 0; i < p.lags().size(); i++) {
            boolean last = i == p.lags().size() - 1;
            if (p.lags().get(i) == round || last) {
                ranks.add(String.format(Locale.ROOT, "%.1f at lag %d", p.effectiveRank()[i], p.lags().get(i)));
                round *= 10;
            }
        }
        line(text, "rank       effective, of ∂s_t/∂s_{t−k}: %s, of %d", ranks, p.logSingularValues().get(0).length);
    }

    private static void units(StringBuilder text, UnitView u) {
        double[] sorted = u.timeConstants().stream().mapToDouble(UnitView.Unit::timeConstant).sorted().toArray();
        if (sorted.length > 0) {
            line(text, "units      time constants %.2f … median %.2f … %.2f steps; %d above the window", sorted[0],
                    sorted[sorted.length / 2], sorted[sorted.length - 1], u.aboveWindow().size());
        }
        if (!u.deadRelus().isEmpty()) {
            line(text, "           %d ReLU units are dead", u.deadRelus().size());
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library for this alone
    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
    }
}
