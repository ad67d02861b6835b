"""What would this choice change? The desk keeps some cases, and answers questions about them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

import numpy as np

from sim.ask.payback import from_rows as payback_from_rows
from sim.ask.payback import months_in
from sim.ask.waterfall import chain, from_chain
from sim.ask.what_if import from_rows
from sim.case import Case, fitted
from sim.errors import SHOWN as SHOWN_PROBLEMS
from sim.errors import InputError, Problem, UnknownName, advice
from sim.outcome.measure import MEASURES
from sim.replicate.pool import processes
from sim.strategy.at_home import all_at_home
from sim.web.api import answer
from sim.web.api.caller import Caller
from sim.web.api.question import Compared, Explained, Played, Question, Swept, Told, Watched
from sim.web.desk import sentences as says
from sim.web.desk.division import RULE, Division, division_of
from sim.web.desk.guide import questions_about
from sim.web.desk.lever import Lever, Value
from sim.web.desk.levers import levers_of, rows_of
from sim.web.desk.staged import meant, staged
from sim.web.worlds import watched
from sim.web.worlds.jobs import Bid, Health, JobQueue, Price
from sim.web.worlds.runs import MovedCase, Runs, cards_of, savings_of
from sim.web.worlds.work import SHOWN, get_ready
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
        self._jobs = JobQueue(make_pool, crew)
        self._runs = Runs(self._jobs, crew)
        self._workers = crew
        self._choice = lru_cache(MOST_REMEMBERED)(self._made)
        self._making = threading.Lock()

    def get_ready(self) -> None:
        """Have every worker load the machine code and play every case once."""
        cases = tuple(self.cases.values())
        ready = [
            self._jobs.put(Bid(None), Price("get ready"), get_ready, cases) for _ in range(self._workers)
        ]
        for job in ready:
            job.future.result()

    def close(self) -> None:
        """Finish what is under way, and begin nothing more."""
        self._jobs.close()

    def health(self) -> Health:
        """How its workers fare."""
        return self._jobs.health()

    # -- answers ---------------------------------------------------------------------------------------------

    def names(self) -> answer.CasesAnswer:
        """The cases that can be asked about."""
        return answer.CasesAnswer(
            cases=[self._name(each) for each in self.cases], questions=questions_about(self.cases)
        )

    def details(self, name: str) -> answer.CaseAnswer:
        """A case and its levers."""
        case = self._case(name)
        return answer.CaseAnswer(
            **self._name(name).model_dump(),
            currency=case.scenario.currency,
            strategy=case.strategy.name,
            days=case.scenario.horizon_days,
            levers=list(self.levers[name].values()),
        )

    def compare(self, question: Compared, caller: Caller) -> answer.ComparisonAnswer:
        """The choice beside the baseline, world by world."""
        now, pinned = self._asked(question), self._asked(question, question.pinned)
        cards = [
            self._runs.cards(choice, question.seed, question.replications, caller) for choice in (pinned, now)
        ]
        worlds = min(map(len, cards))
        rows = [dict(zip(SHOWN, card[:worlds].T, strict=True)) for card in reversed(cards)]
        compared = from_rows(now.case, pinned.case, question.seed, rows[0], rows[1])
        moves = self._moves(question.case, question.settings, question.pinned)
        return answer.ComparisonAnswer(
            case=question.case,
            seed=question.seed,
            replications=worlds,
            sentence=says.sentence(compared, moves),
            moves=moves,
            facts=says.facts(now.case),
            rows=says.rows(compared),
        )

    def watch(self, question: Watched, caller: Caller) -> answer.WorldAnswer:
        """One world day by day, under the choice and under the baseline."""
        now, pinned = self._asked(question), self._asked(question, question.pinned)
        worlds = [self._runs.world(choice, question.seed, question.world, caller) for choice in (now, pinned)]
        shades = says.shades(worlds[0], now.case)
        return answer.WorldAnswer(
            case=question.case,
            seed=question.seed,
            world=question.world,
            days=worlds[0].days.tolist(),
            now=worlds[0].backlog.tolist(),
            pinned=worlds[1].backlog.tolist(),
            shades=shades,
            text=says.backlog(worlds[0], worlds[1], question.world, shades),
        )

    def play(self, question: Played, caller: Caller) -> answer.FilmAnswer:
        """One world of the choice, frame by frame."""
        now = self._asked(question)
        asked = now, question.seed, question.world, question.first_day, question.days
        scene = self._runs.once(caller, now.kind, watched.film, *asked)
        return watched.film_of(question, now.case, scene)

    def tell(self, question: Told, caller: Caller) -> answer.StoryAnswer:
        """What became of one task of a world of the choice."""
        now = self._asked(question)
        asked = now, question.seed, question.world, question.task
        story = self._runs.once(caller, now.kind, watched.story, *asked)
        return watched.story_of(question, now.case, story)

    def sweep(self, question: Swept, caller: Caller) -> answer.FrontierAnswer:
        """Cost and loss from all at home to all outside, the other levers as moved."""
        case = self._asked(question).case
        division = self._division(question)
        choices = {}
        for share in SHARES if division.rows else ():
            settings = {**question.settings, **division.at(share)}
            with suppress(InputError):  # a rule that sends the overflow out cannot send nothing
                choices[share] = self._choice(question.case, _frozen(settings))
        wanted = [cards_of(choice, question.seed) for choice in choices.values()]
        cards = self._runs.many(wanted, question.replications, caller, LATER) if wanted else []
        columns = [SHOWN.index(COST), SHOWN.index(LOSS)]
        points = [(share, rows[:, columns]) for share, rows in zip(choices, cards, strict=True)]
        made = [says.point(share, *rows.T) for share, rows in points]
        costs = {share: rows[:, 0] for share, rows in points}
        currency = case.scenario.currency
        told = [division.said, says.frontier(made), says.flatness(costs)] if made else [division.said]
        return answer.FrontierAnswer(
            case=question.case,
            seed=question.seed,
            replications=min(map(len, cards), default=0),
            points=made,
            cost_label=f"{called(COST)} ({currency})",
            loss_label=f"{called(LOSS)} ({told_unit(LOSS, MEASURES[LOSS].unit, currency)})",
            text=" ".join(each for each in told if each),
        )

    def explain(self, question: Explained, caller: Caller) -> answer.WaterfallAnswer:
        """From the cost of all in-house to that of the choice, step by step."""
        now = self._asked(question)
        if not now.case.scenario.providers:
            rule = "there is no provider, so all work is in-house"
            raise InputError([Problem("case", question.case, rule, "choose a case with providers")])
        case, seed = now.case, question.seed
        other = fitted(case.scenario, all_at_home(case.strategy))
        worlds = [MovedCase((now.name, "world", n), each, now.kind) for n, each in enumerate(chain(case))]
        worlds[-1] = now  # the last world is the choice itself, so that its card and its bar are one number
        wanted = [cards_of(each, seed) for each in worlds]
        wanted.append(savings_of(now, other, seed, months_in(case)))
        *cards, saved = self._runs.many(wanted, question.replications, caller, LAST)
        found = from_chain(case, np.array([card[:, SHOWN.index(COST)] for card in cards]), seed)
        return says.waterfall(question.case, found, payback_from_rows(case, other, seed, saved))

    def settings(self, name: str, moved: Mapping[str, Value]) -> dict[str, Any]:
        """What moved levers set, by the case's own paths."""
        return meant(self.cases[name], moved)

    def moved(self, name: str, moved: Mapping[str, Value]) -> Case:
        """The case with levers moved."""
        return staged(self.cases[name], moved)

    # -- choices ---------------------------------------------------------------------------------------------

    def _name(self, name: str) -> answer.CaseName:
        scenario = self.cases[name].scenario
        return answer.CaseName(name=name, title=scenario.name, about=scenario.about)

    def _case(self, name: str) -> Case:
        if name not in self.cases:
            raise UnknownName([Problem("case", name, "there is no such case", advice(name, self.cases))])
        return self.cases[name]

    def _asked(self, question: Question, settings: Mapping[str, Value] | None = None) -> MovedCase:
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
            told = unknown[:SHOWN_PROBLEMS]  # a nearest name costs a millisecond, and no more are shown
            raise UnknownName([Problem(path, asked[path], rule, advice(path, levers)) for path in told])
        refused = [problem for path, value in asked.items() if (problem := levers[path].refusal(value))]
        if refused:
            raise InputError(refused)
        return self._choice(question.case, _frozen(asked))

    def _made(self, name: str, settings: frozenset[tuple[str, Value]]) -> MovedCase:
        moved = frozenset(
            (path, _fitting(self.levers[name].get(path), value))
            for path, value in settings
            if path not in self.levers[name] or value != self.levers[name][path].value
        )
        with self._making:  # one at a time: each costs milliseconds, and pages are served between them
            case = staged(self.cases[name], dict(moved))
        return MovedCase((name, moved), case, name)

    def _moves(
        self, name: str, settings: Mapping[str, Value], pinned: Mapping[str, Value]
    ) -> list[answer.MoveSaid]:
        moves = []
        for path, lever in self.levers[name].items():
            before, now = pinned.get(path, lever.value), settings.get(path, lever.value)
            if before != now:
                text = f"{lever.label}: {lever.told(before)} → {lever.told(now)}"
                moves.append(answer.MoveSaid(path=path, label=lever.label, before=before, now=now, text=text))
        return moves

    def _division(self, question: Swept) -> Division:
        """How the line through all shares divides what leaves, and what stays at home: as in the choice."""
        case, levers = self.cases[question.case], self.levers[question.case]
        rows = {
            row: [levers[f"strategy.mix.{row}.{name}"] for name in case.scenario.providers]
            for row in (rows_of(case) if case.scenario.providers else ())
        }
        chosen = {
            row: [question.settings.get(each.path, each.value) for each in own] for row, own in rows.items()
        }
        rule = question.settings.get(RULE, case.strategy.assignment.rule)
        return division_of(rows, chosen, str(rule))


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
