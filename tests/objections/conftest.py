"""Small worlds in which one thing is looked at."""

from typing import Any

import pytest

from sim.case import Case, case_from, changed
from sim.outcome.scorecard import settle
from sim.replicate.replications import Replications, table_of

Data = dict[str, Any]
OFFICE = {"zone": "Europe/Berlin"}
WORK: Data = {
    "arrivals": {"kind": "poisson", "per_week": 20},
    "effort_hours": {"kind": "lognormal", "mean": 8, "cv": 0.6},
    "due_days": 10,
    "ambiguity": 0.5,
    "unclear_points": 4,
    "brief_hours": 0.5,
    "answer_hours": 0.4,
    "checkpoint_hours": 0.3,
    "inspection_hours": 0.5,
}
WORLD: Data = {
    "scenario": {
        "warm_up_days": 28,
        "horizon_days": 364,
        "work": {"reports": WORK},
        "inhouse": {"seats": 6, "calendar": OFFICE, "defects_per_task": 0.1},
        "liaisons": {"seats": 3, "calendar": OFFICE},
        "reviewers": {"seats": 3, "calendar": OFFICE},
        "providers": {
            "pune": {
                "seats": 8,
                "calendar": {"zone": "Asia/Kolkata"},
                "distance": 0.4,
                "defects_per_task": 0.1,
                "contract": {"kind": "time_and_materials", "rate_per_hour": 30},
            }
        },
    },
    "strategy": {
        "mix": {"reports": {"pune": 1.0}},
        "inspection": {"inhouse_rate": 0.5, "outsourced_rate": 0.5},
    },
}


class House:
    """A case that is told with other settings, and what comes of it over some worlds."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def with_(self, settings: Data) -> Case:
        """The case with these settings, by dotted path."""
        return changed(self.case, settings)

    def means(self, settings: Data, *measures: str, worlds: int = 12) -> tuple[float, ...]:
        """Means of some measures over the same worlds."""
        table = table_of(Replications(self.with_(settings), 7, range(worlds)), measures)
        return tuple(map(float, table.mean(axis=0)))

    def score(self, journal: Any) -> dict[str, float]:
        """All measures of one run."""
        return settle(journal).as_row()


@pytest.fixture(scope="session")
def house() -> House:
    """One work type, one provider eight hours by plane away."""
    return House(case_from(WORLD))
