"""What do the people cost who are let go?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Why
from sim.outcome.months import Months
from sim.outcome.prices import salary_factor
from sim.outcome.reading import Floats
from sim.outcome.window import HOURS_PER_YEAR, Observation
from sim.rules.assignment import INHOUSE

WEEKS_PER_YEAR = HOURS_PER_YEAR / 168.0


def severance_by_month(seen: Observation, months: Months) -> Floats:
    """Weeks of salary for each in-house seat that was released in the window, (months,), in money."""
    pay = seen.journal.scenario.inhouse.pay
    if pay.severance_weeks == 0.0:
        return np.zeros(len(months))
    week = pay.salary_per_year / WEEKS_PER_YEAR * salary_factor(seen, pay, months)
    instants, seats = released_at_home(seen)
    return np.asarray(pay.severance_weeks * week * months.sums(instants, seats))


def released_at_home(seen: Observation) -> tuple[Floats, Floats]:
    """Instants in the window at which in-house seats were released, and how many, (releases,) each."""
    rows = seen.journal.changes
    ours = (rows["team"] == INHOUSE) & (rows["why"] == Why.LET_GO) & seen.window.holds(rows["instant"])
    return rows["instant"][ours], -rows["seats"][ours].astype(np.float64)
