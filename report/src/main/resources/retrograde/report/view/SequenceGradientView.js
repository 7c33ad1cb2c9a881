retrograde.view("SequenceGradientView", (rows, kit) => {
  const { at } = rows[0];
  // Arrays of the state begin with the one before step 0.
  const curves = [["input", at.logInput, 0], ["state", at.logState ?? [], -1], ["transport", at.logTransport ?? [], -1]];
  const colour = i => kit.look(i).colour;
  const sign = s => (at.symbols ? ` ${at.symbols[s] ?? ""}` : "");
  return { panels: curves.filter(([, values]) => values.some(kit.finite)).map(([key, values, first], i) => ({
    key, title: kit.words[key], describe: `s = ${values.length - 1 + first}: ${kit.exponential(values.at(-1))}; s = ${first}: ${kit.exponential(values[0])}`,
    option: () => kit.chart({
      x: { name: kit.words.x, min: first, max: at.logInput.length - 1 },
      // What the loss sends is seen on one scale.
      y: kit.logarithmAxis(key === "transport" ? values : [...at.logInput, ...at.logState ?? []], {}),
      series: [{ type: "line", name: kit.words[key], data: values.map((v, j) => [j + first, v]), showSymbol: false, symbol: "circle", symbolSize: 6,
        color: colour(i), lineStyle: { color: colour(i), width: 2 } }],
      tooltip: ps => kit.tip(`s = ${kit.number(ps[0].value[0])}${sign(ps[0].value[0])}`, ps.map(p =>
        ({ name: p.seriesName, colour: colour(i), value: kit.exponential(p.value[1]) }))),
    }),
  })) };
});
