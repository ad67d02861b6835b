"""Was it more than can be borne? The days on which a stated tolerance was broken, work type by work type.

A day is 24 hours from the window's start, or from the day before, and is looked at when it ends.
"""

from __future__ import annotations

import math

import numpy as np

from sim.outcome.days import Days
from sim.outcome.ledger import total_of
from sim.outcome.reading import Bools, Ints
from sim.outcome.service import delivered_of_due
from sim.outcome.window import Observation, days_in
from sim.scenario.tolerance import Tolerances


def tolerance(seen: Observation) -> dict[str, float]:
    """Days outside the tolerances, and whether the run was outside at all; nan where none is stated."""
    scenario = seen.journal.scenario
    if not scenario.tolerated and scenario.most_money is None:
        return {"days_outside_tolerance": math.nan, "outside_tolerance": math.nan}
    days = int(outside(seen).sum())
    is_dear = scenario.most_money is not None and total_of(seen) > scenario.most_money
    return {"days_outside_tolerance": float(days), "outside_tolerance": float(days > 0 or is_dear)}


def outside(seen: Observation) -> Bools:
    """Which days of the window ended outside the tolerances of any work type, (days,)."""
    scenario, rows = seen.journal.scenario, seen.journal.tasks
    broken = np.zeros(len(seen.days) - 1, dtype=np.bool_)
    for name, tolerated in scenario.tolerated.items():
        own = rows[rows["work_type"] == list(scenario.work).index(name)]
        broken |= days_outside(days_in(seen.lens, own), tolerated, scenario.service_over_days)
    return broken


def days_outside(tasks: Days, tolerated: Tolerances, over_days: int) -> Bools:
    """The same for the tasks of one work type."""
    broken = np.zeros(len(tasks.wip) - 1, dtype=np.bool_)
    if tolerated.days_without_service is not None:
        broken |= in_a_row(is_without_service(tasks)) > tolerated.days_without_service
    if tolerated.least_service is not None:
        broken |= delivered_of_due(tasks, over_days)[1:] < tolerated.least_service  # nan is not
    if tolerated.largest_backlog is not None:
        broken |= tasks.backlog[1:] > tolerated.largest_backlog
    return broken


def is_without_service(tasks: Days) -> Bools:
    """Which days of the window ended with something overdue, and saw no delivery, (days,)."""
    delivered = np.diff(tasks.delivered_by[-len(tasks.wip) :])
    return np.asarray((delivered == 0) & (tasks.overdue[1:] > 0))


def in_a_row(days: Bools) -> Ints:
    """For each day how many in a row, up to it, are so, (days,); 0 where it is not."""
    place = np.arange(1, len(days) + 1)
    return np.asarray(place - np.maximum.accumulate(np.where(days, 0, place)))
