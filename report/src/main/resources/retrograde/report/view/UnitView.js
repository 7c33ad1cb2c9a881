retrograde.view("UnitView", (rows, kit) => {
  const units = (r, moment) => kit.at(kit.flow(r, moment), "units");
  const drawable = v => kit.finite(v) && v > 0;
  const has = moment => r => (units(r, moment)?.timeConstants ?? []).some(drawable);
  const all = kit.moments;
  const moments = all.filter(([moment]) => rows.some(has(moment)));
  const values = moments.flatMap(([m]) => kit.all(rows, r => units(r, m)?.timeConstants)).filter(drawable);
  const notes = [];
  for (const [moment, name] of moments) {
    const missing = kit.lacking(rows, r => Array.isArray(units(r, moment)?.timeConstants));
    if (missing) notes.push(kit.named(`${kit.common.MISSING} ${missing}`, name));
    const left = rows.map(r => [r.cell, units(r, moment)?.timeConstants ?? []])
      .map(([cell, list]) => [cell, list.filter(v => !drawable(v)).length, list.length]).filter(([, n]) => n > 0);
    if (left.length > 0) notes.push(kit.named(`${kit.words.growing} ${left.map(([c, n, of]) => `${c} ${n}/${of}`).join(kit.common.COMMA)}`, name));
  }
  const bare = rows.filter(r => all.every(([m]) => (units(r, m)?.timeConstants ?? [null]).length === 0)).map(r => r.cell);
  if (bare.length > 0) notes.push(kit.words.bare + " " + bare.join(kit.common.COMMA));
  const dead = rows.flatMap(r => all.map(([m, name]) => [`${r.cell} ${name}`.trim(), units(r, m)?.deadRelus?.length ?? 0]))
    .filter(([, n]) => n > 0).map(([where, n]) => `${where} ${n}`);
  if (dead.length > 0) notes.push(kit.words.dead + " " + dead.join(kit.common.COMMA));
  // In order of size; the third number is the unit, so that a point can be traced back to the document.
  const ordered = (list, wanted = () => true) => {
    const sorted = list.map((tau, unit) => [tau, unit]).filter(([tau, unit]) => drawable(tau) && wanted(unit)).sort((a, b) => a[0] - b[0]);
    return sorted.map(([tau, unit], i) => [(i + 1) / sorted.length, tau, unit]);
  };
  const window = kit.at(rows.find(has("after")) ?? rows[0], "after", "flow", "window");
  // A stack that stands alone on the page is drawn layer by layer.
  const curves = (r, moment) => {
    const { timeConstants, layer = [] } = units(r, moment);
    const layers = [...new Set(layer)];
    if (rows.length > 1 || layers.length < 2) return [kit.line(r.cell, ordered(timeConstants))];
    return layers.map((l, i) => kit.line(r.cell, ordered(timeConstants, unit => layer[unit] === l),
      { name: `${kit.common.LAYER} ${l}`, color: kit.look(i).colour, lineStyle: { color: kit.look(i).colour, type: kit.look(i).dash, width: 2 }, itemStyle: { color: kit.look(i).colour } }))
      .filter(curve => curve.data.length > 0);
  };
  const names = option => (rows.length === 1 && option.series.length > 1 ? kit.withNames(option) : option);
  const panels = moments.map(([moment, title]) => ({
    key: moment, title,
    option: () => names(kit.chart({
      x: { name: kit.words.x, min: 0, max: 1, axisLabel: { formatter: v => `${Math.round(100 * v)} %` } },
      y: kit.positiveAxis(kit.finite(window) ? [...values, window] : values, { name: kit.words.y }),
      series: rows.filter(has(moment)).flatMap(r => curves(r, moment)).map((curve, i) => (i === 0 && kit.finite(window)
        ? { ...curve, markLine: kit.level(window, `${kit.words.window} ${kit.number(window)}`) } : curve)),
      tooltip: ps => kit.tip(`${kit.number(100 * ps[0].value[0])} %`, ps.map(p =>
        ({ name: `${p.seriesName} [${p.value[2]}]`, colour: p.color, value: kit.number(p.value[1]) }))),
    })),
  }));
  const gates = rows.flatMap(r => (units(r, "after")?.saturation ?? units(r, "before")?.saturation ?? [])
    .map((s, i, list) => ({ gate: list.some(o => o.layer > 1) ? `${s.gate}${kit.common.COMMA}${kit.common.LAYER} ${s.layer}` : s.gate,
      cell: r.cell, moments: all.map(([m]) => (units(r, m)?.saturation ?? []).find(o => o.gate === s.gate && o.layer === s.layer)) })));
  const percent = v => (kit.finite(v) ? `${Math.round(100 * v)} %` : "–");
  const caption = all.length > 1 ? kit.titled(kit.words.saturation, kit.common.COMPARISON) : kit.words.saturation;
  return { notes, panels, beside: gates.length === 0 ? undefined : element => {
    const box = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption });
    const table = element("table", { class: "gates" });
    table.append(element("caption", {}, caption));
    const head = element("tr");
    for (const word of [kit.words.gate, kit.words.low, kit.words.high]) head.append(element("th", { scope: "col" }, word));
    const top = element("thead");
    top.append(head);
    const body = element("tbody");
    for (const g of gates) {
      const line = element("tr");
      line.append(element("th", { scope: "row" }, `${g.cell} ${g.gate}`));
      for (const end of ["low", "high"]) line.append(element("td", {}, g.moments.map(m => percent(m?.[end])).join(" → ")));
      body.append(line);
    }
    table.append(top, body);
    box.append(table);
    return box;
  } };
});
