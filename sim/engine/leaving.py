"""When a contract ends, who follows and how fast, in numbers that both engines read."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.rules.relay import NOBODY
from sim.rules.verdict import weeks_of
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy


class Leaving(NamedTuple):
    """How the client ends a contract, and how people come after any end."""

    is_on: bool
    of: int
    """The provider, and who follows: indices, or `sim.rules.relay.NOBODY`."""
    to: int
    comes_anew: bool
    """Whether who follows is a provider that has no people of ours before."""
    since: float
    """The client looks for the first time `every_hours` after this instant."""
    every_hours: float
    bad_looks: int
    """So many in a row decide; with 0 the first look does."""
    least_on_time_share: float
    most_found: float
    """Defects for each task delivered; inf if nobody counts."""
    tender_hours: float
    ramp_hours: float
    teaching_hours: float
    """For each seat that follows."""
    rehire_ramp_hours: float
    """Over which people come who are hired in the place of a provider that has ended."""
    most_changes: int
    """That are decided at one instant, at most: groups of people, lessons, teachers."""


def leaving_of(scenario: Scenario, strategy: Strategy) -> Leaving:
    """What the strategy says of ends."""
    ends, rehire_ramp = strategy.termination, 24.0 * strategy.contingency.ramp_days
    if ends is None:
        return nobody_leaves(rehire_ramp)
    transition = strategy.transition
    ramped = 0.0 if transition is None else 24.0 * transition.signing_day + 24.0 * transition.ramp_days
    least, most = ends.least_on_time_share, ends.most_defects_found
    ring = () if strategy.relay is None else strategy.relay.teams
    ramp = 24.0 * ends.ramp_days
    return Leaving(
        is_on=True,
        of=scenario.teams.index(ends.of),
        to=scenario.teams.index(ends.to),
        comes_anew=ends.to in scenario.providers and ends.to not in (*ring, strategy.contingency.plan),
        since=ramped if ends.at_day is None else 0.0,
        every_hours=24.0 * (ends.every_days if ends.at_day is None else ends.at_day),
        bad_looks=ends.bad_looks if ends.is_for_cause else 0,
        least_on_time_share=0.0 if least is None else least,
        most_found=math.inf if most is None else most,
        tender_hours=24.0 * ends.tender_days,
        ramp_hours=ramp,
        teaching_hours=ends.teaching_hours_per_seat,
        rehire_ramp_hours=rehire_ramp,
        most_changes=max(2 * weeks_of(ramp) + 4, weeks_of(rehire_ramp)),
    )


def nobody_leaves(rehire_ramp_hours: float) -> Leaving:
    """The client ends no contract."""
    never, most = (0.0, math.inf, 0, 0.0, math.inf, 0.0, 0.0, 0.0), weeks_of(rehire_ramp_hours)
    return Leaving(False, NOBODY, NOBODY, False, *never, rehire_ramp_hours, most)
