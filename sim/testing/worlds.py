"""Random worlds: what arrives, how long it takes, and when the clocks start."""

from __future__ import annotations

import math
from datetime import date

from sim.testing.dice import Dice
from sim.testing.mishaps import crises, events, turns
from sim.testing.names import FAMILIES, OWN_TEAMS, PROVIDERS, REGIONS, WORK, Data
from sim.testing.shapes import spread
from sim.testing.teams import calendar, provider, skills, team

STARTS = (date(2025, 1, 6), date(2025, 3, 7), date(2025, 10, 24), date(2024, 12, 22))
"""A plain Monday, two days before clocks change, and the week of most holidays."""


def world_of(dice: Dice) -> Data:
    """A random scenario over every field of the model."""
    horizon = dice.one_of(
        24.0 * dice.whole(2, 21), dice.hours(12.0, 240.0), 24.0 * 300.0 if dice.chance(20) else 120.0
    )
    warm_up = dice.one_of(0.0, dice.days(0.0, 24.0))
    end = horizon + 24.0 * warm_up
    names = WORK[: dice.whole(1, 3)]
    tasks = dice.one_of(12, 60, 120, 300) // len(names)
    providers = PROVIDERS[: dice.one_of(0, 1, 1, 2, 3)]
    world: Data = {
        "start": dice.one_of(*STARTS),
        "warm_up_days": warm_up,
        "horizon_days": horizon / 24.0,
        "work": {name: _work_type(dice, end, tasks) for name in names},
    }
    families = [work["family"] for work in world["work"].values() if "family" in work]
    for name in OWN_TEAMS:
        world[name] = team(dice, end)
    world["inhouse"] |= skills(dice, [*names, *families])
    world["liaisons"] |= {
        "checkpoint_catch": dice.share(),
        "answer_delay_hours": _duration(dice, 8.0) if dice.chance(40) else 0.0,
    }
    world["reviewers"] |= _inspector(dice)
    world["providers"] = {name: provider(dice, end, [*names, *families]) for name in providers}
    if any((each["viability"] or {}).get("choices") for each in world["providers"].values()):
        for work in world["work"].values():  # promises to begin move whoever chooses how to work
            work["begin_within_working_hours"] = dice.one_of(None, dice.hours(0.0, 40.0))
    world["third_party"] = {
        "seats": dice.whole(0, dice.seats),
        "calendar": calendar(dice),
        **_inspector(dice),
    }
    world["events"] = events(dice, end, providers)
    for name in REGIONS:
        if dice.chance(20):
            world.setdefault("regions", {})[name] = {"shocks": turns(dice, end)}
    if dice.chance(20):
        world["crises"] = crises(dice)
    return world


def _work_type(dice: Dice, end: float, tasks: int) -> Data:
    work: Data = {
        "arrivals": _arrivals(dice, end, max(tasks, 1)),
        "effort_hours": _effort(dice),
        "priority": dice.whole(-1, 1),
        "core": dice.chance(15),
        "sensitivity": dice.share(),
        "rework_fraction": dice.one_of(0.5, 0.0, 1.0, dice.number(0.0, 3.0)),
        "most_attempts": dice.whole(1, 5),
        "inspection_hours": _duration(dice, 4.0),
        "checkpoint_hours": _duration(dice, 2.0),
    }
    if dice.chance(70):
        work |= {
            "ambiguity": dice.one_of(0.5, dice.share()),
            "unclear_points": dice.one_of(2.0, 4.0, dice.number(0.0, 8.0)),
            "unclear_spread": spread(dice),
            "setup_hours": dice.one_of(0.0, dice.hours(0.0, 1.0)),
            "brief_hours": dice.one_of(0.0, _duration(dice, 2.0)),
            "answer_hours": _duration(dice, 2.0),
        }
    if dice.chance(50):
        work["due_days"] = dice.days(0.0, 120.0)
    elif dice.chance(50):
        work["due_working_hours"] = dice.one_of(0.0, 8.0, dice.hours(0.0, 60.0))
    if dice.chance(30):
        work["family"] = dice.one_of(*FAMILIES)
    return work


def _duration(dice: Dice, most: float) -> Data | float:
    """None, always as many hours, or a distribution of them."""
    mean = dice.hours(0.0, most)
    if dice.chance(75):
        return dice.one_of(0.0, mean)
    low, middle, high = sorted(dice.number(0.0, most) for _ in range(3))
    law: Data = dice.one_of(
        {**spread(dice), "mean": mean},
        {"kind": "triangular", "low": low, "mode": middle, "high": high + 0.1},
        {"kind": "uniform", "low": low, "high": high + 0.1},
        {"kind": "empirical", "values": [low, middle, high]},
    )
    return law


def _inspector(dice: Dice) -> Data:
    return {
        "detection_probability": dice.share(),
        "false_alarm_probability": dice.one_of(0.0, 0.0, dice.share()),
    }


def _arrivals(dice: Dice, end: float, tasks: int) -> Data:
    """About so many tasks until the end."""
    kind = dice.one_of("trace", "regular", "poisson", "batch", "gamma")
    if kind == "trace":
        count = dice.whole(1, tasks)
        trace: Data = {
            "kind": kind,
            "arrived_hours": sorted(dice.hours(0.0, 1.05 * end) for _ in range(count)),
        }
        if dice.chance(40):
            trace["effort_hours"] = [dice.hours(0.0, 10.0) for _ in range(count)]
        return trace
    gap = max(end / dice.whole(1, tasks), 0.01)
    demand: Data = {"kind": kind, "per_week": 168.0 / (math.ceil(gap) if dice.is_whole() else gap)}
    if kind == "gamma":
        demand["cv"] = dice.one_of(0.5, 2.0, dice.number(0.2, 3.0))
    if kind == "batch":
        demand["size"] = dice.whole(1, 12)
    if dice.chance(25):
        demand |= {
            "growth_per_year": dice.one_of(0.0, 1.0, -0.5),
            "season": dice.share(),
            "season_peak_week": dice.number(0.0, 52.0),
            "shocks": [_shock(dice, end / 168.0) for _ in range(dice.whole(0, 2))],
        }
    if dice.chance(30):
        demand |= _hours(dice)
    if dice.chance(20):
        demand["weekly_cv"] = dice.one_of(0.3, 1.0)
    return demand


def _hours(dice: Dice) -> Data:
    """When in the week: in office hours, or by a profile."""
    if dice.chance(50):
        return {"calendar": calendar(dice)}
    zone = dice.one_of("UTC", "Asia/Kolkata", "America/New_York")
    return {"week": {"zone": zone, "weights": [dice.one_of(0.0, 1.0, 3.0) for _ in range(167)] + [1.0]}}


def _shock(dice: Dice, weeks: float) -> Data:
    begins = dice.number(0.0, weeks)
    return {
        "from_week": begins,
        "to_week": begins + dice.number(0.01, weeks),
        "factor": dice.one_of(0.0, 2.0, 0.5),
    }


def _effort(dice: Dice) -> Data:
    if dice.is_whole():
        if dice.chance(50):
            return {"kind": "constant", "mean": float(dice.whole(0, dice.effort_hours))}
        most = dice.effort_hours
        return {"kind": "empirical", "values": [float(dice.whole(0, most)) for _ in range(dice.whole(1, 4))]}
    low, middle, high = sorted(dice.number(0.0, dice.effort_hours) for _ in range(3))
    return dice.one_of(
        {"kind": "triangular", "low": low, "mode": middle, "high": high + 0.1},
        {"kind": "uniform", "low": low, "high": high + 0.1},
        {"kind": "empirical", "values": [low, middle, high]},
        {**spread(dice), "mean": dice.one_of(high, high, 0.0)},
    )
