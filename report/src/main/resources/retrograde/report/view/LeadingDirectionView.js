retrograde.view("LeadingDirectionView", (rows, kit) => {
  const direction = r => kit.at(kit.flow(r, "after"), "lyapunov", "direction");
  const measured = rows.filter(r => (direction(r)?.states ?? []).some(s => kit.finite(s.share)));
  const notes = measured.flatMap(r => [`${kit.words.entries} ${kit.number(direction(r).participation)}`,
    ...(direction(r).agreement < 0.99 ? [kit.words.loose] : [])]);
  return { notes, panels: measured.map(r => {
    const { states } = direction(r);
    const layers = new Set(states.map(s => s.layer)).size;
    const name = s => (layers > 1 ? `${s.state}, ${kit.common.LAYER} ${s.layer}` : s.state);
    return { key: r.cell, title: measured.length > 1 ? r.cell : "",
      describe: states.map(s => `${name(s)}: ${kit.number(s.share)}`).join("; "),
      option: () => kit.chart({
        x: { type: "category", data: states.map(name) }, y: { name: kit.words.y, min: 0, max: 1, axisLabel: { formatter: v => `${Math.round(100 * v)} %` } },
        series: [{ type: "bar", name: r.cell, data: states.map(s => s.share), barMaxWidth: 48, color: kit.lookOf(r.cell).colour }],
        tooltip: ps => kit.tip(ps[0].name, ps.map(p => ({ name: kit.words.y, colour: p.color,
          value: `${kit.number(100 * p.value)} ± ${kit.number(100 * states[p.dataIndex].error)} %` }))),
      }) };
  }) };
});
