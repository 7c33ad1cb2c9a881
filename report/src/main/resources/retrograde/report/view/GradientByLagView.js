retrograde.view("GradientByLagView", (rows, kit) => {
  const gradient = (r, moment) => kit.at(kit.flow(r, moment), "gradientByLag");
  const has = moment => r => (gradient(r, moment)?.logNorm ?? []).some(kit.finite);
  const moments = kit.moments.filter(([moment]) => rows.some(has(moment)));
  // Lags of 0 and below: states after the loss in the order in which a layer reads, nearest first in the document.
  const points = g => [...(g.ahead?.logNorm ?? []).map((v, j) => [j === 0 ? 0 : -j, v]).reverse(),
    ...g.lag.map((k, i) => [k, g.logNorm[i]]).slice(g.ahead ? 1 : 0)];
  const values = moments.flatMap(([moment]) => kit.all(rows.filter(has(moment)), r => points(gradient(r, moment)).map(p => p[1])));
  const notes = moments.map(([moment, name]) => [name, kit.lacking(rows, has(moment))])
    .filter(([, cells]) => cells).map(([name, cells]) => kit.named(`${kit.common.MISSING} ${cells}`, name));
  if (rows.some(r => moments.some(([moment]) => gradient(r, moment)?.ahead))) notes.push(kit.words.ahead);
  return { notes, panels: moments.map(([moment, title]) => ({
    key: moment, title,
    option: () => kit.chart({
      x: { name: kit.words.x, min: "dataMin", max: "dataMax" }, y: kit.logarithmAxis(values, { name: kit.words.y }),
      series: rows.filter(has(moment)).map(r => {
        return kit.line(r.cell, points(gradient(r, moment)));
      }),
      // An error of the logarithm is a factor: g × or ÷ exp(error).
      tooltip: ps => kit.tip(`k = ${kit.number(ps[0].value[0])}`, ps.map(p => {
        const g = gradient(rows.find(r => r.cell === p.seriesName), moment);
        const k = p.value[0];
        const error = k > 0 ? kit.at(g, "logError", k) : kit.at(g, "ahead", "logError", -k);
        return { name: p.seriesName, colour: kit.lookOf(p.seriesName).colour,
          value: kit.exponential(p.value[1]) + (kit.finite(error) && kit.finite(p.value[1]) ? ` ± ${kit.number(100 * Math.expm1(error))} %` : "") };
      })),
    }),
  })) };
});
