// @ts-check
/// <reference path="./answers.d.ts" />
// The stand-alone page: questions go to the server by fetch, and the state stands in the address.

import uPlot from "./vendor/uPlot.esm.js";
import { mount } from "./what_if.js";

async function ask(kind, question, signal) {
  const get = kind === "cases" ? "/api/cases" : kind === "case" ? `/api/cases/${encodeURIComponent(question.case)}` : null;
  const answer = get
    ? await fetch(get, { signal })
    : await fetch(`/api/${kind}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(question),
        signal,
      });
  if (answer.ok) return answer.json();
  const said = await answer.json().catch(() => ({ problems: [] }));
  const words = said.problems.map((/** @type {Complaint} */ p) => [p.rule, p.remedy].filter(Boolean).join(": ")).join("; ");
  throw Object.assign(new Error(words || "no answer"), { after: Number(answer.headers.get("Retry-After")) || 0 });
}

// The address: #case=…&seed=…&world=…&set=path=value&pin=path=value, settings in JSON.
function load() {
  const said = new URLSearchParams(location.hash.slice(1));
  const settings = (name) => Object.fromEntries(said.getAll(name).map((text) => {
    const [path, ...rest] = text.split("=");
    try { return [path, JSON.parse(rest.join("="))]; } catch { return [path, rest.join("=")]; }
  }));
  const unread = [...said.keys()].filter((name) => !["case", "seed", "world", "set", "pin"].includes(name));
  const whole = (name, least, other) => {
    const number = Number(said.get(name) || NaN);
    const fits = Number.isInteger(number) && number >= least;
    if (said.has(name) && !fits) unread.push(`${name}=${said.get(name)}`);
    return fits ? number : other;
  };
  return { case: said.get("case"), seed: whole("seed", 0, 1), world: whole("world", 1, 1) - 1, settings: settings("set"), pinned: settings("pin"), unread };
}

function save(state) {
  const said = new URLSearchParams({ case: state.case, seed: state.seed, world: state.world + 1 });
  for (const [path, value] of Object.entries(state.settings)) said.append("set", `${path}=${JSON.stringify(value)}`);
  for (const [path, value] of Object.entries(state.pinned)) said.append("pin", `${path}=${JSON.stringify(value)}`);
  history.replaceState(null, "", `#${said}`);
}

const desk = document.getElementById("desk");
const mounted = mount(desk, { ask, load, save, uPlot, address: () => location.href });
addEventListener("hashchange", () => mounted.reload());
