retrograde.view("GradientByLagView", (rows, kit) => {
  const gradient = (r, moment) => kit.at(kit.flow(r, moment), "gradientByLag");
  const has = moment => r => (gradient(r, moment)?.logNorm ?? []).some(kit.finite);
  const moments = kit.moments.filter(([moment]) => rows.some(has(moment)));
  const values = moments.flatMap(([moment]) => kit.all(rows, r => gradient(r, moment)?.logNorm));
  const notes = moments.map(([moment, name]) => [name, kit.lacking(rows, has(moment))])
    .filter(([, cells]) => cells).map(([name, cells]) => kit.named(`${kit.common.MISSING} ${cells}`, name));
  return { notes, panels: moments.map(([moment, title]) => ({
    key: moment, title,
    option: () => kit.chart({
      x: { name: kit.words.x, max: "dataMax" }, y: kit.logarithmAxis(values, { name: kit.words.y }),
      series: rows.filter(has(moment)).map(r => {
        const g = gradient(r, moment);
        return kit.line(r.cell, g.lag.map((k, i) => [k, g.logNorm[i]]));
      }),
      // An error of the logarithm is a factor: g × or ÷ exp(error).
      tooltip: ps => kit.tip(`k = ${kit.number(ps[0].value[0])}`, ps.map(p => {
        const error = kit.at(gradient(rows.find(r => r.cell === p.seriesName), moment), "logError", p.dataIndex);
        return { name: p.seriesName, colour: kit.lookOf(p.seriesName).colour,
          value: kit.exponential(p.value[1]) + (kit.finite(error) && kit.finite(p.value[1]) ? ` ± ${kit.number(100 * Math.expm1(error))} %` : "") };
      })),
    }),
  })) };
});
