"""The expert's objection: *no office of ours is open from nine to five on five days and shut on the nation's
holidays only.*
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.ask.mechanism import switched_off
from sim.case import Case, case_from
from sim.engine.making import make_plan
from sim.engine.simulate import Engine, simulate
from sim.scenario.calendar import Calendar, compile_calendar
from sim.strategy.silent import silent
from sim.tape.tape import deal
from sim.web.desk.sentences import facts

Data = dict[str, Any]
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2025, 1, 6)
OFFICE: Data = {
    "zone": "Europe/Berlin",
    "hours": {"mon-thu": "08:30-12:00, 13:00-17:00", "fri": "08:30-14:00"},
}


def times(calendar: Data, first: date, last: date | None = None) -> list[str]:
    """When somebody is there from one day to another, by the wall clock of the place: `Mon 08:30-12:00`."""
    made, last = Calendar.model_validate(calendar), last or first
    start = first - timedelta(days=2)
    table = compile_calendar(made, start, 24.0 * ((last - start).days + 2))
    midnight = datetime(start.year, start.month, start.day, tzinfo=UTC)
    told = []
    for span in zip(table.opens.tolist(), table.closes.tolist(), strict=True):
        if span[0] < np.inf:
            opens, closes = (
                (midnight + timedelta(hours=each)).astimezone(ZoneInfo(made.zone)) for each in span
            )
            told += [f"{opens:%a %H:%M}-{closes:%H:%M}"] if first <= opens.date() <= last else []
    return told


def world(calendar: Data, *, days: float = 14.0, start: date = MONDAY, **more: Any) -> Case:
    """One person with these hours, and one work type that comes evenly."""
    work = {"arrivals": {"kind": "regular", "per_week": 20}, "effort_hours": {"kind": "constant", "mean": 1}}
    inhouse = {"seats": 1, "calendar": calendar}
    scenario = {"start": start, "horizon_days": days, "work": {"studies": work}, "inhouse": inhouse}
    return case_from({"scenario": scenario | more})


# -- Hours ---------------------------------------------------------------------------------------------------


def test_friday_ends_at_two() -> None:
    """And from Monday to Thursday the office is there until five."""
    week = times(OFFICE, MONDAY, MONDAY + timedelta(days=6))

    assert week[-1] == "Fri 08:30-14:00"
    assert week[:2] == ["Mon 08:30-12:00", "Mon 13:00-17:00"]
    assert len(week) == 9


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_nobody_is_there_at_noon(engine: Engine) -> None:
    """Four hours of work that come at ten are done at three: who has them at noon goes to lunch, and keeps
    them."""
    arrivals = {"kind": "trace", "arrived_hours": [9.0]}  # ten o'clock in Berlin
    work = {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": 4}}
    journal = simulate(world(OFFICE, work={"studies": work}), seed=1, engine=engine)

    assert journal.episodes["started"].tolist() == [9.0]
    assert journal.tasks["delivered"].tolist() == [14.0]


def test_the_night_shift_has_a_break_too() -> None:
    """Only the last hours of a day pass midnight."""
    night = {"zone": "Asia/Manila", "hours": {"mon-fri": "20:00-23:30, 23:59-05:00"}}

    assert times(night, MONDAY) == ["Mon 20:00-23:30", "Mon 23:59-05:00"]


def test_shifted_hours_move_the_break_along() -> None:
    """Two hours later is lunch at two, and the short Friday ends at four."""
    later = times(OFFICE | {"shift_hours": 2}, MONDAY, MONDAY + timedelta(days=4))

    assert later[:2] == ["Mon 10:30-14:00", "Mon 15:00-19:00"]
    assert later[-1] == "Fri 10:30-16:00"


# -- Days ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_firm_is_closed_between_the_years(year: int) -> None:
    """From Christmas Eve to New Year's Day, stated once for all years; the days around it are worked."""
    office = {"weekdays": "every day", "closed": ["12-24..01-01"]}
    worked = times(office, date(year, 12, 20), date(year + 1, 1, 5))

    assert len(worked) == 4 + 4
    assert times(office, date(year, 12, 24), date(year + 1, 1, 1)) == []


def test_christmas_eve_ends_at_noon_every_year() -> None:
    """Where it is a weekday, and where it is a Sunday: what is said of a day goes before the weekday."""
    office = OFFICE | {"hours_on": {"12-24": "09:00-12:30"}}

    assert times(office, date(2025, 12, 24)) == ["Wed 09:00-12:30"]
    assert times(office, date(2028, 12, 24)) == ["Sun 09:00-12:30"]


def test_a_works_outing_closes_one_day_of_one_year() -> None:
    """2 July 2025, and not 2 July 2026."""
    office = OFFICE | {"closed": ["2025-07-02"]}

    assert times(office, date(2025, 7, 2)) == []
    assert len(times(office, date(2026, 7, 2))) == 2


def test_we_work_through_a_public_holiday_and_one_saturday() -> None:
    """Hours of single days go before public holidays and before weekends."""
    office = OFFICE | {
        "holidays": "DE",
        "hours_on": {"2025-10-03": "10:00-16:00", "2025-10-11": "09:00-13:00"},
    }

    assert times(office, date(2025, 10, 3)) == ["Fri 10:00-16:00"]
    assert times(office, date(2025, 10, 11)) == ["Sat 09:00-13:00"]
    assert times(office, date(2026, 10, 3)) == []


HOLIDAY, PLAIN_DAY = date(2025, 12, 25), ["Thu 08:30-12:00", "Thu 13:00-17:00"]
SAID: list[tuple[str, Data, list[str]]] = [
    ("hours of the date", {"hours_on": {"2025-12-25": "07:00-08:00"}}, ["Thu 07:00-08:00"]),
    ("the date is closed", {"closed": ["2025-12-20..2025-12-26"]}, []),
    ("hours of every year's day", {"hours_on": {"12-25": "06:00-07:00"}}, ["Thu 06:00-07:00"]),
    ("every year's day is closed", {"closed": ["12-24..12-26"]}, []),
    ("a public holiday", {"holidays": "DE"}, []),
]
"""What may be said of Thursday 25 December 2025, that which goes before all else first."""


@pytest.mark.parametrize("first", range(len(SAID)))
def test_what_is_said_of_a_day_goes_in_one_order(first: int) -> None:
    """A date before every year's day, hours before closed days, then public holidays, then the weekday."""
    calendar: Data = dict(OFFICE)
    for _, said, _ in SAID[first:]:
        for name, value in said.items():
            if name == "closed":
                value = [*value, *calendar.get(name, [])]
            calendar[name] = {**calendar.get(name, {}), **value} if name == "hours_on" else value

    assert times(calendar, HOLIDAY) == SAID[first][2]
    assert times(OFFICE, HOLIDAY) == PLAIN_DAY


# -- What follows from hours ---------------------------------------------------------------------------------


def test_work_that_comes_in_office_hours_does_not_come_at_noon() -> None:
    """A week has as many tasks as stated, 200 in 35.5 hours, and Friday its share of them (20,000 tasks, 4.5
    standard errors)."""
    arrivals = {"kind": "poisson", "per_week": 200, "calendar": OFFICE}
    work = {"arrivals": arrivals, "effort_hours": {"kind": "constant", "mean": 0.01}}
    hours = deal(world(OFFICE, days=7.0 * 100, work={"studies": work}).scenario, 5, 0).arrived
    first = datetime(2025, 1, 6, tzinfo=UTC)
    local = [(first + timedelta(hours=each)).astimezone(BERLIN) for each in hours.tolist()]
    clock = np.array([each.hour + each.minute / 60 for each in local])
    is_friday = np.array([each.weekday() == 4 for each in local])

    assert not ((clock >= 12.0) & (clock < 13.0) & ~is_friday).any()
    assert clock[is_friday].max() < 14.0
    assert len(hours) == pytest.approx(20_000, abs=4.5 * 141)
    assert is_friday.sum() == pytest.approx(20_000 * 5.5 / 35.5, abs=4.5 * 56)


def test_fewer_open_hours_ask_for_more_people() -> None:
    """A rule that staffs for the load knows the short Friday and the closed fortnight."""
    strategy = {"staffing": {"inhouse": {"rule": "load", "target_utilisation": 0.9}}}
    work = {"arrivals": {"kind": "regular", "per_week": 140}, "effort_hours": {"kind": "constant", "mean": 2}}

    def seats(calendar: Data) -> int:
        case = world(calendar, days=364.0, work={"studies": work})
        case = case_from({"scenario": case.scenario.model_dump(mode="json"), "strategy": strategy})
        return int(make_plan(case.scenario, case.strategy).seats[0])

    assert seats({}) == 8
    assert seats({"hours": OFFICE["hours"]}) == 9
    assert seats({"hours": OFFICE["hours"], "closed": ["2025-06-01..2025-08-31"]}) == 12


def test_without_time_zones_a_provider_keeps_its_break_and_its_short_day() -> None:
    """On most days it opens when the client does, at half past eight in Berlin; other days keep their
    distance to those. Asked twice, nothing moves again."""
    pune = {
        "zone": "Asia/Kolkata",
        "hours": {"mon-fri": "10:00-13:00, 14:00-19:00", "sat": "11:00-13:00"},
        "hours_on": {"2025-01-08": "11:00-12:00"},
    }
    case = world(OFFICE, providers={"pune": {"seats": 1, "calendar": pune}}, liaisons={"calendar": OFFICE})
    moved = switched_off(case, "time_zones")
    calendar = moved.scenario.providers["pune"].calendar
    assert isinstance(calendar, Calendar)
    told = times(calendar.model_dump(), MONDAY, MONDAY + timedelta(days=6))

    assert told[:2] == ["Mon 08:30-11:30", "Mon 12:30-17:30"]
    assert told[4] == "Wed 09:30-10:30"
    assert told[-1] == "Sat 09:30-11:30"
    assert switched_off(moved, "time_zones") == moved


def test_hours_in_common_leave_the_break_out() -> None:
    """The desk says so before anything is played; a run of a fortnight has whole weeks, too."""
    late = {"zone": "Europe/Berlin", "opens": "11:00", "closes": "19:00"}
    office = {"zone": "Europe/Berlin", "hours": {"mon-fri": "08:00-12:00, 13:00-17:00"}}
    case = world(office, providers={"pune": {"seats": 1, "calendar": late}}, liaisons={"calendar": office})

    assert "Pune and our liaisons are at work together 25 hours a week." in facts(case)


# -- What changes nothing ------------------------------------------------------------------------------------


def test_a_closed_day_that_closes_nothing_is_named() -> None:
    """Before and after the run, on a Sunday, or on a day that is closed already: `check` says why."""
    days = ["2025-01-05", "2025-01-12", "2025-01-08", "2025-01-20", "01-08"]
    hours = {"2025-01-10": "08:30-14:00", "2025-01-09": "09:00-12:00", "03-01": "09:00-12:00"}
    outside, same = "it lies outside of the run", "the hours would be the same without it"

    assert named(world(OFFICE | {"closed": days, "hours_on": hours}), "inhouse") == {
        "closed.0": outside,
        "closed.1": same,
        "closed.2": same,
        "closed.3": outside,
        "closed.4": same,
        "hours_on.2025-01-10": same,
        "hours_on.03-01": outside,
    }


def test_an_eve_whose_night_reaches_into_the_run_is_not_named() -> None:
    """The run begins on Monday: Sunday's night does, and Saturday's if the strategy moves it by a day."""
    night = {
        "opens": "22:00",
        "closes": "06:00",
        "weekdays": "every day",
        "closed": ["2025-01-04", "2025-01-05"],
    }
    third_party = {"third_party": {"seats": 1, "calendar": night}}
    strategy = {"inspection": {"by": "third_party", "inhouse_rate": 1}, "shift_hours": {"reviewers": 24}}
    moved = case_from(
        {"scenario": world({}, **third_party).scenario.model_dump(mode="json"), "strategy": strategy}
    )

    assert list(named(world(night), "inhouse")) == ["closed.0"]
    assert named(moved, "third_party") == {}


def named(case: Case, team: str) -> dict[str, str]:
    """Settings of a team's calendar that change nothing, with the reasons."""
    told, own = silent(case.scenario, case.strategy), f"scenario.{team}.calendar."
    return {path.removeprefix(own): reason for path, reason in told.items() if path.startswith(own)}
