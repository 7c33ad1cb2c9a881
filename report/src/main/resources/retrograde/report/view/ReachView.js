retrograde.view("ReachView", (rows, kit) => {
  const measured = rows.filter(r => (r.during ?? []).some(d => kit.finite(d.k90)));
  const missing = kit.lacking(rows, r => measured.includes(r));
  const notes = missing ? [kit.common.MISSING + " " + missing] : [];
  if (measured.length === 0) return { notes };
  // Beyond half of the window a reach cannot be told from a longer one: it is shown as "at least T/2", wherever K₉₀ fell.
  const shown = (r, d) => (d.k90Censored ? (kit.at(r, "after", "flow", "window") ?? 2 * d.k90) / 2 : d.k90);
  const points = r => r.during.map(d => {
    const value = [d.update, kit.finite(d.k90) ? shown(r, d) : null];
    return d.k90Censored && kit.finite(d.k90) ? kit.bound(r.cell, value) : { value };
  });
  return { notes, panels: [{
    key: "during", describe: measured.map(r => `${r.cell}: ${kit.number(shown(r, r.during.at(-1)))}`).join("; "),
    option: () => kit.chart({
      x: { name: kit.words.x, max: "dataMax" }, y: { name: kit.words.y, min: 0 },
      series: measured.map(r => kit.line(r.cell, points(r), { showSymbol: true, symbolSize: 5 })),
      tooltip: ps => kit.tip(`${kit.words.x} ${kit.number(ps[0].value[0])}`, ps.map(p => {
        const r = measured.find(row => row.cell === p.seriesName);
        const d = r.during[p.dataIndex];
        return { name: p.seriesName, colour: kit.lookOf(p.seriesName).colour, value: (d.k90Censored ? kit.words.atLeast + " " : "") + kit.number(shown(r, d)) };
      })),
    }),
  }] };
});
