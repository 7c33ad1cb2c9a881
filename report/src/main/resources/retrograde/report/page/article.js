// Draws the charts of the article's claims. Each chart of the document is one panel: lines or points over numbers, or
// points with error bars over categories; bars only where zero is on the axis, for a bar is read by its length.
retrograde.more((kit, picture) => {
  "use strict";
  const { finite } = kit;

  function values(chart, pick) {
    return chart.series.flatMap(pick).filter(v => finite(v) && (!chart.y.log || v > 0));
  }

  function verticalAxis(chart) {
    const all = values(chart, s => s.y.flatMap((y, i) => {
      const e = finite(s.error[i]) ? s.error[i] : 0;
      return finite(y) ? [y - e, y, y + e] : [];
    }));
    const name = chart.y.name;
    if (chart.y.log) {
      const [low, high] = kit.range(all.filter(v => v > 0)) ?? [1, 10];
      return { type: "log", name, min: Math.pow(10, Math.floor(Math.log10(low) + 1e-9)),
        max: Math.pow(10, Math.max(Math.ceil(Math.log10(high) - 1e-9), Math.floor(Math.log10(low) + 1e-9) + 1)),
        axisLabel: { formatter: v => (v >= 1e5 || v < 1e-2 ? kit.power(Math.round(Math.log10(v))) : kit.number(v)) } };
    }
    const [low, high] = kit.range(all) ?? [0, 1];
    const bars = chart.categories.length > 0;
    return kit.roundAxis([bars ? Math.min(0, low) : low, bars ? Math.max(0, high) : high], { name });
  }

  function horizontalAxis(chart) {
    if (chart.categories.length > 0) return { type: "category", data: chart.categories, axisLabel: { interval: 0, hideOverlap: false } };
    const xs = chart.series.flatMap(s => s.x).filter(finite);
    const name = chart.x.name;
    if (!chart.x.log) return { name, min: "dataMin", max: "dataMax" };
    const [low, high] = kit.range(xs.filter(v => v > 0)) ?? [1, 10];
    return { type: "log", name, min: low, max: high,
      axisLabel: { formatter: v => (v >= 1e5 || v < 1e-2 ? kit.power(Math.log10(v)) : kit.number(v)) } };
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
      const usable = s.x.map((x, k) => [x, s.y[k], s.error[k]]).filter(([x, y]) => finite(x) && finite(y) && (!log || y > 0) && (!chart.x.log || x > 0));
      const points = usable.map(([x, y]) => [x, y]);
      const common = { name: s.name, data: points, color: look.colour };
      const drawn = bars ? { ...common, type: "bar", barWidth: bar, barGap: "15%" }
        : chart.categories.length > 0 ? { ...common, type: "scatter", symbol: look.symbol, symbolSize: 8, symbolOffset: [shift, 0] }
        : s.joined ? { ...common, type: "line", showSymbol: points.length < 30, symbol: look.symbol, symbolSize: 5, connectNulls: false,
            lineStyle: { color: look.colour, width: 2, type: look.dash } }
        : { ...common, type: "scatter", symbol: look.symbol, symbolSize: 6 };
      const errors = usable.filter(([, , e]) => finite(e) && e > 0);
      const lowest = log ? Math.min(...points.map(p => p[1])) / 10 : -Infinity;
      return errors.length === 0 ? [drawn]
        : [drawn, whiskers(s, look, errors.map(([x, y, e]) => [x, y, Math.max(y - e, lowest), y + e]), shift)];
    });
  }

  function option(chart, width) {
    const chosen = kit.chart({ x: horizontalAxis(chart), y: verticalAxis(chart), series: series(chart, width),
      tooltip: ps => kit.tip(chart.categories.length > 0 ? chart.categories[ps[0].value[0]] ?? "" : `${chart.x.name} ${kit.number(ps[0].value[0])}`,
        ps.filter(p => p.seriesType !== "custom").map(p => ({ name: p.seriesName, colour: p.color, value: kit.number(p.value[1]) }))) });
    const names = chart.series.map(s => s.name);
    const rows = Math.ceil(names.reduce((sum, n) => sum + 44 + 7 * n.length, 0) / Math.max(width, 1));
    if (names.length > 1) {
      chosen.legend = { show: true, type: "plain", left: 0, bottom: 0, itemWidth: 22, itemHeight: 9, textStyle: { color: kit.scheme.ink, fontSize: 12 },
        data: names, selected: {} };
      chosen.grid = { ...chosen.grid, bottom: (chart.categories.length > 0 ? 14 : 34) + 22 * rows };
    }
    if (chart.categories.length > 0) {
      chosen.tooltip.axisPointer = { type: "shadow" };
      if (width / chart.categories.length < 90) chosen.xAxis.axisLabel.rotate = 30;
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
