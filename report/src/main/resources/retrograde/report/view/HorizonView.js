retrograde.view("HorizonView", (rows, kit) => {
  const measured = rows.filter(r => (r.during ?? []).length > 0);
  const state = d => d.horizonState ?? (kit.finite(d.horizon) ? "reached" : undefined);
  // "Beyond the last lag measured" is drawn at that lag with an open triangle: the longest memory must not be a gap.
  const height = d => (state(d) === "beyond" ? d.horizonMeasured : d.horizon);
  const points = r => r.during.map(d => {
    const y = height(d);
    const value = [d.update, kit.finite(y) && y > 0 ? y : null];
    return state(d) === "reached" || value[1] === null ? { value } : kit.bound(r.cell, value, state(d) === "grown");
  });
  const heights = kit.all(measured, r => r.during.map(height)).filter(v => kit.finite(v) && v > 0);
  const gaps = measured.map(r => [r.cell, r.during.filter(d => !(height(d) > 0)).length, r.during.length])
    .filter(([, n]) => n > 0).map(([cell, n, all]) => `${cell} ${n}/${all}`);
  const notes = [];
  if (gaps.length > 0) notes.push(kit.words.gaps + " " + gaps.join(kit.common.COMMA));
  const missing = kit.lacking(rows, r => (r.during ?? []).length > 0);
  if (missing) notes.push(kit.common.MISSING + " " + missing);
  if (heights.length === 0) return { notes };
  const word = { beyond: ">", grown: kit.words.grown };
  return { notes, panels: [{
    key: "during", describe: measured.map(r => `${r.cell}: ${kit.number(r.during.at(-1).horizon)}`).join("; "),
    option: () => kit.chart({
      x: { name: kit.words.x, max: "dataMax" }, y: kit.positiveAxis(heights, { name: kit.words.y }),
      series: measured.map(r => kit.line(r.cell, points(r), { showSymbol: true, symbolSize: 5 })),
      tooltip: ps => kit.tip(`${kit.words.x} ${kit.number(ps[0].value[0])}`, ps.map(p => {
        const d = measured.find(r => r.cell === p.seriesName).during[p.dataIndex];
        return { name: p.seriesName, colour: kit.lookOf(p.seriesName).colour, value: `${word[state(d)] ?? ""} ${kit.number(height(d))}`.trim() };
      })),
    }),
  }] };
});
