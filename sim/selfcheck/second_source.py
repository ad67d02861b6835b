"""Does a second source pay above the hazard that theory computes, and not below?

All work outside, with one provider that may end for good, or half of it with a second one that does not. When
the first one ends, its work comes home and waits for people who are hired; who shares it has half as much to
wait for. Work takes no time, so that what is late is what waits for those people.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.analysis.theory import threshold_hazard, waiting_loss
from sim.case import Case
from sim.scenario.arrivals import DAYS_PER_YEAR
from sim.selfcheck.bills import Bills
from sim.selfcheck.check import at_least, at_most
from sim.selfcheck.commitment import GROUP, outside
from sim.selfcheck.exam import Exam, Known
from sim.selfcheck.textbook import Data, Length, constant, textbook

YEARS = 5.0
SEATS = 2
PER_DAY, DAYS_TO_HIRE, LATE = 2.0, 40.0, 10.0
"""Tasks, days until somebody is hired, and money for a task late by a day."""
EXIT, HIRING = 3_000.0, 500.0
"""Lost with the provider whatever its share, and for each of the people hired in its place."""
GOVERNANCE = 700.0
"""Fixed cost a year of the second source."""


class Lost(NamedTuple):
    """Money lost when the first source ends: if it has all the work, and if it has half of it."""

    alone: float
    shared: float


def lost() -> Lost:
    """What theory says of it."""
    fixed = EXIT + SEATS * HIRING
    alone, shared = (waiting_loss(share * PER_DAY, DAYS_TO_HIRE, LATE) for share in (1.0, 0.5))
    return Lost(fixed + alone, fixed + shared)


def exams() -> list[Exam]:
    """The losses themselves, and who is cheaper on either side of the threshold."""
    return [losses(), threshold()]


def losses() -> Exam:
    """What is lost by an end on a stated day."""
    days = 10.0 + DAYS_TO_HIRE + 10.0
    ends = {"events": [{"team": "first", "kind": "insolvency", "at_day": 10.0}]}
    rivals = Bills(*(_house(days, share, {}, 0.0, **ends) for share in (1.0, 0.5)))
    known = (
        Known("lost if it had all the work", lost().alone),
        Known("lost if it had half of it", lost().shared),
    )
    return Exam("a source ends, and people are hired", GROUP, 480, known, rivals.costs)


def threshold() -> Exam:
    """One source or two, at half the computed hazard and at twice as much."""
    hazard = threshold_hazard(GOVERNANCE, *lost(), years=YEARS)
    rivals = {each: Bills(*(_at_risk(each * hazard, share) for share in (1.0, 0.5))) for each in (0.5, 2.0)}
    known = (
        Known("the second costs more than it saves at half of it", 0.0, at_least),
        Known("the second saves more than it costs at twice it", 0.0, at_most),
    )

    def draw(seed: int, replication: int) -> tuple[float, ...]:
        """What two sources cost more than one, in years of governance."""
        costs = [each.costs(seed, replication) for each in rivals.values()]
        return tuple((two - one) / (GOVERNANCE * YEARS) for one, two in costs)

    return Exam(f"a second source, threshold {hazard:.3f} a year", GROUP, 240, known, draw)


def _at_risk(per_year: float, share: float) -> Case:
    hazard = {"insolvency": {"kind": "hazard", "per_year": per_year}}
    return _house(YEARS * DAYS_PER_YEAR, share, hazard, GOVERNANCE)


def _house(days: float, share: float, fate: Data, governance: float, **world: Any) -> Case:
    """One source if it gets all the work, two otherwise."""
    work = {
        "arrivals": {"kind": "poisson", "per_week": 7.0 * PER_DAY},
        "effort_hours": constant(0.0),
        "due_days": 0.0,
        "delay_cost_per_day": LATE,
    }
    return textbook(
        Length(warm_up=0.0, counted=24.0 * days),
        {"tasks": work},
        {"days_to_hire": DAYS_TO_HIRE, "pay": {"hiring_cost": HIRING}},
        {"mix": {"tasks": {"first": share, "second": 1.0 - share}}},
        providers={
            "first": outside(FREE, SEATS, exit={"cost": EXIT}, **fate),
            "second": governed(governance),
        },
        **world,
    )


FREE: Data = {"kind": "fixed_price"}


def governed(per_year: float) -> Data:
    """The second source: nothing ends it, and all that it costs is what governing it costs a year."""
    return outside(FREE, SEATS, governance_per_year=per_year)
