"""Of a whole run, which part is the engine's?"""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.cases import SHARES, TASKS_A_DAY, demo
from benchmarks.row import Row
from benchmarks.size import Size
from benchmarks.stopwatch import Spread, in_turns
from sim.case import Case
from sim.engine.journal import Journal
from sim.engine.making import make_plan
from sim.engine.plan import Plan
from sim.engine.simulate import simulate
from sim.outcome.scorecard import settle
from sim.tape.tape import Dealer, Tape

SECTION = "end_to_end"
TASKS = 2_000
LEAST = 50.0
PARTS = ("plan", "tape", "engine", "settle")
MIDDLE = SHARES[1]
ONCE = "plan"
"""Made once for all replications of a design point: told, and no part of a run."""


@dataclass(slots=True)
class Chain:
    """Plan, tape, engine and outcome of several runs, one part after the other."""

    case: Case
    runs: int
    plan: Plan | None = None
    tapes: list[Tape] = field(default_factory=list)
    journals: list[Journal] = field(default_factory=list)

    def make_plans(self, _: int) -> None:
        """Scenario and strategy, settled."""
        for _ in range(self.runs):
            self.plan = make_plan(self.case.scenario, self.case.strategy)

    def deal_tapes(self, number: int) -> None:
        """All chance, of other replications in every round."""
        dealer = Dealer(self.case.scenario)
        self.tapes = [dealer.deal(1, number * self.runs + k) for k in range(self.runs)]

    def tell(self, _: int) -> None:
        """The compiled engine, journal and all."""
        self.journals = [simulate(self.case, plan=self.plan, tape=tape) for tape in self.tapes]

    def settle(self, _: int) -> None:
        """Every measure of the scorecard."""
        for journal in self.journals:
            settle(journal)


def rows(size: Size) -> list[Row]:
    """The parts in the middle of the demo, and the engine's share at each of its shares."""
    spreads = {share: parts_of(share, size) for share in SHARES}
    shares = [_engine_row(share, spreads[share], reused) for share in SHARES for reused in (False, True)]
    return [*(_part_row(name, spreads[MIDDLE]) for name in PARTS), *shares]


def parts_of(share: float, size: Size) -> dict[str, Spread]:
    """Microseconds a run of each part, round by round."""
    chain = Chain(demo(share, TASKS / TASKS_A_DAY), size.runs)
    work = (chain.make_plans, chain.deal_tapes, chain.tell, chain.settle)
    laps = in_turns(dict(zip(PARTS, work, strict=True)), size.rounds)
    return {name: Spread([1e6 * lap / size.runs for lap in laps[name].cpu]) for name in PARTS}


def _part_row(name: str, parts: dict[str, Spread]) -> Row:
    own = parts[name]
    whole = sum(part.median for part_name, part in parts.items() if part_name != ONCE)
    share = f"{100.0 * own.median / whole:.0f} % of {whole:,.0f} µs"
    return Row(
        SECTION,
        f"{name}, share {MIDDLE:g}",
        f"{own.told()} µs",
        note="made once for all replications of a design point" if name == ONCE else share,
        values={"us": own.plain()},
    )


def _engine_row(share: float, parts: dict[str, Spread], reused: bool) -> Row:
    """Runs of an experiment that share a world share its tape; then it is dealt once for many of them."""
    others = [name for name in PARTS if name != ONCE and not (name == "tape" and reused)]
    rounds = zip(*(parts[name].values for name in others), strict=True)
    percent = Spread(
        [100.0 * own / sum(lap) for own, lap in zip(parts["engine"].values, rounds, strict=True)]
    )
    return Row(
        SECTION,
        f"engine's part, share {share:g}, tape {'reused' if reused else 'dealt'}",
        f"{percent.told()} %",
        f"≥ {LEAST:g} %",
        percent.median >= LEAST,
        f"of {sum(parts[name].median for name in others):,.0f} µs",
        {"percent": percent.plain()},
    )
