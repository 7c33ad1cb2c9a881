// Draws the charts of the article's claims. Each chart of the document is one panel: lines or points over numbers, or
// points with error bars over categories; bars only where zero is on the axis, for a bar is read by its length.
retrograde.more((kit, picture) => {
  "use strict";
  const { finite } = kit;

  const DECADES = 60;

  // What is drawn on a logarithmic axis is the natural logarithm, as on all pages: the library's own such axis ends at
  // 1e-14. Numbers that have none are left out.
  const drawnAs = (axis, v) => (!finite(v) ? undefined : !axis.log ? v : v > 0 ? Math.log(v) : undefined);
  const undo = (axis, v) => (axis.log ? Math.exp(v) : v);

  // The points of a series as they are drawn: x, y, and the ends of one standard error.
  function points(chart, s) {
    return s.x.map((x, k) => {
      const e = finite(s.error[k]) ? s.error[k] : 0;
      const low = positive(chart) ? Math.max(s.y[k] - e, 0) : s.y[k] - e;
      return [drawnAs(chart.x, x), drawnAs(chart.y, s.y[k]), drawnAs(chart.y, low), drawnAs(chart.y, s.y[k] + e), e];
    }).filter(([x, y]) => x !== undefined && y !== undefined);
  }

  // Whether nothing drawn is below 0: shares and sizes. A whisker then ends at 0.
  const positive = chart => !chart.y.log && chart.series.every(s => s.y.every(y => !finite(y) || y >= 0));

  function verticalAxis(chart) {
    const all = chart.series.flatMap(s => points(chart, s).flatMap(p => p.slice(1, 4))).filter(finite);
    if (chart.y.log) return kit.logarithmAxis(all, { name: chart.y.name }, DECADES);
    const [low, high] = kit.range(all) ?? [0, 1];
    const bars = chart.categories.length > 0;
    if (bars && positive(chart)) return kit.roundAxis([0, high], { name: chart.y.name });
    return kit.roundAxis([bars ? Math.min(0, low) : low, bars ? Math.max(0, high) : high], { name: chart.y.name });
  }

  function horizontalAxis(chart) {
    if (chart.categories.length > 0) return { type: "category", data: chart.categories, axisLabel: { interval: 0, hideOverlap: false } };
    const xs = chart.series.flatMap(s => points(chart, s).map(p => p[0]));
    const [low, high] = kit.range(xs) ?? [0, 1];
    if (!chart.x.log) return { name: chart.x.name, min: low, max: high };
    if (high - low > 3 * Math.LN10) return kit.logarithmAxis(xs, { name: chart.x.name }, DECADES);
    // Less than three decades: the powers of two tell more than those of ten.
    return { type: "value", name: chart.x.name, min: low, max: high, interval: Math.LN2,
      axisLabel: { formatter: v => kit.number(Number(Math.exp(v).toPrecision(3))) } };
  }

  // Whiskers of one standard error, over the points of one series.
  function whiskers(s, look, data, shift) {
    return {
      type: "custom", name: s.name, silent: true, data, z: 3, tooltip: { show: false },
      renderItem: (_, api) => {
        const low = api.coord([api.value(0), api.value(2)]);
        const high = api.coord([api.value(0), api.value(3)]);
        const x = low[0] + shift;
        return { type: "line", shape: { x1: x, y1: low[1], x2: x, y2: high[1] }, style: { stroke: look.colour, lineWidth: 1.5 } };
      },
      encode: { x: 0, y: [1] },
    };
  }

  function series(chart, width) {
    const log = chart.y.log;
    const bars = chart.categories.length > 0 && !log;
    const n = chart.series.length;
    const slot = chart.categories.length > 0 ? (width - 70) / chart.categories.length : 0;
    const bar = Math.max(3, Math.min(28, 0.7 * slot / Math.max(n, 1)));
    return chart.series.flatMap((s, i) => {
      const look = kit.look(i);
      const shift = chart.categories.length > 0 ? (i - (n - 1) / 2) * bar * 1.15 : 0;
      const all = points(chart, s);
      const common = { name: s.name, data: all.map(([x, y]) => [x, y]), color: look.colour };
      const drawn = bars ? { ...common, type: "bar", barWidth: bar, barGap: "15%" }
        : chart.categories.length > 0 ? { ...common, type: "scatter", symbol: look.symbol, symbolSize: 8, symbolOffset: [shift, 0] }
        : s.joined ? { ...common, type: "line", showSymbol: all.length < 30, symbol: look.symbol, symbolSize: 5, connectNulls: false,
            lineStyle: { color: look.colour, width: 2, type: look.dash } }
        : { ...common, type: "scatter", symbol: look.symbol, symbolSize: 6 };
      const errors = all.filter(p => p[4] > 0);
      const floor = verticalAxis(chart).min;
      return errors.length === 0 ? [drawn]
        : [drawn, whiskers(s, look, errors.map(([x, y, low, high]) => [x, y, low ?? floor, high]), shift)];
    });
  }

  function option(chart, width) {
    const chosen = kit.chart({ x: horizontalAxis(chart), y: verticalAxis(chart), series: series(chart, width),
      tooltip: ps => kit.tip(chart.categories.length > 0 ? chart.categories[ps[0].value[0]] ?? "" : `${chart.x.name} ${kit.number(undo(chart.x, ps[0].value[0]))}`,
        ps.filter(p => p.seriesType !== "custom").map(p => ({ name: p.seriesName, colour: p.color, value: kit.number(undo(chart.y, p.value[1])) }))) });
    const names = chart.series.map(s => s.name);
    const rows = Math.ceil(names.reduce((sum, n) => sum + 44 + 7 * n.length, 0) / Math.max(width, 1));
    if (names.length > 1) {
      chosen.legend = { show: true, type: "plain", left: 0, bottom: 0, itemWidth: chart.series.some(s => s.joined) ? 22 : 10, itemHeight: 9, textStyle: { color: kit.scheme.ink, fontSize: 12 },
        data: names, selected: {} };
      chosen.grid = { ...chosen.grid, bottom: (chart.categories.length > 0 ? 14 : 34) + 22 * rows };
    }
    if (chart.categories.length > 0) {
      chosen.tooltip.axisPointer = { type: "shadow" };
      const longest = Math.max(...chart.categories.map(c => c.length));
      if (longest * 6.5 + 8 > (width - 60) / chart.categories.length) {
        chosen.xAxis.axisLabel.rotate = 30;
        chosen.grid.left = 32; // what the first label needs to the left of the axis
      }
    }
    return chosen;
  }

  for (const claim of kit.doc.claims ?? []) {
    const box = [...document.querySelectorAll("figure[data-claim]")].find(f => f.dataset.claim === claim.id)?.querySelector(".panels");
    (claim.charts ?? []).forEach((chart, i) => picture(box, {
      data: claim.id, view: "ClaimChart", key: String(i), title: chart.title,
      describe: [claim.id, claim.title, chart.title, chart.series.map(s => s.name).join(", ")].join(". "),
      option: width => option(chart, width),
    }));
  }
});
