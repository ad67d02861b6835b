// What the desk answers. Made by `python -m sim.web.api.typed`, of sim/web/api/answer.py.

interface Asked {
  ask: string;
  case: string;
  settings: Record<string, boolean | number | string>;
  pinned: Record<string, boolean | number | string>;
  look: "sentence" | "frontier" | "waterfall";
  how: string;
}

interface BarSaid {
  label: string;
  kind: "start" | "step" | "end";
  amount: IntervalSaid;
  so_far: number;
}

interface CaseAnswer {
  name: string;
  title: string;
  about: string;
  currency: string;
  strategy: string;
  days: number;
  levers: Array<Lever>;
}

interface CaseName {
  name: string;
  title: string;
  about: string;
}

interface CasesAnswer {
  cases: Array<CaseName>;
  questions: Array<Asked>;
}

interface ComparisonAnswer {
  case: string;
  seed: number;
  replications: number;
  sentence: string;
  moves: Array<MoveSaid>;
  facts: Array<string>;
  rows: Array<RowSaid>;
}

interface Complaint {
  path: string;
  value: string | null;
  rule: string;
  remedy: string;
}

interface FilmAnswer {
  case: string;
  seed: number;
  world: number;
  window_days: number;
  step_hours: number;
  day_and_night: boolean;
  days: Array<number>;
  clock: Array<string>;
  zone: string;
  places: Array<PlaceSaid>;
  questions: Array<number>;
  on_the_way: Array<number>;
  in_hand: Array<number>;
  overdue: Array<number>;
  delivered: Array<number>;
  spent: Array<number | null>;
  currency: string;
  tasks: number;
  shades: Array<ShadeSaid>;
  latest: Array<LineSaid>;
  text: string;
}

interface FrontierAnswer {
  case: string;
  seed: number;
  replications: number;
  points: Array<PointSaid>;
  cost_label: string;
  loss_label: string;
  text: string;
}

interface IntervalSaid {
  mean: number | null;
  low: number | null;
  high: number | null;
  text: string;
}

interface Lever {
  path: string;
  label: string;
  says: string;
  group: string;
  kind: "share" | "number" | "whole" | "choice" | "switch";
  value: boolean | number | string;
  low: number;
  high: number;
  step: number;
  unit: string;
  options: Array<LeverOption>;
  together: string | null;
}

interface LeverOption {
  value: string;
  label: string;
}

interface LineSaid {
  task: number;
  day: number;
  text: string;
}

interface MoveSaid {
  path: string;
  label: string;
  before: boolean | number | string;
  now: boolean | number | string;
  text: string;
}

interface PlaceSaid {
  team: string;
  in_line: Array<number>;
  at_seats: Array<number>;
  open: Array<boolean>;
  down: Array<boolean>;
}

interface PointSaid {
  share: number;
  label: string;
  cost: IntervalSaid;
  loss: IntervalSaid;
}

interface PortionSaid {
  label: string;
  hours: number;
  percent: number;
  usual_hours: number | null;
}

interface Refusal {
  problems: Array<Complaint>;
}

interface RowSaid {
  measure: string;
  label: string;
  unit: string;
  says: string;
  direction: "lower" | "higher" | "neutral";
  headline: boolean;
  now: IntervalSaid;
  pinned: IntervalSaid;
  difference: IntervalSaid;
  verdict: string;
}

interface ShadeSaid {
  team: string;
  start: number;
  end: number | null;
  text: string;
}

interface StoryAnswer {
  case: string;
  seed: number;
  world: number;
  task: number;
  from_day: number;
  to_day: number;
  sentences: Array<string>;
  makeup: string;
  why: string;
  parts: Array<PortionSaid>;
}

interface WaterfallAnswer {
  case: string;
  seed: number;
  replications: number;
  label: string;
  bars: Array<BarSaid>;
  sentence: string;
  payback: string;
}

interface WorldAnswer {
  case: string;
  seed: number;
  world: number;
  days: Array<number>;
  now: Array<number>;
  pinned: Array<number>;
  shades: Array<ShadeSaid>;
  text: string;
}
