"""With what is the best compared? Staying in-house, the runner-up, or the baseline."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sim.case import fitted
from sim.errors import InputError, Problem, UnknownName
from sim.experiment.design.points import DesignPoint
from sim.report.brief.side import OUTSOURCED, Side, played, stored
from sim.strategy.at_home import all_at_home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.experiment.folder.results import Results
    from sim.replicate.player import Player
    from sim.report.brief.decision import Decision

HOME = "all in-house"


class Against(StrEnum):
    """The rival that was asked for."""

    AUTO = "auto"
    HOME = "home"
    RUNNER_UP = "runner-up"
    BASELINE = "baseline"


def rival_of(
    results: Results,
    decision: Decision,
    best: Side,
    against: Against,
    player: Player | None,
    names: Sequence[str],
    replications: Sequence[int],
) -> Side | None:
    """The rival, with the measures of these names; None where there is none to be had.

    Of its own accord: a point that sends nothing out (the baseline, if it is one), or else all in-house,
    played by `player`; for a best that sends nothing out, the best of those that do.

    Raises
    ------
    InputError
        What was asked for does not exist.
    """
    if against is Against.BASELINE:
        return _named(results, decision, _baseline(results, decision), against, names)
    if against is Against.RUNNER_UP:
        return _named(results, decision, decision.runner_up, against, names)
    others = [name for name in decision.ranking if name != decision.best]
    share = results.table([OUTSOURCED]).groupby("point")[OUTSOURCED].max()
    home = [name for name in others if share[decision.points[name].id] == 0.0]
    if not best.sends_work_out:
        if against is Against.HOME:
            rule = "the best point is all in-house itself"
            raise InputError([Problem("--against", "home", rule, "leave --against out")])
        away = [name for name in others if name not in home]
        return _named(results, decision, away[0], against, names) if away else None
    if home:
        baseline = _baseline(results, decision)
        return _named(results, decision, baseline if baseline in home else home[0], against, names)
    if player is not None:
        try:
            case = fitted(best.case.scenario, all_at_home(best.case.strategy))
            return played(player, case, HOME, names, replications)
        except InputError:  # nobody at home could do all the work
            if against is Against.HOME:
                raise
    return _named(results, decision, decision.runner_up, Against.AUTO, names)


def _baseline(results: Results, decision: Decision) -> str | None:
    """Name of the baseline's point in this world."""
    try:
        found: DesignPoint | None = results.experiment.baseline_of(decision.points[decision.best])
    except UnknownName:  # no grid: the design has no such combination
        found = None
    return next((name for name, point in decision.points.items() if point is found), None)


def _named(
    results: Results, decision: Decision, name: str | None, against: Against, names: Sequence[str]
) -> Side | None:
    if name is not None and name != decision.best:
        return stored(results, decision.points[name], name, names)
    if against in (Against.AUTO, Against.HOME):
        return None
    rule = "it is the best itself" if name else f"this world of the experiment has no {against.value}"
    raise InputError([Problem("--against", against.value, rule, "leave --against out")])
