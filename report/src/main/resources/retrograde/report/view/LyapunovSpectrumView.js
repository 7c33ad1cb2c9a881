retrograde.view("LyapunovSpectrumView", (rows, kit) => {
  const spectrum = (r, moment) => kit.at(kit.flow(r, moment), "lyapunov");
  const has = moment => r => (spectrum(r, moment)?.values ?? []).some(kit.finite);
  const moments = kit.moments.filter(([moment]) => rows.some(has(moment)));
  const extent = kit.range(moments.flatMap(([moment]) => kit.all(rows, r => spectrum(r, moment)?.values)));
  const notes = [];
  for (const [moment, name] of moments) {
    const missing = kit.lacking(rows, has(moment));
    if (missing) notes.push(kit.named(`${kit.common.MISSING} ${missing}`, name));
    for (const r of rows) {
      const rule = spectrum(r, moment)?.sumRule;
      if (rule && rule.holds === false) {
        notes.push(`${kit.words.sumRule} ${kit.titled(r.cell, name)} (Σλ = ${kit.number(rule.sum)}, ⟨ln|det J|⟩ = ${kit.number(rule.logDet)})`);
      }
    }
  }
  const zero = i => (i === 0 ? { markLine: kit.level(0, "") } : {});
  // Both panels on one scale, with zero always in sight.
  const span = extent && [Math.min(0, extent[0]), Math.max(0, extent[1])];
  const panels = moments.map(([moment, title]) => ({
    key: moment, title,
    describe: rows.filter(has(moment)).map(r => `${r.cell}: λ₁ = ${kit.number(spectrum(r, moment).values[0])}`).join("; "),
    option: () => kit.chart({
      x: { name: kit.words.x, min: 1, max: "dataMax", minInterval: 1 }, y: kit.roundAxis(span, { name: kit.words.y }),
      series: rows.filter(has(moment)).map((r, n) =>
        kit.line(r.cell, spectrum(r, moment).values.map((v, i) => [i + 1, v]), zero(n))),
      tooltip: ps => kit.tip(`i = ${kit.number(ps[0].value[0])}`, ps.map(p => {
        const error = kit.at(spectrum(rows.find(r => r.cell === p.seriesName), moment), "errors", p.dataIndex);
        return { name: p.seriesName, colour: kit.lookOf(p.seriesName).colour,
          value: kit.number(p.value[1]) + (kit.finite(error) ? ` ± ${kit.number(error)}` : "") };
      })),
    }),
  }));
  const during = rows.filter(r => (r.during ?? []).some(d => kit.finite(d.lyapunov)));
  if (during.length > 0) panels.push({
    key: "during", title: kit.words.during,
    option: () => kit.chart({
      x: { name: kit.words.update, max: "dataMax" }, y: { name: kit.words.y1, max: v => Math.max(0, v.max) },
      series: during.map((r, i) => kit.line(r.cell, r.during.map(d => [d.update, kit.finite(d.lyapunov) ? d.lyapunov : null]), zero(i))),
      tooltip: ps => kit.tip(`${kit.words.update} ${kit.number(ps[0].value[0])}`, ps.map(p =>
        ({ name: p.seriesName, colour: kit.lookOf(p.seriesName).colour, value: kit.number(p.value[1]) }))),
    }),
  });
  return { notes, panels };
});
