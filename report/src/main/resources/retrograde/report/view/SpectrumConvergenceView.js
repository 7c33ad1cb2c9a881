retrograde.view("SpectrumConvergenceView", (rows, kit) => {
  const course = r => kit.at(kit.flow(r, "after"), "lyapunov", "convergence");
  const measured = rows.filter(r => (course(r)?.steps ?? []).length > 1);
  const notes = measured.filter(r => course(r).converged === false)
    .map(r => `${kit.words.moved} ${kit.number(course(r).drift[0])} ± ${kit.number(course(r).driftError[0])} (λ₁)`);
  return { notes, panels: measured.map(r => {
    const { steps, values } = course(r);
    const count = Math.min(4, values[0].length);
    return { key: r.cell, title: measured.length > 1 ? r.cell : "",
      describe: `λ₁ = ${kit.number(values.at(-1)[0])}`,
      option: () => kit.withNames(kit.chart({
        x: { name: kit.words.x, max: "dataMax" }, y: kit.roundAxis(kit.range(values.flatMap(v => v.slice(0, count))) ?? [-1, 0], { name: kit.words.y }),
        series: Array.from({ length: count }, (_, i) => ({
          type: "line", name: `λ${"₁₂₃₄"[i]}`, data: steps.map((n, k) => [n, values[k][i]]), showSymbol: false,
          color: kit.look(i).colour, lineStyle: { color: kit.look(i).colour, type: kit.look(i).dash, width: 2 } })),
        tooltip: ps => kit.tip(`${kit.words.x} ${kit.number(ps[0].value[0])}`, ps.map(p => ({ name: p.seriesName, colour: p.color, value: kit.number(p.value[1]) }))),
      })) };
  }) };
});
