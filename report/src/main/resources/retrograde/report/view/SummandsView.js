retrograde.view("SummandsView", (rows, kit) => {
  const gradient = r => kit.at(kit.flow(r, "after"), "gradientByLag");
  const measured = rows.filter(r => (gradient(r)?.rest ?? []).some(kit.finite));
  const missing = kit.lacking(rows, r => measured.includes(r));
  const notes = missing ? [kit.common.MISSING + " " + missing] : [];
  if (measured.length === 0) return { notes };
  return { notes, panels: [{
    key: "after", title: Object.fromEntries(kit.moments).after,
    option: () => kit.chart({
      x: { name: kit.words.x, max: "dataMax" }, y: { name: kit.words.y, min: 0 },
      series: measured.map((r, i) => kit.line(r.cell, gradient(r).lag.map((k, j) => [k, gradient(r).rest[j]]),
        i === 0 ? { markLine: kit.level(0.1, kit.words.line) } : {})),
      tooltip: ps => kit.tip(`K = ${kit.number(ps[0].value[0])}`, ps.map(p =>
        ({ name: p.seriesName, colour: kit.lookOf(p.seriesName).colour, value: kit.number(p.value[1]) }))),
    }),
  }] };
});
