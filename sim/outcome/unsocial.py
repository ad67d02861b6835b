"""How much dearer is a team that works at night or at weekends?"""

from __future__ import annotations

from sim.engine.making import shifts_of
from sim.outcome.once import once
from sim.outcome.window import Lens
from sim.scenario.unsocial_hours import unsocial_share


@once
def premium_factors(lens: Lens) -> list[float]:
    """What each team's salaries, or its fees for hours and seats, are multiplied by, (teams,).

    1 + `unsocial_premium` x the unsocial share of the hours in which it is open, over the whole run: so every
    hour that it works counts as one of its mean, and windows that adjoin share out the money.
    """
    return [_factor(lens, name) for name in lens.scenario.teams]


def _factor(lens: Lens, name: str) -> float:
    premium = lens.scenario.named_teams[name].unsocial_premium
    if premium == 0.0:
        return 1.0
    calendar = shifts_of(lens.scenario, lens.strategy, name)
    return 1.0 + premium * unsocial_share(calendar, lens.scenario.start, lens.plan.end)
