// @ts-check
/// <reference path="./answers.d.ts" />
// One world, watched: frames to play and to scrub, and the story of any one task. Drawn as SVG, no motion but by the visitor's will.

import { html, scale, svg, ticks } from "./charts.js";

const PACES = [["slow", 3], ["steady", 10], ["quick", 25]]; // frames a second
/** @type {Array<[string, number | null]>} */
const LENGTHS = [["a fortnight", 14], ["twelve weeks", 84], ["the whole time", null]]; // days
const STATES = { open: "open", closed: "closed", down: "down" };
const MOST_DOTS = 60;
const MONEY = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, notation: "compact" });
const COUNT = new Intl.NumberFormat("en");

export function watching({ ask, state, changed }) {
  /** @type {{film: FilmAnswer, story: StoryAnswer & {of: string}, frame: number, playing: any, stop: AbortController, telling: AbortController, key: string, days: number, first: number, wanted: number}} */
  const now = { film: null, story: null, frame: 0, playing: null, stop: null, telling: null, key: null, days: null, first: 0, wanted: null };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const parts = {};

  // -- asking

  async function load(signal = null) {
    const key = JSON.stringify([state.case, state.settings, state.seed, state.world, now.days, now.first]);
    if (key === now.key) return;
    pause();
    now.stop?.abort();
    const mine = now.stop = new AbortController();
    signal?.addEventListener("abort", () => mine.abort(), { once: true });
    box.dataset.film = "asked";
    const film = await ask("film", now.days === null ? {} : { first_day: now.first, days: now.days }, mine.signal);
    const day = now.wanted ?? now.film?.days[now.frame];
    Object.assign(now, { film, key, wanted: null });
    now.frame = day === undefined ? 0 : nearest(day);
    parts.world.value = film.world + 1;
    parts.range.max = film.days.length - 1;
    parts.number.max = film.tasks - 1;
    list();
    draw();
    box.dataset.film = `${film.world}/${film.days.length}`;
    if (now.story && now.story.of !== told()) await tell(now.story.task);
  }

  function again() {
    load().catch(refuse);
  }

  function told() {
    return JSON.stringify([state.case, state.settings, state.seed, state.world]);
  }

  async function tell(task) {
    now.telling?.abort();
    const mine = now.telling = new AbortController(), of = told();
    try {
      now.story = { of, ...await ask("story", { task }, mine.signal) };
    } catch (error) {
      if (error.name === "AbortError") return;
      now.story = null;
      parts.story.replaceChildren(html("p", { role: "alert" }, `This cannot be told: ${error.message}.`));
      return;
    }
    drawStory();
    draw();
  }

  function refuse(error) {
    if (error.name === "AbortError") return;
    parts.words.textContent = `This world cannot be shown: ${error.message}.`;
  }

  // -- moving

  function nearest(day) {
    const { days } = now.film;
    const found = days.findIndex((each) => each >= day - 1e-9);
    return found < 0 ? days.length - 1 : found;
  }

  function go(frame) {
    now.frame = Math.max(0, Math.min(frame, now.film.days.length - 1));
    draw();
  }

  function step() {
    if (!box.isConnected || now.frame >= now.film.days.length - 1) pause();
    else go(now.frame + 1);
  }

  function play() {
    if (!now.film) return;
    if (now.playing !== null) { pause(); return; }
    if (calm.matches) { step(); return; } // nothing moves by itself
    if (now.frame >= now.film.days.length - 1) now.frame = 0;
    now.playing = setInterval(step, 1000 / Number(parts.pace.value));
    name();
  }

  function pause() {
    clearInterval(now.playing);
    now.playing = null;
    name();
  }

  function name() {
    parts.play.textContent = calm.matches ? "Next step" : now.playing === null ? "Play" : "Pause";
    box.dataset.playing = now.playing === null ? "false" : "true";
  }

  function look(days, around) {
    now.days = days;
    now.wanted = around;
    parts.length.value = days ?? "";
    if (days !== null) now.first = Math.max(0, Math.min(around - days / 4, now.film.window_days - days));
    again();
  }

  // -- building

  const button = (label, says, act, key) => html("button", { type: "button", title: says, onclick: act, "data-act": key }, label);
  parts.play = button("Play", "Play or pause", play, "play");
  parts.range = html("input", { type: "range", min: 0, max: 0, step: 1, value: 0, "aria-label": "Instant", "data-act": "scrub", oninput: () => { if (now.film) { pause(); go(parts.range.valueAsNumber); } } });
  parts.pace = html("select", { "data-act": "pace", onchange: () => { if (now.playing !== null) { pause(); play(); } } }, ...PACES.map(([label, value]) => html("option", { value, selected: label === "steady" }, label)));
  parts.length = html("select", { "data-act": "length", onchange: () => { if (now.film) look(parts.length.value === "" ? null : Number(parts.length.value), now.film.days[now.frame]); } },
    ...LENGTHS.map(([label, value]) => html("option", { value: value ?? "", selected: value === null }, label)));
  parts.world = html("input", { type: "number", min: 1, max: 100000, step: 1, value: state.world + 1, "data-act": "world", onchange: () => {
    const given = parts.world.valueAsNumber;
    if (Number.isInteger(given) && given >= 1 && given <= 100000) { state.world = given - 1; now.story = null; parts.story.replaceChildren(); changed(); } else parts.world.value = state.world + 1;
  } });
  parts.number = html("input", { type: "number", min: 0, step: 1, placeholder: "17", "data-act": "task" });
  parts.clock = html("output", { class: "clock" });
  parts.stage = html("div", { class: "chart stage" });
  parts.line = html("div", { class: "chart line" });
  parts.words = html("p", { class: "facts" });
  parts.list = html("ul", { class: "latest" });
  parts.story = html("article", { class: "story", "aria-live": "polite" });
  const asked = html("form", { class: "tools", novalidate: true, onsubmit: (event) => { event.preventDefault(); if (parts.number.value !== "") tell(parts.number.valueAsNumber); } },
    html("label", {}, "Task number ", parts.number), html("button", { type: "submit", "data-act": "tell" }, "Tell its story"));
  const box = html("details", { class: "watch", ontoggle: () => { if (!box.open) pause(); else if (now.film === null) again(); } },
    html("summary", {}, "Watch one world: play it, and ask why a task was late"),
    html("div", { class: "tools" }, parts.play, html("label", {}, "Pace ", parts.pace), html("label", {}, "Look at ", parts.length), html("label", {}, "World ", parts.world)),
    parts.range, parts.clock, parts.stage, parts.line, parts.words,
    html("h3", {}, "Why was a task late?"), html("p", { class: "facts" }, "The latest tasks of the time you look at; or any by its number, in order of arrival from 0."), parts.list, asked, parts.story);
  calm.addEventListener("change", pause);
  name();

  function list() {
    parts.list.replaceChildren(...now.film.latest.map((each) => html("li", {}, html("button", { type: "button", "data-task": each.task, onclick: () => tell(each.task) }, each.text))));
    parts.words.textContent = now.film.text;
  }

  // -- drawing

  function width() {
    return Math.max(240, Math.floor(box.getBoundingClientRect().width) - 4);
  }

  function status(place, frame) {
    if (place.down[frame]) return STATES.down;
    return now.film.day_and_night ? STATES[place.open[frame] ? "open" : "closed"] : "";
  }

  function said() {
    const { film, frame } = now;
    const teams = film.places.map((each) => `${each.team}${status(each, frame) ? ` ${status(each, frame)}` : ""}: ${each.in_line[frame]} in line, ${each.at_seats[frame]} at seats`);
    return `${film.clock[frame]}. ${teams.join("; ")}. ${film.questions[frame]} questions wait, ${film.on_the_way[frame]} on the way, ${film.overdue[frame]} overdue, ${film.delivered[frame]} delivered.`;
  }

  function draw() {
    if (!now.film || !box.open) return;
    const { film, frame } = now;
    parts.range.value = frame;
    parts.range.setAttribute("aria-valuetext", said());
    const spent = film.spent[frame];
    parts.clock.replaceChildren(html("strong", {}, film.clock[frame]), ` ${film.zone} · ${COUNT.format(film.delivered[frame])} delivered since the first frame · ${COUNT.format(film.overdue[frame])} overdue · `,
      spent === null ? "" : `${MONEY.format(spent)} ${film.currency} spent`,
      film.day_and_night ? "" : ` · ${COUNT.format(film.step_hours)} h from frame to frame: look at a fortnight to see day and night`);
    parts.stage.replaceChildren(stage());
    parts.line.replaceChildren(timeline());
    box.dataset.frame = String(frame);
  }

  // A row a team: who waits stands left of the door, who is at a seat right of it.
  function stage() {
    const { film, frame } = now, wide = width(), narrow = wide < 520, row = 34;
    const left = narrow ? 0 : 150, lift = narrow ? 16 : 0, door = left + (wide - left) * 0.5;
    const rows = [...film.places.map((each) => ({ name: each.team, state: status(each, frame), line: each.in_line[frame], seats: each.at_seats[frame], bar: true })),
      { name: "Questions that wait", state: "", line: film.questions[frame], seats: null },
      { name: "On the way", state: "", line: film.on_the_way[frame], seats: null }];
    const tall = row + lift, height = 22 + rows.length * tall;
    const room = Math.max(4, Math.floor((wide - door - 44) / 9));
    const dots = (count, from, sign, y, look) => {
      const shown = Math.min(count, MOST_DOTS, 2 * room);
      return Array.from({ length: shown }, (_, n) => svg("circle", { cx: from + sign * (10 + 9 * (n % room)), cy: y + (shown > room ? (n < room ? -5 : 5) : 0), r: 3.2, class: look }));
    };
    const drawn = rows.flatMap((each, n) => {
      const y = 22 + n * tall + lift + row / 2 - 2;
      return [
        svg("rect", { x: left, y: y - row / 2 + 3, width: wide - left, height: row - 6, class: `lane ${each.state}` }),
        svg("text", { x: narrow ? 2 : left - 8, y: narrow ? y - row / 2 - 2 : y + 4, "text-anchor": narrow ? "start" : "end", class: "strong" }, each.state ? `${each.name} · ${each.state}` : each.name),
        ...dots(each.line, door - 32, -1, y, "waits"), svg("text", { x: door - 4, y: y + 4, "text-anchor": "end" }, COUNT.format(each.line)),
        ...(each.seats === null ? [] : [svg("line", { x1: door, x2: door, y1: y - row / 2 + 3, y2: y + row / 2 - 3, class: "whisker" }), ...dots(each.seats, door + 26, 1, y, "sits"), svg("text", { x: door + 5, y: y + 4 }, COUNT.format(each.seats))]),
      ];
    });
    return svg("svg", { width: wide, height, viewBox: `0 0 ${wide} ${height}`, role: "img", "aria-label": said() },
      svg("text", { x: door - 8, y: 14, "text-anchor": "end", class: "axis" }, "○ in line"), svg("text", { x: door + 8, y: 14, class: "axis" }, "● at seats, kept overnight"), ...drawn);
  }

  // All of the time looked at: tasks in hand, those overdue, who is down, money; and where we are.
  function timeline() {
    const { film, frame, story } = now, wide = width(), height = 190;
    const edge = { left: 44, right: wide - 52, top: 26, bottom: height - 34 };
    const { days } = film, x = scale(days[0], days[days.length - 1], edge.left, edge.right);
    const most = Math.max(1, ...film.in_hand), y = scale(0, most * 1.05, edge.bottom, edge.top);
    const rich = Math.max(1, ...film.spent.map((each) => each ?? 0)), money = scale(0, rich * 1.05, edge.bottom, edge.top);
    const inside = (day) => Math.min(Math.max(x(day), edge.left), edge.right);
    const path = (values, to) => values.map((each, n) => (each === null ? "" : `${n && values[n - 1] !== null ? "L" : "M"}${x(days[n])} ${to(each)}`)).join("");
    const shades = film.shades.map((each) => svg("rect", { x: inside(each.start), y: edge.top, width: Math.max(inside(each.end ?? days[days.length - 1]) - inside(each.start), 1.5), height: edge.bottom - edge.top, class: "shade" }, svg("title", {}, each.text)));
    const life = story ? [svg("line", { x1: inside(story.from_day), x2: inside(story.to_day), y1: 16, y2: 16, class: "life" }), svg("text", { x: Math.min(Math.max(inside(story.from_day), edge.left), wide - 130), y: 11 }, `task ${story.task}`)] : [];
    const grid = [...ticks(0, most * 1.05, 4).filter(Number.isInteger).flatMap((at) => [svg("line", { x1: edge.left, x2: edge.right, y1: y(at), y2: y(at), class: "grid" }), svg("text", { x: edge.left - 5, y: y(at) + 4, "text-anchor": "end" }, COUNT.format(at))]),
      ...ticks(days[0], days[days.length - 1], wide / 90).map((at) => svg("text", { x: x(at), y: edge.bottom + 15, "text-anchor": "middle" }, COUNT.format(at)))];
    const last = film.spent.findLast((each) => each !== null) ?? null;
    return svg("svg", { width: wide, height, viewBox: `0 0 ${wide} ${height}`, role: "img", "aria-label": film.text }, ...shades, ...grid,
      svg("path", { d: path(film.spent, money), class: "money" }), svg("path", { d: path(film.in_hand, y), class: "hand" }), svg("path", { d: path(film.overdue, y), class: "late" }), ...life,
      svg("line", { x1: x(days[frame]), x2: x(days[frame]), y1: edge.top - 4, y2: edge.bottom, class: "cursor" }),
      last === null ? null : svg("text", { x: wide - 2, y: money(last) + 4, "text-anchor": "end", class: "axis" }, MONEY.format(last)),
      svg("text", { x: (edge.left + edge.right) / 2, y: height - 4, "text-anchor": "middle", class: "axis" }, wide < 520 ? "day · — in hand · ┅ overdue · ··· money" : `day of the window · — tasks in hand · ┅ overdue · ··· money spent (${film.currency}) · grey: somebody is down`));
  }

  function drawStory() {
    const { story } = now, longest = Math.max(...story.parts.map((each) => each.hours), 1e-9);
    const hours = (value) => (value === null ? "–" : value < 48 ? `${value.toFixed(1)} h` : `${(value / 24).toFixed(1)} days`);
    const bar = (each) => svg("svg", { width: 120, height: 12, viewBox: "0 0 120 12", "aria-hidden": "true" }, svg("rect", { x: 0, y: 1, width: Math.max((118 * each.hours) / longest, 1), height: 10, class: "bar down" }));
    const rows = story.parts.map((each) => html("tr", {}, html("th", { scope: "row" }, each.label), html("td", { class: "bars" }, bar(each)), html("td", {}, hours(each.hours)), html("td", {}, `${each.percent} %`), html("td", {}, hours(each.usual_hours))));
    parts.story.replaceChildren(html("h4", {}, `Task ${story.task}`), html("p", { class: "answer" }, story.why), html("p", {}, story.sentences.join(" ")),
      html("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "What its lead time consisted of" }, html("table", {}, html("caption", {}, "What its lead time consisted of, beside the median task of its kind in this world"),
        html("thead", {}, html("tr", {}, ...["", "", "this task", "share", "median"].map((text) => html("th", { scope: "col" }, text)))), html("tbody", {}, ...rows))),
      html("p", { class: "facts" }, "One world explains what happened in it; what is usual, the other pictures tell from many. ",
        button("Look at its weeks", "Show the days around this task", () => look(LENGTHS.find(([, days]) => days === null || days > 1.4 * (story.to_day - story.from_day))[1], Math.max(story.from_day, 0)), "zoom")));
    box.dataset.story = String(story.task);
  }

  return {
    box, load, draw,
    close() {
      pause();
      now.stop?.abort();
      now.telling?.abort();
      calm.removeEventListener("change", pause);
    },
  };
}
