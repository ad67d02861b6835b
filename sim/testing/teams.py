"""Random teams: their people, their hours, their skill, and on what terms they work for us."""

from __future__ import annotations

from sim.scenario.calendar import WEEK
from sim.testing.dice import Dice
from sim.testing.mishaps import distress, insolvency, turns
from sim.testing.names import REGIONS, Data
from sim.testing.ways import contract_that_moves, ways_to_work

CLOSED = ("01-06", "12-24", "12-27..01-02", "2025-01-08", "2025-03-10..2025-03-11", "2025-10-27")
DAYS = ("01-07", "2024-12-24", "2025-01-11", "2025-01-26", "2025-03-09", "2025-10-26", "10-28")
"""Days about the starts of random worlds, weekends and changes of clocks among them."""
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Europe/Warsaw", "Australia/Lord_Howe")


def team(dice: Dice, end: float) -> Data:
    """Random settings that any team has."""
    team: Data = {
        "seats": dice.whole(0, dice.seats),
        "calendar": calendar(dice),
        "days_to_hire": dice.one_of(0.0, dice.days(0.0, 48.0)),
        "notice_days": dice.one_of(0.0, dice.days(0.0, 48.0)),
        "attrition_per_year": dice.one_of(0.0, 0.0, 0.0, dice.number(0.0, 50.0)),
    }
    if dice.chance(20):
        fate = dice.one_of("resume", "restart", "resample")
        team["outages"] = {**turns(dice, end), "interruption": fate}
    if dice.chance(15):
        team["slowdowns"] = {**turns(dice, end), "share": dice.share()}
    team["region"] = dice.one_of(None, *REGIONS)
    return team


def calendar(dice: Dice) -> Data | str:
    """Always, office hours, night shifts, breaks, days of its own, half days in odd places."""
    if dice.chance(40):
        return "always"
    made: Data = {
        "zone": dice.one_of(*ZONES),
        "holidays": dice.one_of(None, None, "US", "IN", "PL"),
        "shift_hours": dice.one_of(0.0, 0.0, 0.5, dice.hours(-6.0, 6.0)),
        **(_hours_by_weekday(dice) if dice.chance(30) else _plain_week(dice)),
    }
    if dice.chance(25):
        made["closed"] = dice.some_of(CLOSED)
    if dice.chance(25):
        made["hours_on"] = {day: _hours_of_a_day(dice) for day in dice.some_of(DAYS)}
    return made


def _plain_week(dice: Dice) -> Data:
    """The same hours on some days."""
    opens, length = dice.one_of(9, 22, dice.whole(0, 23)), dice.one_of(8, 4, 24, dice.whole(1, 23))
    minute = 0 if dice.is_whole() else dice.one_of(0, 20, 30)
    closes = (opens + length) % 24
    return {
        "opens": f"{opens:02d}:{minute:02d}",
        "closes": "24:00" if closes == minute == 0 else f"{closes:02d}:{minute:02d}",
        "weekdays": dice.one_of(WEEK[:5], WEEK, dice.some_of(WEEK) or WEEK[2:3]),
    }


def _hours_by_weekday(dice: Dice) -> Data:
    """Hours with breaks, others on some days; nights end before any day begins."""
    usual = _hours_of_a_day(dice)
    hours = {day: _hours_of_a_day(dice) if dice.chance(20) else usual for day in WEEK if dice.chance(75)}
    return {"hours": hours or {"wed": usual}}


def _hours_of_a_day(dice: Dice) -> str:
    """From one to three stretches, some of which touch, the last perhaps until the next morning."""
    minute = 0 if dice.is_whole() else dice.one_of(7, 30)
    edges = sorted(dice.whole(6, 23) for _ in range(2 * dice.one_of(1, 2, 2, 3)))
    times = [60 * hour + minute for hour in edges]
    if dice.chance(15):
        times[-1] = 60 * (24 + dice.whole(0, 6))
    pairs = [(opens, closes) for opens, closes in zip(times[::2], times[1::2], strict=True) if opens < closes]
    return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in pairs) or "09:00-12:00"


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def skills(dice: Dice, known: list[str]) -> Data:
    """Random skills, of which those for single work types may be left out."""
    skill = {
        name: {
            "speed": dice.one_of(None, _speed(dice)),
            "defects_per_task": dice.one_of(None, dice.number(0.0, 2.0)),
        }
        for name in dict.fromkeys(known)
        if dice.chance(20)
    }
    return {
        "speed": _speed(dice),
        "defects_per_task": dice.number(0.0, 1.5) if dice.chance(60) else 0.0,
        "distance": dice.one_of(0.0, dice.share()),
        "asks": dice.one_of(1.0, 0.0, dice.share()),
        "skill": skill,
        "experience": _experience(dice) if dice.chance(35) else None,
    }


def _experience(dice: Dice) -> Data:
    return dice.one_of(
        {
            "kind": "saturating",
            "newcomer_speed": dice.one_of(0.5, 1.0, dice.number(0.1, 1.0)),
            "newcomer_defects": dice.one_of(1.0, dice.number(1.0, 5.0)),
            "ramp_hours": dice.number(1.0, 200.0),
            "start_level": dice.share(),
            "lesson_worth": dice.one_of(4.0, dice.number(0.0, 9.0)),
            "grades": dice.chance(30),
            "half_life_days": dice.one_of(None, dice.number(0.5, 100.0)),
        },
        {"kind": "wright", "ratio": dice.number(0.6, 1.0), "units_before": dice.one_of(0.0, 5.5)},
    )


def _speed(dice: Dice) -> float:
    return dice.one_of(1.0, 2.0, 0.5) if dice.is_whole() else dice.number(0.3, 3.0)


def provider(dice: Dice, end: float, known: list[str]) -> Data:
    """A random provider."""
    viability = _viability(dice) if dice.chance(30) else None
    chooses = viability is not None and "choices" in viability
    return {
        **team(dice, end),
        **skills(dice, known),
        "familiarity": _familiarity(dice) if dice.chance(30) else None,
        "handover_hours": dice.one_of(0.0, 1.0, dice.hours(0.0, 24.0)),
        "message_hours": dice.one_of(0.0, 1.0, dice.hours(0.0, 8.0)),
        "work_lost": dice.share(),
        "insolvency": insolvency(dice) if dice.chance(30) else None,
        "distress": distress(dice) if dice.chance(20) else None,
        "contract": contract_that_moves(dice, known) if chooses else _contract(dice, known),
        "viability": viability,
        "pool": _pool(dice) if dice.chance(40) else None,
    }


def _pool(dice: Dice) -> Data:
    return {
        "bench": dice.one_of(1, 2, dice.whole(0, 8)),
        "surge_days": dice.one_of(0.25, 0.25, dice.days(6.0, 48.0)),
        "promised_share": dice.one_of(0.0, dice.share()),
        "busy_share": dice.one_of(0.0, 0.4, dice.share()),
        "correlation": dice.one_of(0.0, 1.0, dice.number(-1.0, 1.0)),
    }


def _familiarity(dice: Dice) -> Data:
    return {
        "closes": dice.share(),
        "after_tasks": dice.one_of(1.0, dice.number(0.1, 100.0)),
        "start": dice.one_of(0.0, dice.share()),
    }


def _contract(dice: Dice, known: list[str]) -> Data:
    return dice.one_of(
        {"kind": "time_and_materials", "rate_per_hour": dice.number(0.0, 10.0)},
        {
            "kind": "fixed_price",
            "price_per_task": dice.number(0.0, 50.0),
            "prices": {dice.one_of(*known): dice.number(0.0, 50.0)},
        },
        {"kind": "reserved_capacity", "fee_per_seat_per_month": dice.number(0.0, 5000.0)},
    )


def _viability(dice: Dice) -> Data:
    """Looks at the books, with which it may leave; or, where it stays, choose how to work."""
    viability: Data = {
        "cost_per_seat_per_month": dice.number(100.0, 5000.0),
        "least_margin": dice.one_of(-0.1, 0.0, dice.number(-2.0, 1.0)),
        "term_months": dice.number(0.02, 1.0),
    }
    if dice.chance(60):
        lasts = {"least_margin": dice.one_of(-10.0, -10.0, -0.5), "term_months": dice.number(0.01, 0.1)}
        viability |= {**lasts, "choices": ways_to_work(dice)}
    return viability
