"""By when was each task to be begun or delivered, and was it?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.reading import Bools, Floats
from sim.rules.promise import all_kept_by, kept_by
from sim.rules.rule import rule
from sim.scenario.contract import ServiceLevel


class Promised(NamedTuple):
    """A promise about tasks; one entry each, (N,)."""

    until: Floats
    """The last instant at which it is kept; inf where nothing is promised."""
    kept: Bools
    """Whether it was kept; what is promised and never came was not."""


def due(journal: Journal) -> Promised:
    """Deliveries, by the due instant."""
    tasks = journal.tasks
    return Promised(tasks["due"], tasks["delivered"] <= tasks["due"])


def to_begin(journal: Journal) -> Promised:
    """First seats at a working team, by the working hours of the client's house since the arrival."""
    tasks, hours = journal.tasks, begin_hours(journal)
    is_worked = np.ones(len(hours), dtype=np.bool_)
    until = all_kept_by(
        *journal.plan.office,
        np.ascontiguousarray(tasks["arrived"]),
        tasks["work_type"].astype(np.int64),
        hours,
        is_worked,
    )
    return Promised(until, tasks["started"] <= until)


def begin_hours(journal: Journal) -> Floats:
    """Working hours after which work is to be begun, by work type, (W,); inf where that is not promised."""
    return np.array([work.begin_hours for work in journal.scenario.work.values()])


def covered_by(journal: Journal, promise: ServiceLevel) -> Promised:
    """What a provider's service level is about: some work, and what of it is promised."""
    all_of_it = to_begin(journal) if promise.is_about_beginning else due(journal)
    if not promise.of_work:
        return all_of_it
    works = journal.scenario.work.items()
    covered = np.array([promise.covers(name, work.family) for name, work in works])
    return all_of_it._replace(
        until=np.where(covered[journal.tasks["work_type"]], all_of_it.until, np.inf),
    )


@rule
def due_after(
    opens: Floats, closes: Floats, worked: Floats, due_hours: Floats, due_is_worked: Bools, instant: float
) -> float:
    """When the last of what arrived by an instant falls due; that instant if nothing is ever late.

    Parameters
    ----------
    opens, closes, worked
        (R,) the calendar of the client's house.
    due_hours, due_is_worked
        (W,) of a plan.
    """
    longest = 0.0
    for kind in range(len(due_hours)):
        if not due_is_worked[kind] and due_hours[kind] < np.inf:
            longest = max(longest, due_hours[kind])
    last = instant + longest
    for kind in range(len(due_hours)):
        if due_is_worked[kind] and due_hours[kind] < np.inf:
            last = max(last, kept_by(opens, closes, worked, instant, due_hours[kind], True))
    return last
