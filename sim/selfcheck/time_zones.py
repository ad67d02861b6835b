"""How long does a question wait for the other side to wake up, with real calendars?"""

from __future__ import annotations

from sim.analysis.theory import time_zone_wait
from sim.selfcheck import estimate
from sim.selfcheck.check import Check, arithmetic
from sim.selfcheck.exam import Exam, Quantity, exam_of
from sim.selfcheck.textbook import HOURS_PER_WEEK, MANY, Data, Length, constant, tasks, textbook

GROUP = "time zones"
HOURS_AHEAD = (3, 8, 12, -3)
KNOWN = {3: 5.4375, 8: 12.0, 12: 8.0, -3: 0.5625}
"""As published, in hours."""
WEEKS = 72.0
"""Whole weeks: three weekdays more would make Fridays rarer than one in five, and the wait shorter."""


def exams() -> list[Exam]:
    """Responders ahead and behind, every day and Monday to Friday."""
    return [waiting(ahead, weekdays) for weekdays in ("every day", "mon-fri") for ahead in HOURS_AHEAD]


def waiting(hours_ahead: int, weekdays: str) -> Exam:
    """A provider in UTC asks, and a liaison whose clock runs ahead answers at once when at work.

    Work takes no time, so that the first question is raised when the task arrives; Poisson arrivals are
    uniform over each shift. A zone of the Etc family has its sign reversed: Etc/GMT-3 is three hours
    ahead.
    """
    zone = f"Etc/GMT{-hours_ahead:+d}"
    case = textbook(
        Length(warm_up=HOURS_PER_WEEK, counted=WEEKS * HOURS_PER_WEEK),
        {"tasks": tasks(2.0, constant(0.0), unclear_points=4.0, most_attempts=1)},
        {},
        {"mix": {"tasks": {"asker": 1.0}}},
        providers={"asker": {"seats": MANY, "distance": 0.5, "calendar": shift("UTC", weekdays)}},
        liaisons={"seats": MANY, "calendar": shift(zone, weekdays)},
    )
    known = time_zone_wait(hours_ahead, weekdays_only=weekdays == "mon-fri")
    wait = Quantity("mean wait for an answer", known, estimate.mean_answer_wait)
    side = f"{abs(hours_ahead)} h {'ahead' if hours_ahead > 0 else 'behind'}"
    return exam_of(f"responder {side}, {weekdays}", GROUP, 40, case, (wait,))


def shift(zone: str, weekdays: str) -> Data:
    """Nine to five by the clock of a zone."""
    return {"zone": zone, "opens": "09:00", "closes": "17:00", "weekdays": weekdays}


def formula() -> list[Check]:
    """The formula that the simulated waits are held against, at the published points."""
    return [
        arithmetic(f"time zone formula, {ahead:+d} h", GROUP, known, time_zone_wait(ahead))
        for ahead, known in KNOWN.items()
    ]
