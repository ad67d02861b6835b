// The desk: levers on one side, what follows from them on the other. It asks, draws, and refines what it drew.
// It knows neither server nor notebook: `ask` brings a question to whoever computes, `load` and `save` keep the state.

import { backlog, frontier, html, strip, waterfall } from "./charts.js";

const STAGES = [10, 100, 500]; // worlds
const SWEEPS = [10, 10, 40];
const PATIENCE = 150; // milliseconds for which a first answer under way is let come before a newer question cancels it
const CALM = 200; // milliseconds without a move before refinement begins
const MOST_TRIES = 8;
const CARDS = ["cost_per_task", "on_time_share", "loss_area_days", "time_to_recover_days", "lead_time_mean_days", "utilisation_inhouse"];
const MOST_CARDS = 4;
const SIGNS = { better: "✓", worse: "✗", higher: "▲", lower: "▼", "the same": "=", "cannot tell apart": "≈" };

export function mount(el, { ask, load, save, uPlot, address = null, only = null }) {
  const state = { case: null, seed: 1, world: 0, settings: {}, pinned: {} };
  let details = null, answers = {}, plot = null, round = null, moved = 0, timer = null, gone = false;
  const inputs = new Map(), parts = {};

  // -- questions and answers

  function question(more) {
    return { case: state.case, settings: state.settings, seed: state.seed, ...more };
  }

  function changed(what = "all") {
    save({ ...state });
    moved = performance.now();
    if (round && round.first && performance.now() - round.since < PATIENCE) round.again = true;
    else begin(what);
  }

  function begin() {
    clearTimeout(timer);
    round?.stop.abort();
    const mine = round = { stop: new AbortController(), first: true, since: performance.now(), again: false };
    mark("busy", "true");
    run(mine).catch((error) => { if (round === mine && error.name !== "AbortError") refuse(error, mine); });
  }

  async function run(mine) {
    const { signal } = mine.stop, { pinned } = state;
    const since = moved;
    const [compared, world] = await Promise.all([
      ask("what-if", question({ pinned, replications: STAGES[0] }), signal),
      ask("world", question({ pinned, world: state.world }), signal),
    ]);
    if (round !== mine) return;
    Object.assign(answers, { compared, world, refused: null });
    answers.stale = true;
    draw(since);
    mine.first = false;
    if (mine.again) { begin(); return; }
    await calm(signal);
    for (const [stage, worlds] of STAGES.entries()) {
      const sweep = details.has_providers ? ask("frontier", question({ replications: SWEEPS[stage] }), signal) : null;
      // A busy server answers with as many worlds as it has in time, and keeps them: asking again brings more.
      for (let tries = 0; stage > 0 && answers.compared.replications < worlds && tries < MOST_TRIES; tries += 1) {
        answers.compared = await ask("what-if", question({ pinned, replications: worlds }), signal);
        if (round !== mine) return;
        draw();
      }
      if (sweep) answers.frontier = await sweep;
      if (round !== mine) return;
      answers.stale = false;
      draw();
      if (parts.why.open) await explain(mine, stage === STAGES.length - 1 ? 30 : 10);
    }
    mark("busy", "false");
  }

  async function explain(mine, replications) {
    if (!details.has_providers) return;
    answers.waterfall = await ask("waterfall", question({ replications }), mine.stop.signal);
    if (round === mine) drawWaterfall();
  }

  function calm(signal) {
    return new Promise((resolve, reject) => {
      timer = setTimeout(resolve, CALM);
      signal.addEventListener("abort", () => reject(new DOMException("newer", "AbortError")), { once: true });
    });
  }

  function refuse(error, mine) {
    if (error.after && !gone) { timer = setTimeout(() => { if (round === mine) begin(); }, 1000 * error.after); return; }
    mine.first = false;
    if (mine.again) { begin(); return; }
    parts.sentence.textContent = `This cannot be: ${error.message}.`;
    el.classList.add("refused");
    mark("busy", "false");
    mark("refused", "true");
  }

  function mark(name, value) {
    el.dataset[name] = value;
  }

  // -- the state

  async function reload() {
    const said = load();
    const offered = only ? { cases: [], questions: [] } : await ask("cases", {}), known = offered.cases;
    parts.asked = offered.questions;
    if (!only) parts.known = known;
    const name = only ?? (known.some((each) => each.name === said.case) ? said.case : (known.find((each) => each.name === "pfizer_patents") ?? known[0]).name);
    await open(name, said);
  }

  async function open(name, said = {}) {
    details = await ask("case", { case: name });
    details.has_providers = details.levers.some((lever) => lever.together);
    const paths = new Map(details.levers.map((lever) => [lever.path, lever]));
    const kept = (settings) => Object.fromEntries(Object.entries(settings ?? {}).filter(([path]) => paths.has(path)));
    Object.assign(state, { case: name, seed: said.seed ?? 1, world: said.world ?? 0, settings: kept(said.settings), pinned: kept(said.pinned) });
    answers = {};
    build();
    changed();
  }

  function value(lever, from = state.settings) {
    return from[lever.path] ?? lever.value;
  }

  function set(lever, given) {
    if (given === lever.value) delete state.settings[lever.path];
    else state.settings[lever.path] = given;
  }

  function move(lever, given) {
    set(lever, given);
    if (lever.together) share(lever, given);
    show();
    changed();
  }

  // Shares of one whole: what is given to one provider beyond the rest is taken from the others.
  function share(lever, given) {
    const others = details.levers.filter((each) => each.together === lever.together && each !== lever);
    const total = others.reduce((sum, each) => sum + value(each), 0);
    if (given + total <= 1 + 1e-9) return;
    for (const each of others) set(each, Math.max(0, Math.floor(((value(each) * (1 - given)) / total) * 1e4) / 1e4));
  }

  // -- building

  function build() {
    inputs.clear();
    plot?.destroy();
    plot = null;
    const groups = [...new Set(details.levers.map((lever) => lever.group))];
    const levers = groups.map((group) => {
      const rows = details.levers.filter((lever) => lever.group === group).map(control);
      return group.startsWith("The world")
        ? html("details", { class: "group" }, html("summary", {}, group), ...rows)
        : html("fieldset", { class: "group" }, html("legend", {}, group), ...rows);
    });
    parts.how = html("p", { class: "how" });
    parts.sentence = html("p", { class: "sentence", role: "status", "aria-live": "polite" }, "The first worlds are being played (the first time on a machine this takes half a minute) ...");
    parts.facts = html("p", { class: "facts" });
    parts.worlds = html("p", { class: "worlds" });
    parts.cards = html("div", { class: "cards" });
    parts.frontier = html("figure", {}, html("h3", {}, "What resilience costs"), html("div", { class: "chart" }), html("figcaption", {}));
    parts.backlog = html("figure", {}, html("h3", {}), html("div", { class: "chart" }), html("figcaption", {}));
    parts.table = html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Paired differences" });
    parts.why = html("details", { class: "why", ontoggle: () => { if (parts.why.open && round && !round.first) explain(round, 10).catch(() => {}); } },
      html("summary", {}, "Where does the cost come from? From all in-house to your choice"), html("div", { class: "chart" }), html("p", { class: "facts" }));
    el.replaceChildren(
      html("header", {}, html("h2", {}, details.title), html("p", { class: "about" }, details.about)),
      ...(parts.asked?.length ? [guide()] : []),
      html("div", { class: "tools" }, ...tools()),
      html("div", { class: "columns" },
        html("form", { class: "levers", "aria-label": "Levers", onsubmit: (event) => event.preventDefault() }, ...levers),
        html("section", { class: "results", "aria-label": "What follows" }, parts.how, parts.sentence, parts.worlds, parts.cards, parts.facts,
          details.has_providers ? parts.frontier : null, parts.backlog, html("h3", {}, "Your choice beside the baseline"), parts.table, details.has_providers ? parts.why : null)));
    show();
  }

  // The questions that a firm asks: each is a case, levers moved, a baseline, and a part of the page to look at.
  function guide() {
    const list = parts.asked.map((each, number) => html("li", {}, html("button", { type: "button", "data-act": `ask-${number + 1}`, onclick: () => put(each) }, each.ask)));
    return html("details", { class: "guide", open: parts.guided ?? true, ontoggle: (event) => { parts.guided = event.target.open; } }, html("summary", {}, "Questions to begin with"), html("ol", {}, ...list));
  }

  async function put(asked) {
    await open(asked.case, { settings: asked.settings, pinned: asked.pinned, seed: state.seed });
    parts.how.replaceChildren(html("strong", {}, asked.ask), ` ${asked.how}`);
    if (asked.look === "waterfall") parts.why.open = true;
    const place = { sentence: parts.how, frontier: parts.frontier, waterfall: parts.why }[asked.look];
    if (place !== parts.how) parts.how.append(" ", html("button", { type: "button", "data-act": "look", onclick: () => place.scrollIntoView({ block: "start" }) }, "Go there"));
    parts.how.scrollIntoView({ block: "start" });
  }

  function tools() {
    const button = (label, says, act, name) => html("button", { type: "button", title: says, onclick: act, "data-act": name }, label);
    const cases = only || !parts.known ? null : html("label", {}, "Case ", html("select", { "data-act": "case", onchange: (event) => open(event.target.value) },
      ...parts.known.map((each) => html("option", { value: each.name, selected: each.name === state.case }, each.title))));
    parts.seed = html("input", { type: "number", min: 0, max: 4294967295, step: 1, value: state.seed, "data-act": "seed", onchange: (event) => {
      const given = Number(event.target.value);
      if (Number.isInteger(given) && given >= 0 && given < 2 ** 32) { state.seed = given; changed(); } else event.target.value = state.seed;
    } });
    const made = [cases,
      button("Pin as baseline", "Compare everything from now on with this choice", () => { state.pinned = { ...state.settings }; show(); changed(); }, "pin"),
      button("Back to baseline", "Put all levers back where the baseline has them", () => { state.settings = { ...state.pinned }; show(); changed(); }, "back"),
      button("Start over", "All levers and the baseline as the case has them", () => { state.settings = {}; state.pinned = {}; show(); changed(); }, "reset"),
      html("label", { title: "Same seed, same luck: a class that shares it meets the same worlds" }, "Seed of all luck ", parts.seed)];
    if (address) made.push(button("Copy address", "The address holds case, levers, baseline, seed and world", async (event) => {
      save({ ...state });
      try { await navigator.clipboard.writeText(address()); event.target.textContent = "Copied"; } catch { event.target.textContent = "See the address bar"; }
      setTimeout(() => { event.target.textContent = "Copy address"; }, 1500);
    }, "copy"));
    return made.filter(Boolean);
  }

  function control(lever, number) {
    const id = `kposim-${Math.random().toString(36).slice(2)}`;
    const common = { id, "data-path": lever.path, "aria-describedby": `${id}-says` };
    const out = html("output", { for: id });
    let input;
    if (lever.kind === "choice") input = html("select", { ...common, onchange: () => move(lever, input.value) }, ...lever.options.map((each) => html("option", { value: each.value }, each.label)));
    else if (lever.kind === "switch") input = html("input", { ...common, type: "checkbox", onchange: () => move(lever, input.checked) });
    else input = html("input", { ...common, type: "range", min: lever.low, max: lever.high, step: lever.kind === "share" && lever.step > 0.01 ? 0.01 : lever.step,
      oninput: () => move(lever, lever.kind === "whole" ? Math.round(input.valueAsNumber) : Number(input.valueAsNumber.toFixed(6))) });
    inputs.set(lever.path, { lever, input, out });
    return html("div", { class: `lever ${lever.kind}` }, html("label", { for: id }, lever.label), out, input, html("small", { id: `${id}-says` }, lever.says));
  }

  // JupyterLab takes arrow keys for itself unless they stay here.
  el.addEventListener("keydown", keep);
  function keep(event) {
    if (event.target.matches("input, select, button, summary")) event.stopPropagation();
  }

  // -- drawing

  function told(lever, given) {
    if (lever.kind === "switch") return given ? "yes" : "no";
    if (lever.kind === "share") return `${Number((100 * given).toFixed(1))} %`;
    if (lever.kind === "choice") return "";
    return `${Number(given.toFixed(2)).toLocaleString("en")} ${lever.unit}`.trim();
  }

  function show() {
    for (const { lever, input, out } of inputs.values()) {
      const now = value(lever), before = value(lever, state.pinned);
      if (lever.kind === "switch") input.checked = now;
      else if (String(input.value) !== String(now)) input.value = now;
      if (lever.kind !== "choice") input.setAttribute("aria-valuetext", told(lever, now));
      out.textContent = now === before ? told(lever, now) : `${told(lever, now)} ${lever.kind === "choice" ? "changed" : `(baseline ${told(lever, before)})`}`.trim();
      out.classList.toggle("moved", now !== before);
    }
    if (parts.seed) parts.seed.value = state.seed;
  }

  function draw(since = null) {
    el.classList.remove("refused");
    mark("refused", "false");
    const { compared, world } = answers;
    parts.sentence.textContent = compared.sentence;
    parts.facts.textContent = compared.facts.join(" ");
    const last = STAGES[STAGES.length - 1];
    parts.worlds.textContent = `Seen in ${compared.replications} worlds${compared.replications < last ? ` of ${last}; more are being played` : ""}. Each ± is a 95 % interval by itself: of twenty true nothings one looks like something.`;
    drawCards(compared);
    drawTable(compared);
    drawFrontier();
    if (world) drawBacklog(world);
    mark("worlds", String(compared.replications));
    if (since !== null) requestAnimationFrame(() => { mark("ms", (performance.now() - since).toFixed(0)); mark("drawn", String(Number(el.dataset.drawn ?? 0) + 1)); });
  }

  function row(compared, measure) {
    return compared.rows.find((each) => each.measure === measure);
  }

  function drawCards(compared) {
    const moved = compared.moves.length > 0;
    parts.cards.replaceChildren(...CARDS.map((name) => row(compared, name)).filter(Boolean).slice(0, MOST_CARDS).map((each) => html("div", { class: "card", title: each.says },
      html("h4", {}, each.label), html("p", { class: "value" }, each.now.text), html("p", { class: "unit" }, each.unit), strip(each, 190),
      html("p", { class: `verdict ${each.verdict.replaceAll(" ", "-")}` }, moved ? `${SIGNS[each.verdict] ?? ""} ${signed(each.difference)} · ${each.verdict}` : "the baseline itself"))));
  }

  function signed(difference) {
    return `${difference.mean > 0 ? "+" : ""}${difference.text}`.replaceAll("-", "−");
  }

  function drawTable(compared) {
    const cells = (each) => html("tr", {}, html("th", { scope: "row", title: each.says }, each.label, html("span", { class: "unit" }, ` ${each.unit}`)), html("td", {}, each.now.text), html("td", {}, each.pinned.text),
      html("td", {}, each.verdict === "the same" ? "0" : signed(each.difference)), html("td", { class: `verdict ${each.verdict.replaceAll(" ", "-")}` }, `${SIGNS[each.verdict] ?? ""} ${each.verdict}`));
    const head = ["", "your choice", "baseline", "paired difference", "so it is"].map((text) => html("th", { scope: "col" }, text));
    parts.table.replaceChildren(html("table", {}, html("caption", {}, `Means over ${compared.replications} worlds that both lived through; ± is a 95 % interval.`),
      html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...compared.rows.map(cells))));
  }

  function place(figure) {
    return Math.max(240, Math.floor(figure.getBoundingClientRect().width) - 2);
  }

  function drawFrontier() {
    if (!answers.frontier) return;
    const { compared } = answers;
    const spot = (side) => { const [cost, loss] = ["cost_per_task", "loss_area_days"].map((name) => row(compared, name)?.[side]); return cost && loss ? { cost, loss } : null; };
    const [, chart, caption] = parts.frontier.children;
    const drawn = frontier(answers.frontier, spot("now"), compared.moves.length ? spot("pinned") : null, place(parts.frontier));
    chart.replaceChildren(...(drawn ? [drawn] : []));
    chart.classList.toggle("stale", answers.stale);
    caption.textContent = `Down and left is better. The line runs from all at home to all outside, ${answers.frontier.replications} worlds a point, your other levers as they are; its kinks come from people, who are whole; ◆ is your choice${compared.moves.length ? ", ◇ the baseline" : ""}. ${answers.frontier.text}`;
  }

  function drawBacklog(world) {
    const [head, chart, caption] = parts.backlog.children;
    head.replaceChildren(`World ${world.world + 1}, day by day: tasks that wait `, html("button", { type: "button", "data-act": "next", title: "Another world of the same seed: other tasks, other disasters", onclick: () => { state.world += 1; changed(); } }, "Next world"));
    const focused = document.activeElement?.dataset?.act === "next";
    plot?.destroy();
    plot = backlog(uPlot, chart, world, place(parts.backlog));
    if (focused) head.querySelector("button").focus();
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", world.text);
    caption.textContent = `${world.text} Grey: a team is down; dashed upright: one ends for good.`;
  }

  function drawWaterfall() {
    const [, chart, words] = parts.why.children;
    chart.replaceChildren(waterfall(answers.waterfall, place(parts.why)));
    words.textContent = `${answers.waterfall.sentence} ${answers.waterfall.replications} worlds. ${answers.waterfall.payback}`;
  }

  // -- around

  const redraw = () => { if (answers.compared && !gone) { drawFrontier(); if (answers.world) drawBacklog(answers.world); if (answers.waterfall && parts.why.open) drawWaterfall(); } };
  let width = 0;
  const watcher = new ResizeObserver(() => { const now = Math.round(el.clientWidth); if (now && now !== width) { width = now; redraw(); } });
  watcher.observe(el);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", redraw);
  el.classList.add("kposim");
  reload().catch((error) => { el.textContent = `The desk does not answer: ${error.message}.`; });
  return {
    reload,
    close() {
      gone = true;
      round?.stop.abort();
      clearTimeout(timer);
      watcher.disconnect();
      dark.removeEventListener("change", redraw);
      el.removeEventListener("keydown", keep);
      plot?.destroy();
    },
  };
}
