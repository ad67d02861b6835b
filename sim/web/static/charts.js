// @ts-check
/// <reference path="./answers.d.ts" />
// The pictures: vector charts drawn here, the backlog by uPlot. Colours come from the style sheet.

const NAMESPACE = "http://www.w3.org/2000/svg";
const NUMBER = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

/** @param {string} name @param {Record<string, any>} attributes @param {...(Node | string | number | null)} children @returns {any} */
export function html(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** @param {string} name @param {Record<string, any>} attributes @param {...(Node | string | number | null)} children @returns {SVGElement} */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(NAMESPACE, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((each) => each !== null));
  return made;
}

export function ticks(low, high, about) {
  const span = high - low || 1;
  const rough = span / about;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * size).find((n) => n >= rough);
  const all = [];
  for (let at = Math.ceil(low / step); at * step <= high + 1e-9 * span; at += 1) all.push(at * step);
  return all;
}

export function scale(low, high, from, to) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

function padded(values, share, floor) {
  const low = Math.min(...values), high = Math.max(...values);
  const room = share * (high - low) || 0.05 * Math.abs(high) || 1;
  return [floor === undefined ? low - room : Math.max(low - room, floor), high + room];
}

// Two dots with whiskers on one axis: the choice above, the baseline below.
/** @param {RowSaid} row @param {number} width */
export function strip(row, width) {
  const known = [row.now, row.pinned].filter((each) => each.mean !== null);
  const ends = known.flatMap((each) => [each.mean, each.low ?? each.mean, each.high ?? each.mean]);
  if (!ends.length) return svg("svg", { width, height: 26 });
  const [low, high] = padded(ends, 0.08);
  const x = scale(low, high, 6, width - 6);
  const draw = (each, y, look) => each.mean === null ? [] : [
    svg("line", { x1: x(each.low ?? each.mean), x2: x(each.high ?? each.mean), y1: y, y2: y, class: `whisker ${look}` }),
    svg("circle", { cx: x(each.mean), cy: y, r: 4, class: `dot ${look}` }),
  ];
  return svg("svg", { width, height: 26, viewBox: `0 0 ${width} 26`, "aria-hidden": "true" }, ...draw(row.now, 8, "now"), ...draw(row.pinned, 19, "pinned"));
}

// Cost to the right, loss upwards: down and left is better. The line goes from all at home to all outside.
/** @typedef {{cost: IntervalSaid, loss: IntervalSaid}} Spot where a choice lies */
/** @param {FrontierAnswer} said @param {Spot | null} now @param {Spot | null} pinned @param {number} width */
export function frontier(said, now, pinned, width) {
  const height = Math.max(240, Math.min(320, width * 0.62));
  const box = { left: 52, right: width - 14, top: 14, bottom: height - 44 };
  const points = said.points.filter((each) => each.cost.mean !== null && each.loss.mean !== null);
  const own = [now, pinned].filter((each) => each && each.cost.mean !== null && each.loss.mean !== null);
  const all = [...points, ...own];
  if (!all.length) return null;
  const [x0, x1] = padded(all.map((each) => each.cost.mean), 0.1);
  const [, y1] = padded([0, ...all.map((each) => each.loss.mean)], 0.14, 0);
  const bottom = -0.04 * Math.min(y1, 4);
  const x = scale(x0, x1, box.left, box.right);
  const bent = y1 > 12; // a few large losses would squeeze all the others together
  const bend = (value) => (bent && value > 1 ? 1 + Math.log10(value) / 0.6 : value);
  const straight = scale(bend(bottom), bend(y1), box.bottom, box.top), y = (value) => straight(bend(value));
  const marks = bent ? [0, 0.5, 1, 3, 10, 30, 100, 300, 1000].filter((at) => at < y1) : ticks(Math.max(bottom, 0), y1, 5);
  const inside = (value, low, high) => Math.min(Math.max(value, low), high);
  const cross = (each, look) => [
    svg("line", { x1: inside(x(each.cost.low ?? each.cost.mean), box.left, box.right), x2: inside(x(each.cost.high ?? each.cost.mean), box.left, box.right), y1: y(each.loss.mean), y2: y(each.loss.mean), class: `whisker ${look}` }),
    svg("line", { x1: x(each.cost.mean), x2: x(each.cost.mean), y1: inside(y(each.loss.low ?? each.loss.mean), box.top, box.bottom), y2: inside(y(each.loss.high ?? each.loss.mean), box.top, box.bottom), class: `whisker ${look}` }),
  ];
  const grid = [
    ...ticks(x0, x1, width / 110).flatMap((at) => [
      svg("line", { x1: x(at), x2: x(at), y1: box.top, y2: box.bottom, class: "grid" }),
      svg("text", { x: x(at), y: box.bottom + 16, "text-anchor": "middle" }, NUMBER.format(at)),
    ]),
    ...marks.flatMap((at) => [
      svg("line", { x1: box.left, x2: box.right, y1: y(at), y2: y(at), class: "grid" }),
      svg("text", { x: box.left - 6, y: y(at) + 4, "text-anchor": "end" }, NUMBER.format(at)),
    ]),
    svg("text", { x: (box.left + box.right) / 2, y: height - 8, "text-anchor": "middle", class: "axis" }, said.cost_label),
    svg("text", { transform: `translate(13 ${(box.top + box.bottom) / 2}) rotate(-90)`, "text-anchor": "middle", class: "axis" }, bent ? `${said.loss_label}, log above 1` : said.loss_label),
  ];
  const placed = [];
  const label = (text, at, look) => {
    const half = 3.4 * text.length + 3;
    const spots = [[0, -9], [0, 19], [half + 8, 4], [-half - 8, 4]];
    const fits = (/** @type {number[]} */ [dx, dy]) => {
      const spot = [x(at.cost.mean) + dx, y(at.loss.mean) + dy];
      return spot[0] - half > box.left && spot[0] + half < width && spot[1] > 10 && spot[1] < box.bottom + 2 &&
        !placed.some((other) => Math.abs(other[0] - spot[0]) < half + other[2] && Math.abs(other[1] - spot[1]) < 13);
    };
    const spot = spots.find(fits);
    if (!spot) return null;
    placed.push([x(at.cost.mean) + spot[0], y(at.loss.mean) + spot[1], half]);
    return svg("text", { x: x(at.cost.mean) + spot[0], y: y(at.loss.mean) + spot[1], "text-anchor": "middle", class: look }, text);
  };
  const path = points.map((each, n) => `${n ? "L" : "M"}${x(each.cost.mean)} ${y(each.loss.mean)}`).join("");
  const mark = (at, look) => at && at.cost.mean !== null && at.loss.mean !== null
    ? svg("rect", { x: -5.5, y: -5.5, width: 11, height: 11, transform: `translate(${x(at.cost.mean)} ${y(at.loss.mean)}) rotate(45)`, class: `mark ${look}` }, svg("title", {}, `${look === "now" ? "your choice" : "baseline"}: ${at.cost.text}; ${at.loss.text}`))
    : null;
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": said.text }, ...grid,
    ...points.flatMap((each) => cross(each, "curve")), svg("path", { d: path, class: "curve" }),
    ...points.map((each) => svg("circle", { cx: x(each.cost.mean), cy: y(each.loss.mean), r: 3.5, class: "dot curve" }, svg("title", {}, `${each.label} outside: ${each.cost.text}; ${each.loss.text}`))),
    ...own.flatMap((each) => cross(each, each === now ? "now" : "pinned")), mark(pinned, "pinned"), mark(now, "now"),
    label("your choice", now ?? points[0], "now"),
    ...[points[0], points[points.length - 1], points[Math.floor(points.length / 2)]].filter(Boolean).map((each) => label(`${each.label} out`, each, "")));
}

// Floating bars from all in-house to the choice; ends are diamonds, for a bar that does not begin at zero lies.
/** @param {WaterfallAnswer} said @param {number} width */
export function waterfall(said, width) {
  const row = 24, left = Math.min(210, width * 0.42), right = width - Math.min(110, width * 0.27);
  const height = said.bars.length * row + 30;
  const half = (bar) => bar.amount.low === null || bar.amount.high === null ? 0 : (bar.amount.high - bar.amount.low) / 2;
  const before = said.bars.map((bar, n) => bar.kind === "step" ? said.bars[n - 1].so_far : bar.so_far);
  const [low, high] = padded(said.bars.flatMap((bar) => [bar.so_far - half(bar), bar.so_far + half(bar)]), 0.04);
  const x = scale(low, high, left, right);
  const cells = said.bars.flatMap((bar, n) => {
    const y = n * row + row / 2, rises = bar.so_far >= before[n];
    const shape = bar.kind === "step"
      ? svg("rect", { x: Math.min(x(before[n]), x(bar.so_far)), width: Math.max(Math.abs(x(bar.so_far) - x(before[n])), 1), y: y - 8, height: 16, class: rises ? "bar up" : "bar down" })
      : svg("rect", { x: -5.5, y: -5.5, width: 11, height: 11, transform: `translate(${x(bar.so_far)} ${y}) rotate(45)`, class: "mark end" });
    const sign = bar.kind === "step" && (bar.amount.mean ?? 0) >= 0 ? "+" : "";
    const short = bar.label.length > left / 6.6 ? `${bar.label.slice(0, Math.floor(left / 6.6) - 1)}…` : bar.label;
    return [
      svg("text", { x: left - 8, y: y + 4, "text-anchor": "end", class: bar.kind === "step" ? "" : "strong" }, short, svg("title", {}, bar.label)), shape,
      svg("line", { x1: x(bar.so_far - half(bar)), x2: x(bar.so_far + half(bar)), y1: y, y2: y, class: "whisker" }),
      n + 1 < said.bars.length ? svg("line", { x1: x(bar.so_far), x2: x(bar.so_far), y1: y, y2: y + row, class: "joint" }) : null,
      svg("text", { x: right + 8, y: y + 4, class: bar.kind === "step" ? "" : "strong" }, `${sign}${bar.amount.text}`.replaceAll("-", "−")),
    ];
  });
  const foot = svg("text", { x: (left + right) / 2, y: height - 6, "text-anchor": "middle", class: "axis" }, `${said.label}; the axis does not begin at zero`);
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": said.sentence }, ...cells, foot);
}

// Tasks that wait, day by day, under the choice and under the baseline; grey where a team is down. The plot can
// tell another world in the same place, which is quicker than another plot.
/** @param {any} uPlot @param {HTMLElement} place @param {WorldAnswer} said @param {number} width */
export function backlog(uPlot, place, said, width) {
  let shown = said;
  const style = getComputedStyle(place);
  const colour = (name) => style.getPropertyValue(name).trim();
  const shades = (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = colour("--shade");
    ctx.strokeStyle = colour("--ink");
    for (const each of shown.shades) {
      const from = plot.valToPos(each.start, "x", true);
      if (each.end === null) {
        ctx.setLineDash([6, 4]);
        ctx.strokeRect(from, bbox.top, 0, bbox.height);
      } else ctx.fillRect(from, bbox.top, Math.max(plot.valToPos(each.end, "x", true) - from, 1.5), bbox.height);
    }
    ctx.restore();
  };
  const axis = { stroke: colour("--ink"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { stroke: colour("--grid"), width: 1 } };
  const line = (label, stroke, more) => ({ label, stroke, width: 1.6, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }), ...more });
  const columns = (/** @type {WorldAnswer} */ world) => [world.days, world.pinned, world.now];
  const plot = new uPlot({
    width, height: 220,
    scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.05)] } },
    axes: [{ ...axis, label: "day of the window", labelSize: 16, size: 30 }, { ...axis, label: "tasks that wait", labelSize: 20, size: 46 }],
    series: [{ label: "day" }, line("baseline", colour("--pinned"), { dash: [5, 4] }), line("your choice", colour("--now"))],
    hooks: { drawClear: [shades] },
    cursor: { drag: { x: false, y: false } },
  }, columns(said), place);
  return Object.assign(plot, { tell(/** @type {WorldAnswer} */ world) { shown = world; plot.setData(columns(world)); } });
}
