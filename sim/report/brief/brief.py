"""The brief of a results folder: question, answer, what it costs and withstands, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Final

from sim.errors import ResultsError
from sim.experiment.design.points import DesignPoint
from sim.replicate.player import Player
from sim.replicate.pool import call_ahead
from sim.report.advice import LOSS
from sim.report.brief import breakeven, chapters
from sim.report.brief.assumption import Scaling
from sim.report.brief.decision import Decision, decisions, focus, measure_for
from sim.report.brief.figures import backlog_of, frontier_of, spending
from sim.report.brief.page import Beside, Page, Part
from sim.report.brief.rival import Against, rival_of
from sim.report.brief.side import Side, stored, wanted

if TYPE_CHECKING:
    from sim.experiment.folder.results import Results

MOST_REPLICATIONS: Final = 50
"""Worlds in which a break-even is looked for, if nobody says otherwise: two cores play them in a minute."""

QUICK_REPLICATIONS: Final = 10

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader of the brief asks for."""

    levers: tuple[Scaling, ...]
    by: str | None = None
    """Measure that points are ranked by; left out, the first that the experiment shows."""
    world: str | None = None
    """`provider=typical`; left out, the base case's."""
    against: Against = Against.AUTO
    replications: int = MOST_REPLICATIONS
    """Worlds played for break-evens, at most."""
    workers: int = 1


def brief(results: Results, wish: Wish, progress: Progress = lambda what: None) -> Page:
    """Write the brief; what it needs beyond the folder is played in the same worlds.

    Raises
    ------
    ResultsError
        The folder holds no results, or no run is stored.
    InputError
        A measure, world or rival that was asked for does not exist.
    """
    experiment = results.experiment
    plays, over = bool(wish.levers) or wish.against is Against.HOME, Event()
    if plays:
        call_ahead(wish.workers)
    if results.missing == chapters.asked_of(results):
        raise ResultsError(
            f"{results.folder} holds an experiment, and no run of it\n"
            "  rule    a brief tells what runs came to\n"
            f"  remedy  kposim run {results.folder}/experiment.yaml --out {results.folder}"
        )
    measure = measure_for(results, wish.by)
    with (
        Player(experiment.seed or 0, wish.workers, is_over=over.is_set) as player,
        ThreadPoolExecutor(1) as aside,
    ):
        if plays:  # workers begin, once, while the folder is read
            begun = aside.submit(player.table, [], [], [0])
        found = decisions(results, measure)
        chosen = focus(results, found, wish.world)
        if plays:
            begun.result()
        told = _Told(results, wish, found, chosen, player if plays else None, over, progress)
        parts = told.parts()
    return Page(
        f"{chapters.title(experiment)}",
        chapters.subtitle(results),
        tuple(parts),
        chapters.foot(results),
    )


class _Told:
    """The chapters of one brief."""

    def __init__(
        self,
        results: Results,
        wish: Wish,
        found: list[Decision],
        chosen: Decision | None,
        player: Player | None,
        over: Event,
        progress: Progress,
    ) -> None:
        self.results, self.wish, self.found, self.chosen = results, wish, found, chosen
        self.player, self.over, self.progress = player, over, progress
        self.limits = results.experiment.limits

    def parts(self) -> list[Part]:
        """Everything, in the order in which it is read."""
        notices = chapters.notices(self.results)
        if self.chosen is None:
            measure = measure_for(self.results, self.wish.by)
            answer = chapters.nothing_to_choose(self.results, measure)
            return [*notices, *answer, *self._closing(None, None)]
        best, rival = self._sides(self.chosen)
        replications = self._replications(best, rival)
        with self._played_aside(self.chosen, best, rival, replications) as searches:
            self.progress("figures")
            shown = frontier_of(self.results)
            spent = spending(best, rival) if rival else None
            piled = backlog_of(self.results, self._panels(best, rival))
            self.progress("break-evens")
            answered = [each.result() for each in searches]
        return [
            *notices,
            *chapters.answer(self.results, self.chosen, best, rival, self.found),
            *filter(None, [shown]),
            Beside(
                (tuple(chapters.costs(best, rival)), tuple(chapters.withstands(best, rival, self.limits)))
            ),
            *chapters.changes(self.chosen, best, rival, answered, len(replications)),
            *filter(None, [spent, piled]),
            *self._closing(self.chosen, best),
        ]

    def _sides(self, chosen: Decision) -> tuple[Side, Side | None]:
        names = wanted(chosen.measure.name, self.limits)
        best = stored(self.results, chosen.points[chosen.best], chosen.best, names)
        self.progress("rival")
        replications = best.replications[: self.wish.replications].tolist()
        return best, rival_of(self.results, chosen, best, self.wish.against, self.player, names, replications)

    def _replications(self, best: Side, rival: Side | None) -> list[int]:
        if rival is None or self.chosen is None:
            return []
        return breakeven.in_common(best, rival, self.chosen.measure.name, self.wish.replications)

    @contextmanager
    def _played_aside(
        self, chosen: Decision, best: Side, rival: Side | None, replications: list[int]
    ) -> Iterator[list[Future[breakeven.Answer]]]:
        """The searches for break-evens, side by side: each waits for its worlds while others are played, and
        figures are drawn meanwhile."""
        player, levers = self.player, self.wish.levers
        if rival is None or player is None or not replications or not levers:
            yield []
            return
        with ThreadPoolExecutor(len(levers) if player.workers > 1 else 1) as threads:
            try:
                yield [
                    threads.submit(breakeven.answer, each, best, rival, chosen.measure, player, replications)
                    for each in levers
                ]
            except BaseException:  # nobody waits for them any more
                self.over.set()
                raise

    def _panels(self, best: Side, rival: Side | None) -> list[tuple[str, DesignPoint]]:
        first = self.results.table([LOSS])
        there = set(first.loc[first["replication"] == 0, "point"])
        sides = (best, rival) if rival else (best,)
        return [(side.name, side.point) for side in sides if side.point and side.point.id in there]

    def _closing(self, chosen: Decision | None, best: Side | None) -> list[Part]:
        case = best.case if best else self.results.experiment.case
        return [
            *chapters.assumptions(case),
            *chapters.method(self.results, chosen, self.player.runs if self.player else 0),
            *chapters.reproduce(self.results, chosen),
        ]
