"""What would change the answer? Every lever is moved until best and rival are even, in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.errors import InputError
from sim.outcome.measure import Measure
from sim.plots.figures import teams_with_work
from sim.replicate.player import Player
from sim.report.brief import sentences
from sim.report.brief.assumption import Scaling
from sim.report.brief.search import Floats, Search, search
from sim.report.brief.side import Side

NONE_THERE: Final = "none in this case"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one lever. No search: the case has no such numbers, or they cannot be scaled."""

    lever: Scaling
    search: Search | None
    sentence: str
    comes_to: str = ""
    """What the nearest break-even means in the units of the file."""

    @property
    def factor(self) -> str:
        """`1.31 [1.22, 1.41]` for each turn."""
        turns = self.search.turns if self.search else ()
        return "; ".join(sentences.factor_of(turn) for turn in turns) or "–"

    @property
    def range(self) -> str:
        """What was tried."""
        if self.search is None:
            return "–"
        low, high = self.search.ends
        return f"{low:g} to {high:g}"


def answer(
    lever: Scaling, best: Side, rival: Side, measure: Measure, player: Player, replications: Sequence[int]
) -> Answer:
    """Look for the factors at which best and rival are even.

    What both have in the folder for today's value is taken from there.
    """
    owners = _owners(best, rival)
    told = lever.quantities(best.case)
    if not any(each.owner in owners for each in told.values()):
        return Answer(lever, None, sentences.cap(f"{NONE_THERE}."))
    sign = -1.0 if measure.direction == "higher" else 1.0

    def margins(factor: float) -> Floats:
        """By how much the best is better than its rival, by replication."""
        if factor == 1.0:
            own, their = (_stored(side, measure.name, replications) for side in (best, rival))
        elif rival.feels_providers:
            cases = [lever.apply(side.case, factor) for side in (best, rival)]
            own, their = player.table(cases, [measure.name], replications).column(measure.name)
        else:
            (own,) = player.table([lever.apply(best.case, factor)], [measure.name], replications).column(
                measure.name
            )
            their = _stored(rival, measure.name, replications)
        return np.asarray(sign * (their - own), dtype=np.float64)

    try:
        found = search(margins, lever.scan)
    except InputError as error:
        return Answer(lever, None, f"Cannot be varied here: {error.problems[0].rule}.")
    comes_to = "; ".join(filter(None, (lever.told(best.case, turn.at, owners) for turn in found.turns)))
    return Answer(lever, found, sentences.turns(found, rival.name), comes_to)


def _stored(side: Side, measure: str, replications: Sequence[int]) -> Floats:
    place = {int(each): k for k, each in enumerate(side.replications)}
    return side.rows[measure][[place[each] for each in replications]]


def in_common(best: Side, rival: Side, measure: str, most: int) -> list[int]:
    """The first replications in which both have the measure."""
    known = [set(side.replications[np.isfinite(side.rows[measure])].tolist()) for side in (best, rival)]
    return sorted(known[0] & known[1])[:most]


def _owners(best: Side, rival: Side) -> set[str]:
    """Providers that have work in either case, and all work types."""
    teams = {team for side in (best, rival) for team in teams_with_work(side.case)}
    return teams | set(best.case.scenario.work)
