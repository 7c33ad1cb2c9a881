retrograde.view("LossView", (rows, kit) => {
  const measured = rows.filter(r => (r.during ?? []).some(d => kit.finite(d.loss)));
  const missing = kit.lacking(rows, r => measured.includes(r));
  const notes = missing ? [kit.common.MISSING + " " + missing] : [];
  if (measured.length === 0) return { notes };
  const baseline = measured[0].baseline;
  const extent = kit.range([...kit.all(measured, r => r.during.map(d => d.loss)), baseline]);
  return { notes, panels: [{
    key: "during", describe: measured.map(r => `${r.cell}: ${kit.number(r.during.at(-1).loss)}`).join("; "),
    option: () => kit.chart({
      x: { name: kit.words.x, max: "dataMax" }, y: { name: measured[0].lossName ? `${kit.words.y}${kit.common.COMMA}${measured[0].lossName}` : kit.words.y, min: extent[0] >= 0 ? 0 : undefined },
      series: measured.map((r, i) => kit.line(r.cell, r.during.map(d => [d.update, kit.finite(d.loss) ? d.loss : null]),
        i === 0 && kit.finite(baseline)
          ? { markLine: kit.level(baseline, `${r.baselineName ?? ""} ${kit.number(baseline)}`.trim()) } : {})),
      tooltip: ps => kit.tip(`${kit.words.x} ${kit.number(ps[0].value[0])}`, ps.map(p =>
        ({ name: p.seriesName, colour: kit.lookOf(p.seriesName).colour, value: kit.number(p.value[1]) }))),
    }),
  }] };
});
