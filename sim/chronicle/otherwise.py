"""When would a task have been delivered, had something not happened? The same world again, without it."""

from __future__ import annotations

import math
from typing import NamedTuple

from sim.ask.mechanism import switched_off
from sim.ask.worlds import seated_as
from sim.case import Case
from sim.engine.journal import Journal
from sim.errors import InputError
from sim.replicate.replications import journal_of

SWITCHES = {
    "failures": ("failures",),
    "questions": ("questions",),
    "mistakes": ("defects", "misunderstandings"),
}
"""What is switched off, and what that is called here."""


class Otherwise(NamedTuple):
    """The task's delivery in the same world without something: same tasks, same luck, same people."""

    without: str
    delivered: float
    """Hours since the scenario's start; nan if not within the run."""
    sooner: float
    """Hours by which that is sooner; negative if later, nan where either is not within the run."""


def otherwise(journal: Journal, task: int) -> tuple[Otherwise, ...]:
    """What switching off each of what can hold a task up would have done for it.

    The runs are of the case alone: an assignment rule of one's own does not take part. Where the same people
    could not be there (`seated_as`) nothing is said.
    """
    case = Case(journal.scenario, journal.strategy)
    now = float(journal.tasks["delivered"][task])
    found = []
    for name, mechanisms in SWITCHES.items():
        try:
            other = seated_as(switched_off(case, mechanisms), case)
        except InputError:  # a transition moves seats, and the rules would ask for others
            continue
        told = journal_of(other, journal.tape.seed, journal.tape.replication)
        then = float(told.tasks["delivered"][task])
        sooner = math.nan if math.isnan(now) else now - then
        found.append(Otherwise(name, then, sooner))
    return tuple(found)
