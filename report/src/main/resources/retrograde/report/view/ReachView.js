retrograde.view("ReachView", (rows, kit) => {
  const measured = rows.filter(r => (r.during ?? []).some(d => kit.finite(d.k90)));
  const missing = kit.lacking(rows, r => measured.includes(r));
  const notes = missing ? [kit.common.MISSING + " " + missing] : [];
  if (measured.length === 0) return { notes };
  const points = r => r.during.map(d => {
    const value = [d.update, kit.finite(d.k90) ? d.k90 : null];
    return d.k90Censored && kit.finite(d.k90) ? kit.bound(r.cell, value) : { value };
  });
  return { notes, panels: [{
    key: "during", describe: measured.map(r => `${r.cell}: ${kit.number(r.during.at(-1).k90)}`).join("; "),
    option: () => kit.chart({
      x: { name: kit.words.x, max: "dataMax" }, y: { name: kit.words.y, min: 0 },
      series: measured.map(r => kit.line(r.cell, points(r), { showSymbol: true, symbolSize: 5 })),
      tooltip: ps => kit.tip(`${kit.words.x} ${kit.number(ps[0].value[0])}`, ps.map(p => {
        const d = measured.find(r => r.cell === p.seriesName).during[p.dataIndex];
        return { name: p.seriesName, colour: kit.lookOf(p.seriesName).colour, value: (d.k90Censored ? kit.words.atLeast + " " : "") + kit.number(d.k90) };
      })),
    }),
  }] };
});
