package retrograde.report.document;

import java.util.Arrays;

import retrograde.flow.FiniteTimeExponents;
import retrograde.flow.LeadingDirection;
import retrograde.flow.LyapunovSpectrum;
import retrograde.flow.SpectrumConvergence;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code quantities.lyapunov} of a flow's document. */
final class LyapunovDocument {
    /** Exponents whose course is written out. */
    private static final int SHOWN = 8;

    private LyapunovDocument() {}

    static ObjectNode of(LyapunovSpectrum l) {
        ObjectNode node = Json.object();
        node.set("values", Json.numbers(l.values()));
        node.set("errors", Json.numbers(l.errors()));
        Json.put(node, "dKY", l.dKY());
        Json.put(node, "entropyRateBound", l.entropyRateBound());
        ObjectNode rule = node.putObject("sumRule");
        Json.put(rule, "sum", l.sumRule().sum());
        Json.put(rule, "logDet", l.sumRule().logDet());
        Json.put(rule, "tolerance", l.sumRule().tolerance());
        rule.put("full", l.sumRule().full());
        rule.put("holds", l.sumRule().holds());
        if (l.singularStep() >= 0) {
            node.put("singularStep", l.singularStep());
        } else {
            node.putNull("singularStep");
        }
        node.put("qrEvery", l.interval());
        node.set("convergence", convergence(l.convergence()));
        node.set("finiteTime", finiteTime(l.finiteTime()));
        node.set("direction", direction(l.direction()));
        return node;
    }

    private static ObjectNode convergence(SpectrumConvergence c) {
        int k = Math.min(SHOWN, c.drift().length);
        ObjectNode node = Json.object();
        node.set("steps", integers(c.steps()));
        ArrayNode values = node.putArray("values");
        c.values().forEach(v -> values.add(Json.numbers(Arrays.copyOf(v, k))));
        node.set("drift", Json.numbers(Arrays.copyOf(c.drift(), k)));
        node.set("driftError", Json.numbers(Arrays.copyOf(c.driftError(), k)));
        Json.put(node, "dKYDrift", c.dKYDrift());
        Json.put(node, "dKYDriftError", c.dKYDriftError());
        node.put("samples", c.samples());
        Json.put(node, "effectiveSamples", c.effectiveSamples());
        Json.put(node, "limit", c.limit());
        node.put("converged", c.converged());
        return node;
    }

    private static ObjectNode finiteTime(FiniteTimeExponents f) {
        ObjectNode node = Json.object();
        node.set("lengths", integers(f.lengths()));
        node.set("windows", integers(f.windows()));
        ArrayNode exponents = node.putArray("exponents");
        for (FiniteTimeExponents.Distribution d : f.exponents()) {
            ObjectNode one = exponents.addObject();
            one.set("mean", Json.numbers(d.mean()));
            one.set("deviation", Json.numbers(d.deviation()));
            ArrayNode quantiles = one.putArray("quantiles");
            d.quantiles().forEach(q -> quantiles.add(Json.numbers(q)));
            one.set("positive", Json.numbers(d.positive()));
            Json.put(one, "narrowing", d.narrowing());
        }
        return node;
    }

    private static ObjectNode direction(LeadingDirection d) {
        ObjectNode node = Json.object();
        ArrayNode states = node.putArray("states");
        for (LeadingDirection.StateShare s : d.states()) {
            ObjectNode one = states.addObject();
            one.put("layer", s.layer());
            one.put("state", s.state());
            Json.put(one, "share", s.share());
            Json.put(one, "error", s.error());
        }
        Json.put(node, "participation", d.participation());
        Json.put(node, "participationError", d.participationError());
        ArrayNode top = node.putArray("top");
        for (LeadingDirection.UnitShare u : d.top()) {
            ObjectNode one = top.addObject();
            one.put("layer", u.layer());
            one.put("state", u.state());
            one.put("unit", u.unit());
            Json.put(one, "share", u.share());
        }
        Json.put(node, "agreement", d.agreement());
        return node;
    }

    private static ArrayNode integers(int[] values) {
        ArrayNode array = Json.array();
        for (int v : values) {
            array.add(v);
        }
        return array;
    }
}
