"""A seat that has closed while somebody is in it: until it is left, its hours are hours of a seat."""

from itertools import pairwise
from typing import Any

import pytest

from sim.case import Case, case_from
from sim.engine.simulate import simulate
from sim.outcome.scorecard import settle
from sim.outcome.window import Window, observe


def closing() -> Case:
    """Three seats, tasks of ten hours at 0, 1, 2, 3, 4; two seats close at 4 and are back at 11.2."""
    work = {
        "w": {
            "arrivals": {"kind": "trace", "arrived_hours": [0, 1, 2, 3, 4]},
            "effort_hours": {"kind": "constant", "mean": 10},
        }
    }
    event = {"team": "inhouse", "kind": "slowdown", "at_day": 4 / 24, "days": 7.2 / 24, "share": 0.66}
    return case_from(
        {"scenario": {"horizon_days": 0.5, "work": work, "inhouse": {"seats": 3}, "events": [event]}}
    )


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_a_seat_that_closed_and_is_still_taken_is_an_open_one(engine: Any) -> None:
    """Nobody is sent away: the first three end at 10, 11 and 12, and two more begin at 11.2. Worked until 12:
    10 + 10 + 10 + .8 + .8. Open or taken: 3 until 10, 2 until 11, 1 until 11.2, then 3 again. They were 146 %
    busy when the seats counted as closed at once (31.6 of 21.6)."""
    journal = simulate(closing(), seed=1, engine=engine)

    assert journal.episodes["hours"].sum() == pytest.approx(31.6)
    assert observe(journal).seats_open[0] == pytest.approx(3 * 10 + 2 * 1 + 1 * 0.2 + 3 * 0.8)
    assert settle(journal)["utilisation_inhouse"] == pytest.approx(31.6 / 34.6)


def test_windows_that_adjoin_share_out_the_hours_of_seats() -> None:
    """Before the seats close, while they are still taken, and when they are free."""
    journal = simulate(closing(), seed=1)
    edges = (0.0, 4.0, 10.0, 10.5, 12.0)
    parts = [observe(journal, Window(a, b)).seats_open[0] for a, b in pairwise(edges)]

    assert parts == pytest.approx([12.0, 18.0, 1.0, 1.0 + 0.2 + 2.4])
