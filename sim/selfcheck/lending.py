"""Is a provider's bench the seats that theory lends?"""

from __future__ import annotations

from functools import partial

from sim.analysis.theory import mmc_with_bench
from sim.engine.journal import Journal
from sim.outcome.surge import lent_hours
from sim.outcome.window import Window, instants_of_end
from sim.selfcheck import estimate
from sim.selfcheck.exam import Exam, Quantity, exam_of
from sim.selfcheck.textbook import Length, exponential, tasks, textbook

GROUP = "other clients"
PARTNER = 1
EFFORT_HOURS = 24.0


def exams() -> list[Exam]:
    """A bench that is looked at each day, and one that holds the line alone."""
    return [
        surge(a_day=4.8, seats=4, bench=3, surge_days=1.0),
        surge(a_day=4.0, seats=5, bench=2, surge_days=0.5),
    ]


def surge(a_day: float, seats: int, bench: int, surge_days: float) -> Exam:
    """M/M/c with a bench, tasks of a day: how many are in hand, and how many seats are lent."""
    known = mmc_with_bench(a_day, 1.0, seats, bench, surge_days)
    case = textbook(
        Length(warm_up=24.0 * 100.0, counted=24.0 * 4_000.0),
        {"tasks": tasks(a_day / 24.0, exponential(EFFORT_HOURS))},
        {"seats": 1},
        {"mix": {"tasks": {"partner": 1.0}}},
        providers={
            "partner": {
                "seats": seats,
                "pool": {"bench": bench, "surge_days": surge_days, "busy_share": 0.0},
            }
        },
    )
    quantities = (
        Quantity("mean in hand", known.in_system, estimate.mean_in_system),
        Quantity("mean seats lent", known.lent, partial(mean_lent, team=PARTNER)),
    )
    name = f"M/M/{seats}, λ {a_day:g}, μ 1, {bench} lent for {surge_days:g}"
    return exam_of(name, GROUP, 60, case, quantities)


def mean_lent(journal: Journal, team: int) -> float:
    """Time average of the seats that a provider lends."""
    since, until = estimate.counted_span(journal)
    hours = lent_hours(journal, Window(since, until), instants_of_end(journal))[team]
    return float(hours / (until - since))
