"""What would this choice change? The desk keeps some cases, and answers questions about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any

import numpy as np

from sim.ask.payback import Payback
from sim.ask.payback import from_rows as payback_from_rows
from sim.ask.waterfall import chain, from_chain
from sim.ask.what_if import from_rows
from sim.case import Case, fitted
from sim.errors import InputError, Problem, UnknownName, advice
from sim.outcome.measure import MEASURES
from sim.replicate.pool import processes
from sim.strategy.at_home import all_at_home
from sim.web.api import answer
from sim.web.api.caller import Caller
from sim.web.api.question import Compared, Explained, Played, Question, Swept, Told, Watched
from sim.web.desk import sentences as says
from sim.web.desk.guide import questions_about
from sim.web.desk.lever import Lever, Value
from sim.web.desk.levers import levers_of, rows_of
from sim.web.desk.staged import meant, staged
from sim.web.worlds import watched
from sim.web.worlds.jobs import Line
from sim.web.worlds.runs import Choice, Runs, chunks
from sim.web.worlds.work import SHOWN, get_ready, save
from sim.words import called, told_unit

SHARES = tuple(step / 10 for step in range(11))
COST, LOSS = "cost_per_task", "loss_area_days"

LATER, LAST = 4.0, 4.5
"""Seconds for which a frontier, and a waterfall, let what others see first pass."""

MOST_REMEMBERED = 2_000


class Desk:
    """Cases, the levers of each, and workers who play the worlds that a question needs.

    Parameters
    ----------
    cases
        By name.
    workers
        Processes that compute; 0: one thread of this process, as a notebook needs it.
    """

    def __init__(self, cases: Mapping[str, Case], workers: int = 0) -> None:
        self.cases = {name: _without_inhouse(case) for name, case in cases.items()}
        self.levers = {
            name: {lever.path: lever for lever in levers_of(case)} for name, case in self.cases.items()
        }
        crew = max(workers, 1)
        make_pool: Callable[[], Executor] = partial(processes, workers)
        if workers == 0:
            make_pool = partial(ThreadPoolExecutor, 1, thread_name_prefix="kposim-desk")
        self._runs = Runs(Line(make_pool, crew), crew)
        self._workers = crew
        self._choice = lru_cache(MOST_REMEMBERED)(self._made)

    def get_ready(self) -> None:
        """Have every worker load the machine code and play every case once."""
        jobs = [self._runs.line.put(0.0, get_ready, tuple(self.cases.values())) for _ in range(self._workers)]
        for job in jobs:
            job.result()

    def close(self) -> None:
        """Finish what is under way, and begin nothing more."""
        self._runs.line.close()

    # -- answers

    def names(self) -> answer.Cases:
        """The cases that can be asked about."""
        return answer.Cases(
            cases=[self._name(each) for each in self.cases], questions=questions_about(self.cases)
        )

    def details(self, name: str) -> answer.Details:
        """A case and its levers."""
        case = self._case(name)
        return answer.Details(
            **self._name(name).model_dump(),
            currency=case.scenario.currency,
            strategy=case.strategy.name,
            days=case.scenario.horizon_days,
            levers=list(self.levers[name].values()),
        )

    def compare(self, question: Compared, caller: Caller) -> answer.Comparison:
        """The choice beside the baseline, world by world."""
        now, pinned = self._asked(question), self._asked(question, question.pinned)
        cards = [
            self._runs.cards(choice, question.seed, question.replications, caller) for choice in (pinned, now)
        ]
        worlds = min(map(len, cards))
        rows = [dict(zip(SHOWN, card[:worlds].T, strict=True)) for card in reversed(cards)]
        compared = from_rows(now.case, pinned.case, question.seed, rows[0], rows[1])
        moves = self._moves(question.case, question.settings, question.pinned)
        return answer.Comparison(
            case=question.case,
            seed=question.seed,
            replications=worlds,
            sentence=says.sentence(compared, moves),
            moves=moves,
            facts=says.facts(now.case),
            rows=says.rows(compared),
        )

    def watch(self, question: Watched, caller: Caller) -> answer.World:
        """One world day by day, under the choice and under the baseline."""
        now, pinned = self._asked(question), self._asked(question, question.pinned)
        worlds = [self._runs.world(choice, question.seed, question.world, caller) for choice in (now, pinned)]
        shades = says.shades(worlds[0], now.case)
        return answer.World(
            case=question.case,
            seed=question.seed,
            world=question.world,
            days=worlds[0].days.tolist(),
            now=worlds[0].backlog.tolist(),
            pinned=worlds[1].backlog.tolist(),
            shades=shades,
            text=says.backlog(worlds[0], worlds[1], question.world, shades),
        )

    def play(self, question: Played, caller: Caller) -> answer.Film:
        """One world of the choice, frame by frame."""
        now = self._asked(question)
        scene = self._runs.once(
            caller, watched.film, now, question.seed, question.world, question.first_day, question.days
        )
        return watched.film_of(question, now.case, scene)

    def tell(self, question: Told, caller: Caller) -> answer.Story:
        """What became of one task of a world of the choice."""
        now = self._asked(question)
        story = self._runs.once(caller, watched.story, now, question.seed, question.world, question.task)
        return watched.story_of(question, now.case, story)

    def sweep(self, question: Swept, caller: Caller) -> answer.Frontier:
        """Cost and loss from all at home to all outside, the other levers as moved."""
        case = self._asked(question).case
        points = []
        for share in SHARES if case.scenario.providers else ():
            settings = {**question.settings, **self._mix(question, share)}
            try:
                choice = self._choice(question.case, _frozen(settings))
            except InputError:  # a rule that sends the overflow out cannot send nothing
                continue
            cards = self._runs.cards(choice, question.seed, question.replications, caller, LATER)
            points.append((share, cards[:, [SHOWN.index(COST), SHOWN.index(LOSS)]]))
        worlds = min((len(cards) for _, cards in points), default=0)  # the same worlds at every point
        made = [says.point(share, *cards[:worlds].T) for share, cards in points]
        costs = {share: cards[:worlds, 0] for share, cards in points}
        currency = case.scenario.currency
        return answer.Frontier(
            case=question.case,
            seed=question.seed,
            replications=worlds,
            points=made,
            cost_label=f"{called(COST)} ({currency})",
            loss_label=f"{called(LOSS)} ({told_unit(LOSS, MEASURES[LOSS].unit, currency)})",
            text=f"{says.frontier(made)} {says.flatness(costs)}".strip(),
        )

    def explain(self, question: Explained, caller: Caller) -> answer.Waterfall:
        """From the cost of all in-house to that of the choice, step by step."""
        now = self._asked(question)
        if not now.case.scenario.providers:
            rule = "there is no provider, so all work is in-house"
            raise InputError([Problem("case", question.case, rule, "choose a case with providers")])
        cards = [
            self._runs.cards(
                Choice((now.name, "world", n), case), question.seed, question.replications, caller, LAST
            )
            for n, case in enumerate(chain(now.case))
        ]
        worlds = min(map(len, cards))
        values = np.array([card[:worlds, SHOWN.index(COST)] for card in cards])
        found = from_chain(now.case, values, question.seed)
        return says.waterfall(question.case, found, self._payback(now, question, caller))

    def settings(self, name: str, moved: Mapping[str, Value]) -> dict[str, Any]:
        """What moved levers set, by the case's own paths."""
        return meant(self.cases[name], moved)

    def moved(self, name: str, moved: Mapping[str, Value]) -> Case:
        """The case with levers moved."""
        return staged(self.cases[name], moved)

    def _payback(self, now: Choice, question: Explained, caller: Caller) -> Payback:
        """The same worlds once more, month by month, beside all in-house."""
        case = now.case
        other = fitted(case.scenario, all_at_home(case.strategy))
        jobs = [
            self._runs.line.put(LAST, save, case, other, question.seed, first, end)
            for first, end in chunks(question.replications)
        ]
        try:
            rows = np.concatenate([caller.wait_for(job) for job in jobs])
        finally:
            for job in jobs:
                job.cancel()
        return payback_from_rows(case, other, question.seed, rows)

    # -- choices

    def _name(self, name: str) -> answer.CaseName:
        scenario = self.cases[name].scenario
        return answer.CaseName(name=name, title=scenario.name, about=scenario.about)

    def _case(self, name: str) -> Case:
        if name not in self.cases:
            raise UnknownName([Problem("case", name, "there is no such case", advice(name, self.cases))])
        return self.cases[name]

    def _asked(self, question: Question, settings: Mapping[str, Value] | None = None) -> Choice:
        """The case with levers moved.

        Raises
        ------
        InputError
            There is no such case or lever, or a value is out of bounds, or all of them do not go together.
        """
        self._case(question.case)
        asked = question.settings if settings is None else settings
        levers = self.levers[question.case]
        unknown = [path for path in asked if path not in levers]
        if unknown:
            rule = "the case has no such lever"
            raise UnknownName([Problem(path, asked[path], rule, advice(path, levers)) for path in unknown])
        refused = [problem for path, value in asked.items() if (problem := levers[path].refusal(value))]
        if refused:
            raise InputError(refused)
        return self._choice(question.case, _frozen(asked))

    def _made(self, name: str, settings: frozenset[tuple[str, Value]]) -> Choice:
        moved = frozenset(
            (path, _fitting(self.levers[name].get(path), value))
            for path, value in settings
            if path not in self.levers[name] or value != self.levers[name][path].value
        )
        return Choice((name, moved), staged(self.cases[name], dict(moved)))

    def _moves(
        self, name: str, settings: Mapping[str, Value], pinned: Mapping[str, Value]
    ) -> list[answer.Move]:
        moves = []
        for path, lever in self.levers[name].items():
            before, now = pinned.get(path, lever.value), settings.get(path, lever.value)
            if before != now:
                text = f"{lever.label}: {lever.told(before)} → {lever.told(now)}"
                moves.append(answer.Move(path=path, label=lever.label, before=before, now=now, text=text))
        return moves

    def _mix(self, question: Question, share: float) -> dict[str, Any]:
        """Every row of the mix at one outsourced share, divided among providers as now."""
        case = self.cases[question.case]
        settings: dict[str, Any] = {}
        for row in rows_of(case):
            paths = [f"strategy.mix.{row}.{name}" for name in case.scenario.providers]
            levers = [self.levers[question.case][path] for path in paths]
            for given in (
                [float(question.settings.get(lever.path, lever.value)) for lever in levers],
                [float(lever.value) for lever in levers],
                [1.0] * len(levers),
            ):
                if sum(given) > 0.0:
                    settings |= {
                        path: round(share * part / sum(given), 9)
                        for path, part in zip(paths, given, strict=True)
                    }
                    break
        return settings


def _frozen(settings: Mapping[str, Value]) -> frozenset[tuple[str, Value]]:
    return frozenset(settings.items())


def _fitting(lever: Lever | None, value: Value) -> Value:
    """A whole number as one, whatever the page's slider says, and 0.4 and 0.40 the same."""
    if lever is not None and lever.kind == "whole":
        return int(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _without_inhouse(case: Case) -> Case:
    """A mix in which in-house has no share of its own: it has what is not given out, so all shares move."""
    mix = {
        row: {name: share for name, share in shares.items() if name != "inhouse"}
        for row, shares in case.strategy.mix.items()
    }
    return Case(case.scenario, case.strategy.model_copy(update={"mix": mix}))
