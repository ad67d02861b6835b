// @ts-check
/// <reference path="./notebook.d.ts" />
// The desk in a notebook: questions go to the kernel as messages, and the state is kept in the widget's model.
// `mount` and `uPlot` stand above: a widget's module is one file, which sim/jupyter.py puts together.

export default { render({ model, el }) {
  const waiting = new Map();
  let last = 0;
  const hear = (said) => {
    const open = waiting.get(said.id);
    if (!open) return;
    waiting.delete(said.id);
    if (said.answer) open.resolve(said.answer); else open.reject(Object.assign(new Error(said.refusal), { after: said.after ?? 0 }));
  };
  model.on("msg:custom", hear);
  const ask = (kind, question, signal) => new Promise((resolve, reject) => {
    const id = `${Math.random().toString(36).slice(2)}-${last += 1}`;
    waiting.set(id, { resolve, reject });
    signal?.addEventListener("abort", () => {
      if (waiting.delete(id)) model.send({ id, cancel: true });
      reject(new DOMException("newer", "AbortError"));
    }, { once: true });
    model.send({ id, kind, question });
  });
  const load = () => ({ ...model.get("state") });
  const save = (state) => { model.set("state", { ...state }); model.save_changes(); };
  const place = document.createElement("div");
  el.append(place);
  const mounted = mount(place, { ask, load, save, uPlot, only: "case" });
  return () => { model.off("msg:custom", hear); mounted.close(); };
} };
