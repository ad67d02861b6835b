// @ts-check
/// <reference path="./answers.d.ts" />
// The desk: levers on one side, what follows from them on the other. It asks, draws, and refines what it drew.
// It knows neither server nor notebook: `ask` brings a question to whoever computes, `load` and `save` keep the state.

import { backlog, frontier, html, strip, waterfall } from "./charts.js";
import { watching } from "./watch.js";

const STAGES = [10, 100, 500]; // worlds
const SWEEPS = [10, 10, 40];
const PATIENCE = 150; // milliseconds for which a first answer under way is let come before a newer question cancels it
const CALM = 200; // milliseconds without a move before refinement begins
const MOST_TRIES = 40;
const CARDS = ["cost_per_task", "on_time_share", "loss_area_days", "time_to_recover_days", "lead_time_mean_days", "utilisation_inhouse"];
const MOST_CARDS = 4;
const SIGNS = { better: "✓", worse: "✗", higher: "▲", lower: "▼", "the same": "=", "cannot tell apart": "≈" };

export function mount(el, { ask, load, save, uPlot, address = null, only = null }) {
  /** @type {{case: string, seed: number, world: number, settings: Record<string, any>, pinned: Record<string, any>}} */
  const state = { case: null, seed: 1, world: 0, settings: {}, pinned: {} };
  /** @type {CaseAnswer & {has_providers?: boolean}} */
  let details = null;
  /** @type {{compared?: ComparisonAnswer, world?: WorldAnswer, frontier?: FrontierAnswer, waterfall?: WaterfallAnswer, stale?: boolean, refused?: null}} */
  let answers = {};
  let plot = null, plotted = null, round = null, moved = 0, timer = null, gone = false;
  const inputs = new Map(), parts = {};

  // -- questions and answers

  function question(more) {
    return { case: state.case, settings: state.settings, seed: state.seed, ...more };
  }

  function changed() {
    save({ ...state });
    moved = performance.now();
    if (round && round.first && performance.now() - round.since < PATIENCE) round.again = true;
    else begin();
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
      const sweep = details.has_providers ? drawn(mine, SWEEPS[stage]) : null;
      sweep?.catch(() => {}); // whoever aborts while something else is awaited has heard of it already
      // A busy server answers with as many worlds as it has in time, and keeps them: asking again brings more.
      for (let tries = 0; stage > 0 && answers.compared.replications < worlds && tries < MOST_TRIES; tries += 1) {
        answers.compared = await patiently("what-if", question({ pinned, replications: worlds }), signal);
        if (round !== mine) return;
        draw();
      }
      await sweep;
      if (round !== mine) return;
      draw();
      if (stage === 0 && parts.watch.box.open) await parts.watch.load(signal);
      if (parts.why.open) await explain(mine, stage === STAGES.length - 1 ? 30 : 10);
    }
    mark("busy", "false");
  }

  // The line through all shares, and the waterfall: each is drawn with the worlds that are there, and says so.
  async function drawn(mine, replications) {
    await gathered(mine, "frontier", replications, (words) => { parts.sweeping.textContent = words; }, (found) => {
      answers.frontier = found;
      answers.stale = false;
      drawFrontier();
    });
  }

  async function explain(mine, replications) {
    if (!details.has_providers) return;
    await gathered(mine, "waterfall", replications, (words) => { parts.explaining.textContent = words; }, (found) => {
      answers.waterfall = found;
      drawWaterfall();
    });
  }

  async function gathered(mine, kind, replications, say, take) {
    let there = 0;
    for (let tries = 0; there < replications && tries < MOST_TRIES; tries += 1) {
      say(there ? `${there} of ${replications} worlds are drawn; more are being played ...` : "Being played, some worlds for each point (long cases take a while) ...");
      const found = await patiently(kind, question({ replications }), mine.stop.signal, say);
      if (round !== mine) return;
      take(found);
      if (!found.replications) break;
      there = found.replications;
    }
    say("");
  }

  // Whoever is asked to come again does so, a little later than the others who are.
  async function patiently(kind, asked, signal = null, say = null) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask(kind, asked, signal);
      } catch (error) {
        if (!error.after || gone || tries >= MOST_TRIES) throw error;
        say?.("The desk is busy; it is asked again in a moment ...");
        await rest(1000 * error.after * (1 + Math.random()), signal);
      }
    }
  }

  function rest(milliseconds, signal = null) {
    return new Promise((resolve, reject) => {
      const waiting = setTimeout(resolve, milliseconds);
      signal?.addEventListener("abort", () => { clearTimeout(waiting); reject(new DOMException("newer", "AbortError")); }, { once: true });
    });
  }

  function calm(signal) {
    return new Promise((resolve, reject) => {
      timer = setTimeout(resolve, CALM);
      signal.addEventListener("abort", () => reject(new DOMException("newer", "AbortError")), { once: true });
    });
  }

  function refuse(error, mine) {
    if (error.after && !gone) {
      parts.worlds.textContent = "The desk is busy; it is asked again in a moment ...";
      timer = setTimeout(() => { if (round === mine) begin(); }, 1000 * error.after * (1 + Math.random()));
      return;
    }
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
    const wait = (words) => { el.textContent = words; };
    const offered = only ? { cases: [], questions: [] } : await patiently("cases", {}, null, wait), known = offered.cases;
    parts.asked = offered.questions;
    if (!only) parts.known = known;
    const name = only ?? (known.some((each) => each.name === said.case) ? said.case : (known.find((each) => each.name === "pfizer_patents") ?? known[0]).name);
    const unread = [...(said.unread ?? [])];
    if (said.case && !only && said.case !== name) unread.push(`case=${said.case}`);
    await open(name, { ...said, unread }, wait);
  }

  async function open(name, said = {}, wait = null) {
    details = await patiently("case", { case: name }, null, wait);
    details.has_providers = details.levers.some((lever) => lever.together);
    const paths = new Map(details.levers.map((lever) => [lever.path, lever]));
    const unread = [...(said.unread ?? [])];
    const kept = (settings) => Object.fromEntries(Object.entries(settings ?? {}).filter(([path, given]) => {
      const lever = paths.get(path), good = lever !== undefined && fits(lever, given);
      if (!good) unread.push(`${lever?.label ?? path} = ${JSON.stringify(given)}`);
      return good;
    }));
    Object.assign(state, { case: name, seed: said.seed ?? 1, world: said.world ?? 0, settings: kept(said.settings), pinned: kept(said.pinned) });
    answers = {};
    build();
    parts.unread.textContent = unread.length ? `The address asks for what is not to be had here, and it is left out: ${unread.slice(0, 5).join("; ")}${unread.length > 5 ? "; and more" : ""}.` : "";
    changed();
  }

  // Whether a lever can stand there at all; whether it may is said by who computes.
  /** @param {Lever} lever @param {any} given */
  function fits(lever, given) {
    if (lever.kind === "switch") return typeof given === "boolean";
    if (lever.kind === "choice") return lever.options.some((each) => each.value === given);
    return typeof given === "number" && Number.isFinite(given);
  }

  /** @param {Lever} lever */
  function value(lever, from = state.settings) {
    return from[lever.path] ?? lever.value;
  }

  function set(lever, given) {
    if (given === lever.value) delete state.settings[lever.path];
    else state.settings[lever.path] = given;
  }

  /** @param {Lever} lever @param {any} given */
  function move(lever, given) {
    set(lever, given);
    if (lever.together) share(lever, given);
    show();
    changed();
  }

  // Shares of one whole: what is given to one provider beyond the rest is taken from the others.
  /** @param {Lever} lever @param {number} given */
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
    plot = plotted = null;
    parts.watch?.close();
    parts.watch = watching({ ask: (kind, more, signal) => patiently(kind, question({ world: state.world, ...more }), signal), state, changed });
    const groups = [...new Set(details.levers.map((lever) => lever.group))];
    const levers = groups.map((group) => {
      const rows = details.levers.filter((lever) => lever.group === group).map((lever) => control(lever));
      return group.startsWith("The world")
        ? html("details", { class: "group" }, html("summary", {}, group), ...rows)
        : html("fieldset", { class: "group" }, html("legend", {}, group), ...rows);
    });
    parts.unread = html("p", { class: "unread", role: "alert" });
    parts.sweeping = html("p", { class: "facts playing", role: "status" });
    parts.explaining = html("p", { class: "facts playing", role: "status" });
    parts.how = html("p", { class: "how" });
    parts.moves = html("div", { class: "moves" });
    parts.sentence = html("p", { class: "sentence", role: "status", "aria-live": "polite" }, "The first worlds are being played (the first time on a machine this takes longer) ...");
    parts.facts = html("p", { class: "facts" });
    parts.worlds = html("p", { class: "worlds" });
    parts.cards = html("div", { class: "cards" });
    parts.frontier = html("figure", {}, html("h3", {}, "What resilience costs"), html("div", { class: "chart" }), html("figcaption", {}), parts.sweeping);
    parts.backlog = html("figure", {}, html("h3", {}), html("div", { class: "chart" }), html("figcaption", {}));
    parts.table = html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Paired differences" });
    parts.why = html("details", { class: "why", ontoggle: () => { if (parts.why.open && round && !round.first) explain(round, 10).catch(unexplained); } },
      html("summary", {}, "Where does the cost come from? From all in-house to your choice"), html("div", { class: "chart" }), html("p", { class: "facts" }), parts.explaining);
    el.replaceChildren(
      html("header", {}, html("h2", {}, details.title), html("p", { class: "about" }, details.about)),
      parts.unread,
      ...(parts.asked?.length ? [guide()] : []),
      html("div", { class: "tools" }, ...tools()),
      html("div", { class: "columns" },
        html("form", { class: "levers", "aria-label": "Levers", onsubmit: (event) => event.preventDefault() }, ...levers),
        html("section", { class: "results", "aria-label": "What follows" }, parts.how, parts.moves, parts.sentence, parts.worlds, parts.cards, parts.facts,
          details.has_providers ? parts.frontier : null, parts.backlog, parts.watch.box, html("h3", {}, "Your choice beside the baseline"), parts.table, details.has_providers ? parts.why : null)));
    show();
  }

  // The questions that a firm asks: each is a case, levers moved, a baseline, and a part of the page to look at.
  function guide() {
    const list = parts.asked.map((each, number) => html("li", {}, html("button", { type: "button", "data-act": `ask-${number + 1}`, onclick: () => put(each) }, each.ask)));
    return html("details", { class: "guide", open: parts.guided ?? true, ontoggle: (event) => { parts.guided = event.target.open; } }, html("summary", {}, "Questions to begin with"), html("ol", {}, ...list));
  }

  /** @param {Asked} asked */
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
    if (address) made.push(button("Print", "Your choice beside the baseline, on paper: what was moved, what follows, and why", print, "print"));
    return made.filter(Boolean);
  }

  /** @param {Lever} lever */
  function control(lever) {
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

  /** @param {Lever} lever @param {any} given */
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
    moves();
  }

  function draw(since = null) {
    el.classList.remove("refused");
    mark("refused", "false");
    const { compared, world } = answers;
    const wide = [place(parts.frontier), place(parts.backlog)]; // asked for now: once something is written, the page is laid out anew
    parts.sentence.textContent = compared.sentence;
    parts.facts.textContent = compared.facts.join(" ");
    const last = STAGES[STAGES.length - 1];
    parts.worlds.textContent = `Seen in ${compared.replications} worlds${compared.replications < last ? ` of ${last}; more are being played` : ""}. Each ± is a 95 % interval by itself: of twenty true nothings one looks like something.`;
    drawCards(compared);
    drawTable(compared);
    drawFrontier(wide[0]);
    if (world && world !== plotted) drawBacklog(world, wide[1]);
    mark("worlds", String(compared.replications));
    if (since !== null) requestAnimationFrame(() => { mark("ms", (performance.now() - since).toFixed(0)); mark("drawn", String(Number(el.dataset.drawn ?? 0) + 1)); });
  }

  /** @param {ComparisonAnswer} compared @param {string} measure */
  function row(compared, measure) {
    return compared.rows.find((each) => each.measure === measure);
  }

  /** @param {ComparisonAnswer} compared */
  function drawCards(compared) {
    const moved = compared.moves.length > 0;
    parts.cards.replaceChildren(...CARDS.map((name) => row(compared, name)).filter(Boolean).slice(0, MOST_CARDS).map((each) => html("div", { class: "card", title: each.says },
      html("h4", {}, each.label), html("p", { class: "value" }, each.now.text), html("p", { class: "unit" }, each.unit), strip(each, 190),
      html("p", { class: `verdict ${each.verdict.replaceAll(" ", "-")}` }, moved ? `${SIGNS[each.verdict] ?? ""} ${signed(each.difference)} · ${each.verdict}` : "the baseline itself"))));
  }

  /** @param {IntervalSaid} difference */
  function signed(difference) {
    return `${difference.mean > 0 ? "+" : ""}${difference.text}`.replaceAll("-", "−");
  }

  /** @param {ComparisonAnswer} compared */
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

  function drawFrontier(wide = place(parts.frontier)) {
    if (!answers.frontier) return;
    const { compared } = answers;
    const spot = (side) => { const [cost, loss] = ["cost_per_task", "loss_area_days"].map((name) => row(compared, name)?.[side]); return cost && loss ? { cost, loss } : null; };
    const [, chart, caption] = parts.frontier.children;
    const drawn = frontier(answers.frontier, spot("now"), compared.moves.length ? spot("pinned") : null, wide);
    chart.replaceChildren(...(drawn ? [drawn] : []));
    chart.classList.toggle("stale", answers.stale);
    caption.textContent = `Down and left is better. The line runs from all at home to all outside, ${answers.frontier.replications} worlds a point, your other levers as they are; its kinks come from people, who are whole; ◆ is your choice${compared.moves.length ? ", ◇ the baseline" : ""}. ${answers.frontier.text}`;
  }

  /** @param {WorldAnswer} world */
  function drawBacklog(world, wide = place(parts.backlog), anew = false) {
    const [head, chart, caption] = parts.backlog.children;
    const focused = document.activeElement?.getAttribute("data-act") === "next";
    head.replaceChildren(`World ${world.world + 1}, day by day: tasks that wait `, html("button", { type: "button", "data-act": "next", title: "Another world of the same seed: other tasks, other disasters", onclick: () => { state.world += 1; changed(); } }, "Next world"));
    if (focused) head.querySelector("button").focus();
    if (plot && plot.width === wide && !anew) plot.tell(world);
    else {
      plot?.destroy();
      plot = backlog(uPlot, chart, world, wide);
    }
    plotted = world;
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", world.text);
    caption.textContent = `${world.text} Grey: a team is down; dashed upright: one ends for good.`;
  }

  function drawWaterfall() {
    const [, chart, words] = parts.why.children;
    chart.replaceChildren(waterfall(answers.waterfall, place(parts.why)));
    words.textContent = [answers.waterfall.sentence, sameWorlds(), answers.waterfall.payback].filter(Boolean).join(" ");
  }

  // A card and the bars show one number where they are of the same worlds, and say why where they are not.
  function sameWorlds() {
    const bars = answers.waterfall.replications, { compared } = answers, card = compared && row(compared, "cost_per_task");
    if (!card || compared.replications === bars) return `${bars} worlds.`;
    return bars < compared.replications
      ? `The bars are of the first ${bars} worlds; in the ${compared.replications} worlds of the cards your choice costs ${card.now.text} ${card.unit} a task.`
      : `The bars are of ${bars} worlds, the cards of the first ${compared.replications} of them.`;
  }

  function unexplained(error) {
    if (error.name !== "AbortError") parts.explaining.textContent = `This cannot be shown: ${error.message}.`;
  }

  // -- on paper: levers as a list of what was moved, and the waterfall open

  async function print() {
    if (details.has_providers) parts.why.open = true;
    // A move or a busy server may drop the question; a new round gets it again.
    for (let tries = 0; details.has_providers && !parts.why.querySelector("svg") && tries < 2 * MOST_TRIES; tries += 1) {
      await explain(round, 10).catch(unexplained);
      if (!parts.why.querySelector("svg")) await new Promise((resolve) => setTimeout(resolve, 500));
    }
    globalThis.print();
  }

  function moves() {
    const now = [...inputs.values()].filter(({ lever }) => value(lever) !== value(lever, state.pinned)).map(({ lever }) => {
      const words = (given) => lever.kind === "choice" ? lever.options.find((each) => each.value === given)?.label ?? given : told(lever, given);
      return html("li", {}, `${lever.label}: ${words(value(lever, state.pinned))} → ${words(value(lever))}`);
    });
    parts.moves.replaceChildren(html("h3", {}, "What was moved"), now.length ? html("ul", {}, ...now) : html("p", {}, "Nothing: this is the baseline itself."),
      html("p", { class: "facts" }, `Case ${state.case}, seed ${state.seed}, world ${state.world + 1} day by day. All else is as the case has it.`));
  }

  // -- around

  const redraw = () => { if (answers.compared && !gone) { drawFrontier(); if (answers.world) drawBacklog(answers.world, undefined, true); if (answers.waterfall && parts.why.open) drawWaterfall(); parts.watch.draw(); } };
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
      parts.watch?.close();
    },
  };
}
