retrograde.view("LayerBlocksView", (rows, kit) => {
  const measured = rows.filter(r => kit.at(kit.flow(r, "after"), "layers"));
  const layer = l => `${kit.common.LAYER} ${l}`;
  const chart = (name, curves, epsilon) => {
    return kit.withNames(kit.chart({
      x: { name: kit.words.x, max: "dataMax" }, y: kit.logarithmAxis(curves.flatMap(c => c.data.map(([, v]) => v)), { name }),
      series: curves.map((c, i) => ({ type: "line", name: c.name, data: c.data, showSymbol: false, symbol: "circle", symbolSize: 6, color: kit.look(i).colour,
        lineStyle: { color: kit.look(i).colour, type: kit.look(i).dash, width: 2 },
        ...(i === 0 && kit.finite(epsilon) ? { markLine: kit.level(Math.log(epsilon), kit.words.epsilon) } : {}) })),
      tooltip: ps => kit.tip(`k = ${kit.number(ps[0].value[0])}`, ps.map(p => ({ name: p.seriesName, colour: p.color, value: kit.exponential(p.value[1]) }))),
    }));
  };
  return { panels: measured.flatMap(r => {
    const { gradientByLag = [], horizon = [] } = kit.flow(r, "after").layers;
    const gradients = gradientByLag.map(g => ({ name: layer(g.layer), data: g.logNorm.map((v, k) => [k, v]) }));
    const blocks = horizon.map(h => ({ name: h.to === h.from ? layer(h.to) : `${layer(h.from)} → ${h.to}`, data: h.logNorms.map((v, k) => [k + 1, v]) }));
    const title = name => kit.titled(measured.length > 1 ? r.cell : "", name);
    return [
      { key: `${r.cell}/gradient`, title: title(kit.words.gradient), curves: gradients, option: () => chart(kit.words.norm, gradients) },
      { key: `${r.cell}/blocks`, title: title(kit.words.blocks), curves: blocks, option: () => chart(kit.words.transport, blocks, horizon[0]?.epsilon) },
    ].filter(p => p.curves.some(c => c.data.some(([, v]) => kit.finite(v))));
  }) };
});
