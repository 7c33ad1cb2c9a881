retrograde.view("TermsView", (rows, kit) => {
  const shares = (r, moment) => kit.at(kit.flow(r, moment), "termsOverTime");
  const has = (r, moment) => (shares(r, moment)?.names ?? []).length > 1 && (shares(r, moment).share ?? []).length > 0;
  const moments = kit.moments;
  const single = rows.filter(r => moments.some(([m]) => (shares(r, m)?.names ?? []).length === 1)).map(r => r.cell);
  const missing = kit.lacking(rows, r => moments.some(([m]) => (shares(r, m)?.names ?? []).length > 0));
  const notes = [];
  if (single.length > 0) notes.push(kit.words.single + " " + single.join(kit.common.COMMA));
  if (missing) notes.push(kit.common.MISSING + " " + missing);
  // One colour a path over all cells: "main" is the same blue everywhere.
  const bare = name => name.replace(/^\d+: /, "");
  const names = [...new Set(["main", ...kit.all(rows, r => moments.flatMap(([m]) => (shares(r, m)?.names ?? []).map(bare)))])];
  const fill = name => kit.fills[names.indexOf(name) % kit.fills.length];
  // Labels where a round number of steps is reached: the axis is one of categories, which would number every seventh.
  const round = steps => {
    const span = steps.at(-1) - steps[0];
    const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find(n => span / n <= 6) ?? 10000;
    return i => steps[i] % every === 0 || (i > 0 && Math.floor(steps[i] / every) > Math.floor(steps[i - 1] / every));
  };
  // A stack's names begin with their layer: each layer has a panel of its own.
  const layersOf = t => [...new Set(t.names.map(n => n.match(/^\d+(?=: )/)?.[0] ?? ""))];
  const panels = rows.flatMap(r => moments.filter(([m]) => has(r, m)).flatMap(([moment, title]) => layersOf(shares(r, moment)).map(layer => {
    const all = shares(r, moment);
    const chosen = all.names.map((_, i) => i).filter(i => layer === "" || all.names[i].startsWith(layer + ": "));
    const t = { step: all.step, names: chosen.map(i => bare(all.names[i])), share: chosen.map(i => all.share[i]) };
    return {
      key: [r.cell, moment, layer].filter(Boolean).join("/"), cell: r.cell,
      title: kit.titled(r.cell, layer && `${kit.common.LAYER} ${layer}`, title), height: "low",
      option: () => kit.chart({
        x: { type: "category", data: t.step, name: kit.words.x, boundaryGap: false,
          axisLabel: { interval: round(t.step) }, axisTick: { interval: round(t.step) } },
        y: { name: kit.words.y, min: 0, max: 1, interval: 0.5, axisLabel: { formatter: v => `${Math.round(100 * v)} %` } },
        series: t.names.map((name, i) => ({
          type: "line", name, stack: "share", data: t.share[i], showSymbol: false, color: fill(name),
          lineStyle: { width: 1, color: kit.scheme.paper }, areaStyle: { color: fill(name), opacity: 1 },
          emphasis: { focus: "series" },
        })),
        tooltip: ps => kit.tip(`${kit.words.x} ${ps[0].name}`, [...ps].reverse().map(p =>
          ({ name: p.seriesName, colour: p.color, value: kit.finite(p.value) ? `${kit.number(100 * p.value)} %` : "–" }))),
      }),
    };
  })));
  const used = names.filter(n => rows.some(r => moments.some(([m]) => has(r, m) && shares(r, m).names.map(bare).includes(n))));
  return { notes, panels, below: panels.length === 0 ? undefined : element => {
    const key = element("ul", { class: "key" });
    for (const name of used) {
      const entry = element("li");
      entry.append(element("i", { style: `background:${fill(name)}` }), name);
      key.append(entry);
    }
    return key;
  } };
});
