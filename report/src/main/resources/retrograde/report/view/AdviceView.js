retrograde.view("AdviceView", (rows, kit) => {
  const advice = r => kit.at(r, "after", "flow", "advice");
  const panels = [];
  for (const r of rows.filter(r => advice(r))) {
    const { window, clip } = advice(r), colour = kit.lookOf(r.cell).colour;
    const advised = options => options.length > 0 ? Number(options[1]) : null;
    const mark = value => value === null ? {} : { markLine: kit.level(value, kit.number(value), "xAxis") };
    if (window.bounds.length > 0) {
      const measured = window.rows.filter(row => kit.finite(row.measured)).map(row => [row.steps, row.measured]);
      panels.push({ key: r.cell + "/windows", title: kit.words.windows, cell: r.cell,
        describe: window.rows.map(row => `${row.kept}: ${row.steps}`).join("; "),
        option: () => kit.chart({
          x: { name: kit.words.steps, min: 0, max: "dataMax" }, y: { name: kit.words.error, min: 0 },
          series: [kit.line(r.cell, window.bounds.map((v, i) => [i + 1, v]), mark(advised(window.options))),
            ...(measured.length > 0 ? [{ type: "scatter", name: kit.words.measured, data: measured, color: colour, symbolSize: 8 }] : [])],
          tooltip: ps => kit.tip(`W = ${kit.number(ps[0].value[0])}`, ps.map(p =>
            ({ name: p.seriesType === "scatter" ? kit.words.measured : kit.words.bound, colour, value: kit.number(p.value[1]) }))),
        }) });
    }
    if (clip.norms.length > 0) {
      const share = clip.norms.map((v, i) => [v, (i + 1) / clip.batches]);
      panels.push({ key: r.cell + "/clipping", title: kit.words.clipping, cell: r.cell,
        describe: `${kit.number(clip.norms[0])} … ${kit.number(clip.norms.at(-1))}`,
        option: () => kit.chart({
          x: kit.positiveAxis(clip.norms, { name: kit.words.norm }), y: { name: kit.words.share, min: 0, max: 1 },
          series: [kit.line(r.cell, share, { step: "end", ...mark(advised(clip.options)) })],
          tooltip: ps => kit.tip(`‖dL/dθ‖ ${kit.number(ps[0].value[0])}`, ps.map(p =>
            ({ name: kit.words.share, colour, value: kit.number(p.value[1]) }))),
        }) });
    }
  }
  return { panels };
});
