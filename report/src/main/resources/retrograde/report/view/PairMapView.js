retrograde.view("PairMapView", (rows, kit) => {
  const map = r => kit.at(kit.flow(r, "after"), "pairMap");
  const measured = rows.filter(r => (map(r)?.logNorm ?? []).length > 0);
  const notes = measured.map(r => kit.named(`${kit.words.binned} ${map(r).binWidth}${kit.common.COMMA}${map(r).lossStep.length}`, measured.length > 1 ? r.cell : ""));
  const panels = measured.flatMap(r => [["norm", "logNorm"], ["contribution", "logContribution"]].map(([key, field]) => {
    const m = map(r);
    const cells = m[field].flatMap((row, j) => row.map((v, i) => [i, j, v])).filter(([, , v]) => kit.finite(v));
    return {
      key: `${r.cell}/${key}`, cell: r.cell, title: kit.words[key], height: m.lossStep.length > 8 ? "square" : "", renderer: "canvas",
      describe: `t = ${m.lossStep.at(-1)}: ${m[field].at(-1).filter(kit.finite).map(kit.exponential).filter((_, i, all) => i === 0 || i === all.length - 1).join(" … ")}`,
      option: () => kit.map({
        x: { name: kit.words.x, data: m.sourceStep }, y: { name: kit.words.y, data: m.lossStep }, name: kit.words[key], cells,
        tooltip: ([i, j, v]) => kit.tip(`t = ${m.lossStep[j]}${kit.common.COMMA}s = ${m.sourceStep[i]}`, [{ name: kit.words[key], colour: "transparent", value: kit.exponential(v) }]),
      }),
    };
  }));
  return { notes, panels };
});
