retrograde.view("FiniteTimeExponentsView", (rows, kit) => {
  const finite = r => kit.at(kit.flow(r, "after"), "lyapunov", "finiteTime");
  const measured = rows.filter(r => (finite(r)?.exponents ?? []).length > 0 && finite(r).lengths.length > 0);
  return { panels: measured.map(r => {
    const { lengths, exponents: [first] } = finite(r);
    const span = kit.range(first.quantiles.flat()) ?? [-1, 0];
    // Zero belongs into the picture where windows come near it; far from it, it would flatten the boxes.
    const near = Math.min(Math.abs(span[0]), Math.abs(span[1])) <= 3 * (span[1] - span[0]);
    return { key: r.cell, title: measured.length > 1 ? r.cell : "",
      describe: lengths.map((n, i) => `${n}: ${kit.number(first.quantiles[i][2])}`).join("; "),
      option: () => kit.chart({
        x: { type: "category", data: lengths.map(String), name: kit.words.x },
        y: kit.roundAxis(near ? [Math.min(0, span[0]), Math.max(0, span[1])] : span, { name: kit.words.y }),
        series: [{ type: "boxplot", name: r.cell, data: first.quantiles, boxWidth: [14, 36],
          itemStyle: { color: kit.scheme.paper, borderColor: kit.lookOf(r.cell).colour, borderWidth: 1.5 },
          ...(near ? { markLine: kit.level(0, "") } : {}) }],
        tooltip: ps => {
          const i = ps[0].dataIndex, colour = kit.lookOf(r.cell).colour, q = first.quantiles[i];
          return kit.tip(`n = ${lengths[i]}`, [{ name: kit.words.median, colour, value: kit.number(q[2]) },
            { name: kit.words.most, colour, value: `${kit.number(q[0])} … ${kit.number(q[4])}` },
            { name: kit.words.growing, colour, value: `${kit.number(100 * first.positive[i])} %` }]);
        },
      }) };
  }) };
});
