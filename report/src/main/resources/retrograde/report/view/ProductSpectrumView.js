retrograde.view("ProductSpectrumView", (rows, kit) => {
  const product = (r, moment) => kit.at(kit.flow(r, moment), "productSpectrum");
  const has = (r, moment) => (product(r, moment)?.logSingularValues ?? []).length > 0;
  const measured = rows.filter(r => has(r, "before") || has(r, "after"));
  const missing = kit.lacking(rows, r => measured.includes(r));
  const values = measured.flatMap(r => ["before", "after"].flatMap(m => (has(r, m) ? product(r, m).logSingularValues.flat() : [])));
  const moments = { before: kit.common.BEFORE_TRAINING, after: kit.common.AFTER_TRAINING };
  const curves = (r, moment) => {
    if (!has(r, moment)) return [];
    const { lag, logSingularValues: s } = product(r, moment);
    const look = kit.lookOf(r.cell);
    // Of many singular values the first and then every power of two: how the whole bundle falls, not only its top.
    const count = Math.max(...s.map(v => v.length));
    const ranks = Array.from({ length: count }, (_, i) => i).filter(i => count <= 4 || Number.isInteger(Math.log2(i + 1)));
    return ranks.map(i => ({
      type: "line", name: `σ${i + 1}, ${moments[moment]}`, data: lag.map((k, j) => [k, s[j][i] ?? null]), showSymbol: moment === "after" && i === 0, symbol: "circle", symbolSize: 4,
      color: moment === "after" ? look.colour : kit.scheme.muted,
      lineStyle: { width: i === 0 ? 2.5 : 1.25, type: moment === "after" ? "solid" : [2, 2], opacity: i === 0 ? 1 : 0.75,
        color: moment === "after" ? look.colour : kit.scheme.muted },
      emphasis: { focus: "series" },
    })).filter(series => series.data.some(([, v]) => kit.finite(v)));
  };
  return { notes: missing ? [kit.common.MISSING + " " + missing] : [], panels: measured.map(r => ({
    key: r.cell, cell: r.cell, title: r.cell,
    option: () => {
      const epsilon = kit.at(kit.flow(r, "after"), "horizon", "epsilon");
      const series = [...curves(r, "before"), ...curves(r, "after")];
      if (kit.finite(epsilon) && epsilon > 0 && series.length > 0) series[0].markLine = kit.level(Math.log(epsilon), kit.words.epsilon);
      return kit.chart({ series,
        x: { name: kit.words.x, max: "dataMax" }, y: kit.logarithmAxis(values, { name: kit.words.y }),
        tooltip: ps => kit.tip(`k = ${kit.number(ps[0].value[0])}`, ps.map(p =>
          ({ name: p.seriesName, colour: p.color, value: kit.exponential(p.value[1]) }))),
      });
    },
  })) };
});
