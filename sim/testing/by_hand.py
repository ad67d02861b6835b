"""Small cases whose story is worked out by hand, and told by both engines."""

from __future__ import annotations

from typing import Any

from sim.case import case_from
from sim.engine.journal import Journal
from sim.engine.simulate import simulate
from sim.tape.tape import deal
from sim.testing.twins import first_difference

Data = dict[str, Any]
"""As a file has it."""


def trace(arrived: list[float], efforts: list[float] | None = None, **more: Any) -> Data:
    """Work that comes when it is written here, with one hour of effort unless written otherwise."""
    arrivals: Data = {"kind": "trace", "arrived_hours": arrived}
    if efforts is not None:
        arrivals["effort_hours"] = efforts
    return {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": 1}, **more}


def one_seat(**more: Any) -> Data:
    """A team of one, always there."""
    return {"seats": 1, **more}


def outage(team: str, at: float, hours: float) -> Data:
    """A team is down from an hour on."""
    return {"team": team, "kind": "outage", "at_day": at / 24, "days": hours / 24}


def insolvency(team: str, at: float) -> Data:
    """A provider ends at an hour."""
    return {"team": team, "kind": "insolvency", "at_day": at / 24}


ALL_OUT: Data = {"mix": {"patents": {"krakow": 1}}, "inspection": {"outsourced_rate": 0}}
"""All goes to Krakow, and nobody looks."""


def told_alike(world: Data, choice: Data | None = None, **luck: float) -> Journal:
    """The journal that both engines write; some luck may be stated, one number for all."""
    home: Data = {"horizon_days": 5, "inhouse": one_seat(), "liaisons": one_seat(), "reviewers": one_seat()}
    case = case_from({"scenario": {**home, **world}, "strategy": choice or {}})
    tape = deal(case.scenario, 1, 0).with_luck(**luck)
    one, other = (simulate(case, engine=engine, tape=tape) for engine in ("reference", "compiled"))

    assert first_difference(one, other) is None
    return other
