// What stands above the notebook's module once sim/jupyter.py has put all of them together.

declare const mount: typeof import("./what_if.js").mount;
declare const uPlot: unknown;
