// Draws the pictures of a page from its embedded document. The instruments (one script each) register themselves with
// retrograde.view(name, draw); draw(rows, kit) returns the panels of one figure and the notes below it. A page without
// rows gives retrograde.more(draw) what adds its pictures. Numbers go from
// the document into the series as they are: logarithms stay natural, only the labels of an axis show powers of ten.
window.retrograde = (() => {
  "use strict";
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const doc = read("document");
  const texts = read("texts");
  const views = new Map();
  const pictures = [];
  // What draws beside the instruments, once the page stands: called with the kit and the function that adds a picture.
  const further = [];
  const hidden = new Set();
  const root = document.documentElement;

  // Okabe and Ito's colours, told apart by every common kind of colour vision; line style and symbol say it again.
  // Their yellow is left out: it cannot be seen as a line on white. "ink" is black or white with the scheme.
  const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "ink", "muted"];
  const DASHES = ["solid", [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 3], [2, 4], [6, 2, 2, 2, 2, 2]];
  const SYMBOLS = ["circle", "rect", "diamond", "circle", "rect", "diamond", "roundRect", "arrow"];
  // Paul Tol's light colours, made for areas under dark text, for the paths of the equations.
  const FILLS = ["#77AADD", "#EE8866", "#EEDD88", "#44BB99", "#FFAABB", "#99DDFF", "#BBCC33", "#AAAA00", "#DDDDDD"];

  const finite = v => typeof v === "number" && Number.isFinite(v);
  const at = (value, ...path) => path.reduce((v, key) => (v === null || v === undefined ? undefined : v[key]), value);
  const rows = Array.isArray(doc.rows) ? doc.rows : [];
  const distinct = values => [...new Set(values)];
  const shown = distinct(rows.map(r => r.cell));
  const cellNames = distinct([...shown, ...(doc.cells ?? []).map(c => c.name)]);
  // What was measured and its name; one measurement needs none.
  const measured = [["before", texts.common.BEFORE_TRAINING], ["after", texts.common.AFTER_TRAINING]].filter(([m]) => rows.some(r => r[m]));
  const moments = measured.length > 1 ? measured : measured.map(([m]) => [m, ""]);
  const dataNames = distinct(rows.map(r => r.data));

  function palette() {
    const style = getComputedStyle(root);
    const read = name => style.getPropertyValue("--" + name).trim();
    return { ink: read("ink"), muted: read("muted"), rule: read("rule"), paper: read("paper"), sans: read("sans") };
  }
  let scheme = palette();

  const lookOf = cell => look(cellNames.indexOf(cell));

  function look(i) {
    const colour = COLOURS[i % COLOURS.length];
    return {
      colour: colour === "ink" || colour === "muted" ? scheme[colour] : colour,
      dash: DASHES[i % DASHES.length],
      symbol: SYMBOLS[i % SYMBOLS.length],
      // The second three of the symbols are hollow.
      hollow: i % SYMBOLS.length >= 3 && i % SYMBOLS.length < 6,
    };
  }

  const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  const raised = n => [...String(n)].map(c => RAISED[c]).join("");
  const power = n => "10" + raised(n);
  const minus = s => s.replace("-", "−");

  // Four significant digits, as a person writes them.
  function number(v) {
    if (!finite(v)) return "–";
    if (v === 0) return "0";
    const size = Math.abs(v);
    if (size >= 1e6 || size < 1e-3) {
      const [m, e] = v.toExponential(2).split("e");
      return minus(m) + "·10" + raised(Number(e));
    }
    return minus(String(Number(v.toPrecision(4))));
  }

  // exp(v) without leaving logarithms: gradients of 1e-400 have a name, too.
  function exponential(v) {
    if (!finite(v)) return "–";
    const tens = v / Math.LN10;
    let n = Math.floor(tens);
    let m = Math.pow(10, tens - n).toFixed(2);
    if (m === "10.00") { m = "1.00"; n += 1; }
    return n >= -3 && n < 6 ? number(Math.exp(v)) : m + "·10" + raised(n);
  }

  const range = values => {
    let low = Infinity, high = -Infinity;
    for (const v of values) if (finite(v)) { if (v < low) low = v; if (v > high) high = v; }
    return low <= high ? [low, high] : undefined;
  };

  // An axis of natural logarithms labelled in powers of ten; so many decades at most, lines leave through the floor.
  function logarithmAxis(values, extra = {}, most = 16) {
    const [low, high] = range(values) ?? [-1, 1];
    const top = Math.ceil(high / Math.LN10 + 0.02);
    const floor = Math.max(Math.floor(low / Math.LN10 - 0.02), top - most);
    const decades = Math.max(top - floor, 1);
    const step = [1, 2, 3, 4, 5, 10, 20].find(s => decades / s <= 6) ?? 50;
    const from = Math.floor(floor / step) * step;
    const interval = step * Math.LN10;
    return {
      type: "value", min: from * Math.LN10, max: Math.max(top, from + step) * Math.LN10, interval,
      axisLabel: { formatter: v => {
        const n = v / interval;
        return Math.abs(n - Math.round(n)) > 1e-6 ? "" : "10" + raised(Math.round(n) * step);
      } },
      ...extra,
    };
  }

  // Round ends and steps for an axis that shows low … high.
  function roundAxis([low, high], extra = {}) {
    const rough = (high - low || Math.abs(high) || 1) / 5;
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const interval = [1, 2, 2.5, 5, 10].find(m => m * power >= rough * 0.999) * power;
    return { min: Math.floor(low / interval + 1e-9) * interval, max: Math.max(Math.ceil(high / interval - 1e-9), Math.floor(low / interval + 1e-9) + 1) * interval, interval, ...extra };
  }

  // An axis for positive numbers: from zero where they are near each other, else by powers of ten; zero and below never
  // reach the latter (the view leaves them out and says so).
  function positiveAxis(values, extra = {}) {
    const [low, high] = range(values.filter(v => v > 0)) ?? [1, 10];
    if (high / low < 20) return roundAxis([0, high], extra);
    return {
      type: "log", min: Math.pow(10, Math.floor(Math.log10(low))), max: Math.pow(10, Math.ceil(Math.log10(high) + 1e-9)),
      axisLabel: { formatter: v => (v >= 1e5 || v < 1e-2 ? "10" + raised(Math.round(Math.log10(v))) : number(v)) },
      ...extra,
    };
  }

  const plain = cell => echarts.format.encodeHTML(String(cell));

  // The lines of a tooltip: a swatch, a name, a number.
  function tip(head, lines) {
    return "<b>" + plain(head) + "</b><table>" + lines.map(l =>
      `<tr><td><i style="background:${l.colour}"></i>${plain(l.name)}</td><td>${plain(l.value)}</td></tr>`).join("") + "</table>";
  }

  function axis(a, vertical) {
    const merged = {
      type: "value", nameLocation: vertical ? "end" : "middle", nameGap: vertical ? 12 : 26,
      nameTextStyle: { color: scheme.muted, fontSize: 12, align: vertical ? "left" : "center", padding: 0 },
      axisLine: { show: !vertical, onZero: false, lineStyle: { color: scheme.muted, width: 1 } },
      axisTick: { show: !vertical, lineStyle: { color: scheme.muted } },
      splitLine: { show: vertical, lineStyle: { color: scheme.rule, width: 1 } },
      minorSplitLine: { show: false }, splitNumber: 5, ...a,
    };
    merged.axisLabel = { color: scheme.muted, fontSize: 12, hideOverlap: true,
      formatter: v => (merged.type === "category" ? v : number(v)), ...a.axisLabel };
    return merged;
  }

  // One chart: axes x and y, series, formatter of the tooltip at one place of the x axis.
  function chart({ x, y, series, tooltip, describe = "" }) {
    return {
      animation: false,
      textStyle: { fontFamily: scheme.sans, color: scheme.ink },
      grid: { left: 4, right: 20, top: 34, bottom: 34, containLabel: true },
      legend: { show: false, selected: Object.fromEntries([...hidden].map(c => [c, false])) },
      xAxis: axis(x, false), yAxis: axis(y, true),
      tooltip: {
        trigger: "axis", confine: true, padding: [6, 10], backgroundColor: scheme.paper, borderColor: scheme.rule,
        textStyle: { color: scheme.ink, fontSize: 12, fontFamily: scheme.sans },
        axisPointer: { type: "line", lineStyle: { color: scheme.muted, width: 1, type: "solid" } },
        formatter: params => tooltip(Array.isArray(params) ? params : [params]),
      },
      aria: { enabled: true, label: { description: describe } },
      series,
    };
  }

  // A map of logarithms by colour (the steps of viridis, which stay apart for every kind of colour vision and in grey).
  const DEPTHS = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];
  function map({ x, y, name, cells, tooltip }) {
    const [low, high] = range(cells.map(c => c[2])) ?? [-1, 0];
    const floor = Math.max(low, high - 16 * Math.LN10);
    const option = chart({
      x: { type: "category", ...x }, y: { type: "category", ...y }, tooltip: ps => tooltip(ps[0].value),
      series: [{ type: "heatmap", name, data: cells, progressive: 0, emphasis: { disabled: true } }],
    });
    option.tooltip.trigger = "item";
    option.yAxis.splitLine.show = false;
    option.grid.bottom = 72;
    option.visualMap = { type: "continuous", min: floor, max: high > floor ? high : floor + 1, orient: "horizontal", left: "center", bottom: 0,
      itemHeight: 160, itemWidth: 10, inRange: { color: DEPTHS }, textStyle: { color: scheme.muted, fontSize: 12 },
      text: [exponential(high), (floor > low ? "≤ " : "") + exponential(floor)] };
    return option;
  }

  // Names in the chart itself, for curves that are not cells.
  const withNames = option => Object.assign(option, {
    legend: { show: true, type: "scroll", top: 0, right: 0, itemWidth: 28, textStyle: { color: scheme.ink, fontSize: 12 } } });

  const hollow = cell => ({ color: scheme.paper, borderColor: lookOf(cell).colour, borderWidth: 1.5 });

  // A value that is only a bound: an open triangle that points to where the true one lies.
  const bound = (cell, value, down = false) =>
    ({ value, symbol: "triangle", symbolSize: 9, symbolRotate: down ? 180 : 0, itemStyle: hollow(cell) });

  // A line in a cell's own look; data is [[x, y], …] or [{value: [x, y], …}, …].
  function line(cell, data, extra = {}) {
    const look = lookOf(cell);
    return {
      type: "line", name: cell, data, showSymbol: false, symbol: look.symbol, symbolSize: 6, connectNulls: false,
      color: look.colour, lineStyle: { color: look.colour, width: 2, type: look.dash },
      itemStyle: look.hollow ? hollow(cell) : { color: look.colour },
      emphasis: { focus: "series", lineStyle: { width: 3 } }, ...extra,
    };
  }

  // A level that does not belong to a cell: a baseline, a window, zero.
  function level(value, name, axisName = "yAxis") {
    return { silent: true, symbol: "none", animation: false,
      lineStyle: { color: scheme.muted, width: 1, type: [4, 4] },
      label: { formatter: name, position: "insideEndTop", color: scheme.muted, fontSize: 12, distance: [4, 2] },
      data: [{ [axisName]: value }] };
  }

  const kit = { doc, texts, finite, at, range, number, power, exponential, logarithmAxis, positiveAxis, roundAxis, chart, map, withNames, line, bound, level, tip,
    moments, titled: (...names) => names.filter(Boolean).join(texts.common.COMMA), named: (text, name) => (name ? `${text} (${name})` : text),
    look, lookOf, fills: FILLS, common: texts.common, get scheme() { return scheme; },
    flow: (row, moment) => at(row, moment, "flow", "quantities"),
    // Numbers of all rows together, so that panels beside each other share one scale.
    all: (list, pick) => list.flatMap(r => pick(r) ?? []),
    // "cell a, cell b" of those rows that lack something; empty if none does.
    lacking: (list, has) => list.filter(r => !has(r)).map(r => r.cell).join(texts.common.COMMA) };

  function element(name, attributes = {}, text) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    if (text !== undefined) e.textContent = text;
    return e;
  }

  // A picture on a hidden sheet has no width; drawn all the same (for paper, or because a cell was hidden) it takes the
  // one it had, and is drawn again when it is seen at another.
  function draw(picture, force = false) {
    const width = picture.element.clientWidth || (force ? picture.width || 600 : 0);
    if (width === 0) return;
    const size = { width, height: picture.element.clientHeight || 300 };
    picture.chart ??= echarts.init(picture.element, null, { renderer: picture.renderer, ...size });
    picture.width = width;
    picture.chart.resize(size);
    picture.chart.setOption(picture.option(width), true);
  }

  const seen = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) {
      const picture = pictures.find(p => p.element === entry.target);
      if (!picture.chart) draw(picture);
    }
  }, { rootMargin: "600px" });

  const sized = new ResizeObserver(entries => {
    for (const entry of entries) {
      const picture = pictures.find(p => p.element === entry.target);
      const width = picture.element.clientWidth;
      if (picture.chart && width > 0 && width !== picture.width) draw(picture);
    }
  });

  // One picture in a panel of its own: drawn when it comes near, and again whenever its width or the scheme changes.
  function add(box, { data, view, key, title, cell, height, renderer = "svg", describe, option }) {
    const holder = element("div", { class: "panel" });
    if (cell) holder.dataset.cell = cell;
    if (title) holder.append(element("h4", {}, title));
    const chartBox = element("div", { class: "chart " + (height ?? ""), role: "img" });
    holder.append(chartBox);
    box.append(holder);
    pictures.push({ data, view, key, renderer, element: chartBox, option: width => {
      const chosen = option(width);
      chosen.aria.label.description = describe;
      return chosen;
    } });
    seen.observe(chartBox);
    sized.observe(chartBox);
  }

  function place(figure, data, list) {
    const name = figure.dataset.view;
    const { panels = [], notes = [], below, beside } = views.get(name)(list, { ...kit, scheme, words: texts[name] });
    const box = figure.querySelector(".panels");
    for (const panel of panels) {
      add(box, { ...panel, data, view: name,
        describe: [figure.querySelector("h3").textContent, panel.title, data, panel.describe].filter(Boolean).join(". "),
        option: width => views.get(name)(list, { ...kit, scheme, words: texts[name] }).panels
          .find(p => p.key === panel.key).option(width) });
    }
    // What goes with the panels: a key below them, a table beside them.
    if (below) box.after(below(element));
    if (beside) box.append(beside(element));
    const noteBox = figure.querySelector(".notes");
    for (const note of panels.length === 0 && notes.length === 0 ? [texts.common.NOTHING] : notes) {
      noteBox.append(element("p", {}, note));
    }
  }

  const drawn = () => pictures.filter(p => p.chart);
  function redraw() {
    scheme = palette();
    for (const picture of drawn()) draw(picture, true);
  }

  function show(index) {
    for (const section of document.querySelectorAll(".dataset")) section.hidden = section.dataset.index !== String(index);
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const chosen = tab.dataset.index === String(index);
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
  }

  function tabs() {
    const list = [...document.querySelectorAll("[role=tab]")];
    list.forEach((tab, i) => {
      tab.addEventListener("click", () => show(tab.dataset.index));
      tab.addEventListener("keydown", event => {
        const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: list.length - 1 }[event.key];
        if (to === undefined) return;
        const next = list[(to + list.length) % list.length];
        event.preventDefault();
        show(next.dataset.index);
        next.focus();
      });
    });
    if (list.length > 0) show(list[0].dataset.index);
  }

  // The legend of the whole page: one button a cell, in its look, that shows and hides it in every picture.
  function swatch(cell) {
    const look = lookOf(cell);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const stroke = document.createElementNS("http://www.w3.org/2000/svg", "line");
    svg.setAttribute("class", "swatch");
    svg.setAttribute("viewBox", "0 0 30 8");
    svg.setAttribute("aria-hidden", "true");
    const to = { x1: 0, y1: 4, x2: 30, y2: 4, stroke: look.colour, "stroke-width": 2.5,
      ...(look.dash === "solid" ? {} : { "stroke-dasharray": look.dash.join(" ") }) };
    for (const [key, value] of Object.entries(to)) stroke.setAttribute(key, value);
    svg.append(stroke);
    return svg;
  }

  function legend() {
    const bar = document.getElementById("cells-shown");
    for (const cell of shown) {
      const button = element("button", { type: "button", "aria-pressed": "true" });
      button.append(swatch(cell), cell);
      button.addEventListener("click", () => {
        if (!hidden.delete(cell)) hidden.add(cell);
        button.setAttribute("aria-pressed", String(!hidden.has(cell)));
        for (const panel of document.querySelectorAll(".panel[data-cell]")) {
          if (panel.dataset.cell === cell) panel.hidden = hidden.has(cell);
        }
        redraw();
      });
      bar?.append(button);
    }
    for (const mark of document.querySelectorAll("[data-swatch]")) mark.prepend(swatch(mark.dataset.swatch));
  }

  function start() {
    root.classList.add("drawn");
    legend();
    tabs();
    for (const section of document.querySelectorAll(".dataset")) {
      const data = dataNames[Number(section.dataset.index)];
      for (const figure of section.querySelectorAll("figure[data-view]")) place(figure, data, rows.filter(r => r.data === data));
    }
    for (const draw of further) draw(kit, add);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { redraw(); reswatch(); });
    addEventListener("beforeprint", () => { root.classList.add("printing"); scheme = palette(); drawAll(); scalable(true); });
    addEventListener("afterprint", () => { root.classList.remove("printing"); scalable(false); redraw(); });
    document.getElementById("save")?.addEventListener("click", save);
  }

  // On paper everything is shown, dark on white, and pictures drawn for the screen are scaled to their column.
  function scalable(yes) {
    for (const svg of document.querySelectorAll(".chart svg")) {
      if (yes) svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
      else svg.removeAttribute("viewBox");
    }
  }

  function reswatch() {
    for (const old of document.querySelectorAll(".swatch")) old.remove();
    document.querySelectorAll("#cells-shown button").forEach(b => b.prepend(swatch(b.textContent)));
    for (const mark of document.querySelectorAll("[data-swatch]")) mark.prepend(swatch(mark.dataset.swatch));
  }

  function save() {
    const address = URL.createObjectURL(new Blob([document.getElementById("document").textContent], { type: "application/json" }));
    const link = element("a", { href: address, download: "retrograde.json" });
    link.click();
    URL.revokeObjectURL(address);
  }

  // Every picture at once, those on hidden sheets too: for paper and for tests.
  function drawAll() {
    for (const picture of pictures) draw(picture, true);
  }

  return { document: doc, pictures, view: (name, draw) => views.set(name, draw), more: draw => further.push(draw), start, drawAll };
})();
