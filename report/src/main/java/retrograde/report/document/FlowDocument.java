package retrograde.report.document;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import retrograde.equation.bound.PathBounds;
import retrograde.flow.Ablation;
import retrograde.flow.Flow;
import retrograde.flow.GradientByLag;
import retrograde.flow.Horizon;
import retrograde.flow.LayerBlocks;
import retrograde.flow.LayerFlow;
import retrograde.flow.NonFinite;
import retrograde.flow.PairMap;
import retrograde.flow.ProductSpectrum;
import retrograde.flow.Reach;
import retrograde.flow.Summands;
import retrograde.flow.TermShares;
import retrograde.flow.UnitView;
import retrograde.flow.ViewGap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document of {@code retrograde flow --json}.
 *
 * <p>
 * {@code {"cell","hidden","layers","steps","dtype","window","quantities":{…},"nonFinite":[…],"verdict":{"state","why"}}};
 * each quantity stands under its name and is absent where it was not measured. {@code gradientByLag.lag} counts from 0
 * for {@code share}, {@code cosine} and {@code rest}; {@code logNorm} begins at lag 1, so its first entry is null. The verdict's {@code state} is null where
 * neither λ₁ nor the horizon was measured.
 */
public final class FlowDocument {
    private FlowDocument() {}

    /**
     * The document.
     *
     * @param steps the model's training length {@code T}, or the sequences' length for noise
     */
    public static ObjectNode of(Flow flow, int steps) {
        ObjectNode document = alone(flow, steps);
        if (!flow.layers().isEmpty()) {
            ArrayNode layers = document.putArray("byLayer");
            for (LayerFlow layer : flow.layers()) {
                ObjectNode one = alone(layer.flow(), steps);
                one.put("layer", layer.layer());
                one.put("reads", layer.reverse() ? "backward" : "forward");
                layers.add(one);
            }
            ArrayNode left = document.putArray("leftOut");
            LayerFlow.LEFT_OUT.forEach(left::add);
        }
        return document;
    }

    /** The same without the layers of a model that reads in both directions. */
    static ObjectNode alone(Flow flow, int steps) {
        ObjectNode document = Json.object();
        document.put("cell", String.join(",", flow.cells().stream().distinct().toList()));
        document.put("hidden", flow.hidden().get(0));
        document.put("layers", flow.cells().size());
        document.put("steps", steps);
        document.put("dtype", "float64");
        document.put("window", flow.options().window());
        document.put("view", flow.options().view().name().toLowerCase(Locale.ROOT));
        ObjectNode quantities = document.putObject("quantities");
        flow.lyapunov().ifPresent(l -> quantities.set("lyapunov", LyapunovDocument.of(l)));
        flow.gradientByLag()
                .ifPresent(g -> quantities.set("gradientByLag", gradientByLag(g, flow.summands().orElseThrow(), flow)));
        flow.reach().ifPresent(r -> quantities.set("reach", reach(r)));
        flow.horizon().ifPresent(h -> quantities.set("horizon", horizon(h)));
        flow.terms().ifPresent(t -> {
            quantities.set("terms", terms(t));
            quantities.set("termsOverTime", termsOverTime(t));
            quantities.set("cancellation",
                    Json.numbers(t.layers().stream().mapToDouble(TermShares.Layer::cancellation).toArray()));
        });
        flow.ablation().ifPresent(a -> quantities.set("ablation", ablation(a)));
        if (!flow.viewGap().isEmpty()) {
            quantities.set("viewGap", Json.numbers(flow.viewGap().get(0).gap()));
            if (flow.viewGap().size() > 1) {
                quantities.set("viewGapByLayer", viewGaps(flow.viewGap()));
            }
        }
        flow.productSpectrum().ifPresent(p -> quantities.set("productSpectrum", productSpectrum(p)));
        flow.units().ifPresent(u -> quantities.set("units", units(u)));
        if (!flow.gradientByLayer().isEmpty() || flow.layerBlocks().isPresent()) {
            quantities.set("layers", layers(flow));
        }
        flow.pairMap().ifPresent(m -> quantities.set("pairMap", pairMap(m)));
        document.set("nonFinite", nonFinite(flow.nonFinite()));
        document.set("verdict", verdict(flow));
        return document;
    }

    private static ObjectNode gradientByLag(GradientByLag g, Summands s, Flow flow) {
        // Lag 0 has a summand but nothing carried; the last lag is the initial state, which has no summand.
        int lags = g.logNorm().length;
        ObjectNode node = Json.object();
        node.set("lag", Json.count(0, lags + 1));
        node.set("logNorm", shifted(g.logNorm()));
        node.set("logError", shifted(g.logError()));
        node.set("share", extended(s.share(), 0));
        node.set("cosine", extended(s.cosine(), Double.NaN));
        node.set("rest", extended(s.rest(), 0));
        Json.put(node, "logGradientNorm", s.logGradientNorm());
        flow.gradientAhead().ifPresent(a -> {
            ObjectNode ahead = node.putObject("ahead");
            ahead.set("logNorm", Json.numbers(a.logNorm()));
            ahead.set("logError", Json.numbers(a.logError()));
        });
        return node;
    }

    private static ArrayNode shifted(double[] fromLagOne) {
        ArrayNode array = Json.array();
        array.addNull();
        array.addAll(Json.numbers(fromLagOne));
        return array;
    }

    private static ArrayNode extended(double[] values, double last) {
        double[] longer = java.util.Arrays.copyOf(values, values.length + 1);
        longer[values.length] = last;
        return Json.numbers(longer);
    }

    private static ObjectNode reach(Reach r) {
        ObjectNode node = Json.object();
        node.put("k50", r.k50());
        node.put("k90", r.k90());
        node.put("k99", r.k99());
        Json.put(node, "error", r.error());
        node.put("censored", r.censored());
        node.put("window", r.window());
        node.put("pairs", r.pairs());
        return node;
    }

    private static ObjectNode horizon(Horizon h) {
        ObjectNode node = Json.object();
        Json.put(node, "lag", h.lag());
        node.put("epsilon", h.epsilon());
        node.put("state", h.state().name().toLowerCase(Locale.ROOT));
        node.put("measured", h.measured());
        node.set("logNorms", Json.numbers(h.logNorms()));
        return node;
    }

    /** What a stack has besides: the gradient at each layer, and the horizons between layers. */
    private static ObjectNode layers(Flow flow) {
        ObjectNode node = Json.object();
        if (!flow.gradientByLayer().isEmpty()) {
            ArrayNode gradients = node.putArray("gradientByLag");
            for (GradientByLag g : flow.gradientByLayer()) {
                ObjectNode one = gradients.addObject();
                one.put("layer", gradients.size());
                one.set("logNorm", shifted(g.logNorm()));
                one.set("logError", shifted(g.logError()));
            }
        }
        flow.layerBlocks().ifPresent(all -> {
            ArrayNode horizons = node.putArray("horizon");
            for (LayerBlocks.Block block : all.blocks()) {
                ObjectNode one = horizon(block.horizon());
                one.put("to", block.to());
                one.put("from", block.from());
                horizons.add(one);
            }
        });
        return node;
    }

    private static ArrayNode terms(TermShares shares) {
        ArrayNode array = Json.array();
        for (TermShares.Layer layer : shares.layers()) {
            for (int k = 0; k < layer.terms().size(); k++) {
                TermShares.TermShare t = layer.terms().get(k);
                PathBounds bounds = t.bounds();
                ObjectNode node = array.addObject();
                node.put("layer", layer.layer());
                node.put("view", layer.view().name().toLowerCase(Locale.ROOT));
                node.put("name", t.term().name());
                Json.put(node, "share", t.share());
                Json.put(node, "shareError", t.shareError());
                Json.put(node, "norm", t.norm());
                node.put("gateFactors", bounds.gateFactors());
                Json.put(node, "bound", bounds.bound());
                Json.put(node, "unitBound", bounds.unitBound());
                // Where the proved bound is infinite: the bound at the largest state seen on these data.
                Json.put(node, "boundSeen", t.boundSeen());
                node.put("main", k == layer.mainTerm());
            }
        }
        return array;
    }

    private static ObjectNode termsOverTime(TermShares shares) {
        ObjectNode node = Json.object();
        ArrayNode steps = node.putArray("step");
        shares.steps().forEach(steps::add);
        ArrayNode names = node.putArray("names");
        ArrayNode share = node.putArray("share");
        for (TermShares.Layer layer : shares.layers()) {
            for (TermShares.TermShare t : layer.terms()) {
                names.add(shares.layers().size() > 1 ? layer.layer() + ": " + t.term().name() : t.term().name());
                share.add(Json.numbers(t.shareOverTime()));
            }
        }
        return node;
    }

    private static ArrayNode ablation(Ablation ablation) {
        ArrayNode array = Json.array();
        for (Ablation.Effect e : ablation.effects()) {
            ObjectNode node = array.addObject();
            node.put("layer", e.layer());
            node.put("name", e.term());
            Json.put(node, "horizonWithout", e.horizonWithout());
            Json.put(node, "moved", e.moved());
            Json.put(node, "logMoved", e.logMoved());
        }
        return array;
    }

    private static ArrayNode viewGaps(List<ViewGap> gaps) {
        ArrayNode array = Json.array();
        gaps.forEach(g -> array.add(Json.numbers(g.gap())));
        return array;
    }

    private static ObjectNode productSpectrum(ProductSpectrum p) {
        ObjectNode node = Json.object();
        ArrayNode lags = node.putArray("lag");
        p.lags().forEach(lags::add);
        ArrayNode values = node.putArray("logSingularValues");
        p.logSingularValues().forEach(v -> values.add(Json.numbers(v)));
        node.set("effectiveRank", Json.numbers(p.effectiveRank()));
        return node;
    }

    private static ObjectNode units(UnitView u) {
        ObjectNode node = Json.object();
        node.set("timeConstants",
                Json.numbers(u.timeConstants().stream().mapToDouble(UnitView.Unit::timeConstant).toArray()));
        ArrayNode layers = node.putArray("layer");
        u.timeConstants().forEach(unit -> layers.add(unit.layer()));
        node.set("aboveWindow", unitList(u.aboveWindow()));
        ArrayNode saturation = node.putArray("saturation");
        for (UnitView.Saturation s : u.saturation()) {
            ObjectNode one = saturation.addObject();
            one.put("layer", s.layer());
            one.put("gate", s.gate());
            Json.put(one, "low", s.low());
            Json.put(one, "high", s.high());
        }
        node.set("deadRelus", unitList(u.deadRelus()));
        return node;
    }

    private static ObjectNode pairMap(PairMap m) {
        ObjectNode node = Json.object();
        ArrayNode losses = node.putArray("lossStep");
        Arrays.stream(m.lossSteps()).forEach(losses::add);
        ArrayNode sources = node.putArray("sourceStep");
        Arrays.stream(m.sourceSteps()).forEach(sources::add);
        node.put("binWidth", m.binWidth());
        node.put("sequences", m.sequences());
        node.set("logNorm", rows(m.logNorm()));
        node.set("logContribution", rows(m.logContribution()));
        return node;
    }

    private static ArrayNode rows(double[][] matrix) {
        ArrayNode rows = Json.array();
        Arrays.stream(matrix).forEach(row -> rows.add(Json.numbers(row)));
        return rows;
    }

    private static ArrayNode unitList(List<UnitView.Unit> units) {
        ArrayNode array = Json.array();
        for (UnitView.Unit unit : units) {
            ObjectNode node = array.addObject();
            node.put("layer", unit.layer());
            node.put("variable", unit.variable());
            node.put("unit", unit.unit());
            Json.put(node, "timeConstant", unit.timeConstant());
        }
        return array;
    }

    private static ArrayNode nonFinite(List<NonFinite> found) {
        ArrayNode array = Json.array();
        for (NonFinite n : found) {
            ObjectNode node = array.addObject();
            node.put("step", n.step());
            node.put("layer", n.layer());
            node.put("variable", n.variable());
            node.put("unit", n.unit());
            node.put("sequence", n.sequence());
            node.put("value", n.value());
            node.put("path", n.path());
        }
        return array;
    }

    private static ObjectNode verdict(Flow flow) {
        ObjectNode node = Json.object();
        if (flow.judged()) {
            node.put("state", flow.verdict().state().word());
        } else {
            node.putNull("state");
        }
        node.put("why", flow.verdict().why());
        return node;
    }
}
