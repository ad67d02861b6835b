"""Random mishaps: what goes wrong with teams, by chance and by the script."""

from __future__ import annotations

from collections.abc import Sequence

from sim.testing.dice import Dice
from sim.testing.names import OWN_TEAMS, Data
from sim.testing.shapes import spread


def crises(dice: Dice) -> Data:
    """As many as may be, for a run is short."""
    return {
        "per_year": dice.one_of(12.0, 0.0, dice.number(1.0, 12.0)),
        "days": dice.days(1.0, 1000.0),
        "factor": dice.one_of(1.0, 4.0, dice.number(1.0, 50.0)),
        "keeps_mean": dice.chance(50),
    }


def turns(dice: Dice, end: float) -> Data:
    """Up and down, some thirty times at most."""
    up, down = dice.days(max(1.0, end / 30.0), max(end / 2.0, 1.0)), dice.days(1.0, 60.0)
    shapes = ({"kind": "constant"},) if dice.is_whole() else (spread(dice), spread(dice))
    begins = dice.one_of("up", "up", "equilibrium")
    return {
        "mttf_days": up,
        "mttr_days": down,
        "uptime": shapes[0],
        "downtime": shapes[-1],
        "begins": begins,
    }


def distress(dice: Dice) -> Data:
    """Troubles that may be over within the run."""
    return {
        "per_year": dice.one_of(100.0, 30.0, 0.0),
        "attrition_factor": dice.one_of(1.0, 2.0, dice.number(1.0, 9.0)),
        "days_to_slowdown": dice.days(0.0, 72.0),
        "slowdown_share": dice.share(),
        "days_to_insolvency": dice.days(0.0, 72.0),
        "recovery_probability": dice.share(),
    }


def insolvency(dice: Dice) -> Data:
    """A random way in which a provider may end."""
    return dice.one_of(
        {"kind": "hazard", "per_year": dice.one_of(100.0, 20.0, 0.0)},
        {"kind": "size", "size": dice.one_of("boutique", "mid_size", "large")},
        {
            "kind": "cash",
            "cash": dice.number(0.5, 2.0),
            "drift_per_month": dice.one_of(0.0, -2.0, 1.0),
            "sd_per_month": dice.number(0.5, 4.0),
        },
    )


def events(dice: Dice, end: float, providers: Sequence[str]) -> list[Data]:
    """What happens by the script: alone, at one instant, back to back, one within the other."""
    events: list[Data] = []
    for _ in range(dice.one_of(0, 0, 1, 2, 5)):
        at, last = dice.days(0.0, end), events[-1] if events else None
        team = dice.one_of(*OWN_TEAMS, *providers)
        if last is not None and dice.chance(50):
            team = dice.one_of(last["team"], last["team"], team)
            at = last["at_day"] + dice.one_of(0.0, 1.0, 0.5) * last.get("days", 0.0)
        if team in providers and dice.chance(30 if last is None else 60):
            events.append({"team": team, "kind": "insolvency", "at_day": at})
            continue
        events.append({"team": team, "kind": "outage", "at_day": at, "days": dice.days(1.0, 72.0)})
        if dice.chance(30):
            events[-1] |= {"kind": "slowdown", "share": dice.share()}
    return events
