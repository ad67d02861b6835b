"""A timeline says what struck whom, and whether it was for good."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from sim.case import case_from
from sim.engine.journal import Cause
from sim.engine.simulate import simulate
from sim.experiment.execute.run import timeline_of
from sim.experiment.folder.timeline import Timeline


def test_whoever_walked_away_is_gone_for_good_as_the_insolvent_are() -> None:
    """An outage ends; krakow loses money and walks away, pune becomes insolvent: neither comes back."""
    loses = {"cost_per_seat_per_month": 1_000_000.0, "term_months": 1.0}
    case = case_from(
        {
            "scenario": {
                "horizon_days": 60,
                "work": {
                    "patents": {
                        "arrivals": {"kind": "regular", "per_week": 28},
                        "effort_hours": {"kind": "constant", "mean": 2},
                    }
                },
                "inhouse": {"seats": 2},
                "liaisons": {"seats": 1},
                "reviewers": {"seats": 1},
                "providers": {"krakow": {"seats": 1, "viability": loses}, "pune": {"seats": 1}},
                "events": [
                    {"team": "krakow", "kind": "outage", "at_day": 3, "days": 2},
                    {"team": "pune", "kind": "insolvency", "at_day": 50},
                ],
            },
            "strategy": {"mix": {"patents": {"krakow": 0.4, "pune": 0.4}}},
        }
    )
    journal = simulate(case, seed=1, engine="reference")
    run = cast(Any, SimpleNamespace(point=SimpleNamespace(id=0), digest="0"))
    struck = Timeline.of(timeline_of(run, journal)).disruptions

    assert journal.disruptions["cause"].tolist() == [Cause.OUTAGE, Cause.WALKED_AWAY, Cause.INSOLVENCY]
    assert [each.is_final for each in struck] == [False, True, True]
    assert np.isinf([each.to_day for each in struck]).tolist() == [False, True, True]
