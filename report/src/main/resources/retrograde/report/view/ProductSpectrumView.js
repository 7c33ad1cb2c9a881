retrograde.view("ProductSpectrumView", (rows, kit) => {
  const product = (r, moment) => kit.at(kit.flow(r, moment), "productSpectrum");
  const has = (r, moment) => (product(r, moment)?.logSingularValues ?? []).length > 0;
  const measured = rows.filter(r => has(r, "before") || has(r, "after"));
  const missing = kit.lacking(rows, r => measured.includes(r));
  const values = measured.flatMap(r => ["before", "after"].flatMap(m => (has(r, m) ? product(r, m).logSingularValues.flat() : [])));
  const moments = Object.fromEntries(kit.moments);
  const curves = (r, moment) => {
    if (!has(r, moment)) return [];
    const { lag, logSingularValues: s } = product(r, moment);
    const look = kit.lookOf(r.cell);
    // Of many singular values the first and then every power of two: how the whole bundle falls, not only its top.
    const count = Math.max(...s.map(v => v.length));
    const ranks = Array.from({ length: count }, (_, i) => i).filter(i => count <= 4 || Number.isInteger(Math.log2(i + 1)));
    return ranks.map(i => ({
      type: "line", name: kit.titled(`σ${i + 1}`, moments[moment]), data: lag.map((k, j) => [k, s[j][i] ?? null]), showSymbol: moment === "after" && i === 0, symbol: "circle", symbolSize: 4,
      color: moment === "after" ? look.colour : kit.scheme.muted,
      lineStyle: { width: i === 0 ? 2.5 : 1.25, type: moment === "after" ? "solid" : [2, 2], opacity: i === 0 ? 1 : 0.75,
        color: moment === "after" ? look.colour : kit.scheme.muted },
      emphasis: { focus: "series" },
    })).filter(series => series.data.some(([, v]) => kit.finite(v)));
  };
  const effective = (r, moment) => product(r, moment)?.effectiveRank ?? [];
  const ranks = kit.moments.filter(([m]) => rows.some(r => effective(r, m).some(kit.finite)));
  const highest = kit.range(ranks.flatMap(([m]) => kit.all(rows, r => effective(r, m))));
  const rankPanels = ranks.map(([moment, title]) => ({
    key: `rank/${moment}`, title: kit.titled(kit.words.rank, title),
    option: () => kit.chart({
      x: { name: kit.words.x, max: "dataMax" }, y: kit.roundAxis([0, highest[1]], { name: kit.words.directions }),
      series: rows.filter(r => effective(r, moment).some(kit.finite)).map(r =>
        kit.line(r.cell, product(r, moment).lag.map((k, j) => [k, effective(r, moment)[j]]), { showSymbol: true, symbolSize: 4 })),
      tooltip: ps => kit.tip(`k = ${kit.number(ps[0].value[0])}`, ps.map(p =>
        ({ name: p.seriesName, colour: kit.lookOf(p.seriesName).colour, value: kit.number(p.value[1]) }))),
    }),
  }));
  return { notes: missing ? [kit.common.MISSING + " " + missing] : [], panels: [...measured.map(r => ({
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
  })), ...rankPanels] };
});
