"""The expert's objection: *no office of ours is open from nine to five on five days and shut on the nation's
holidays only.*
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import sim
from sim.ask.mechanism import switched_off
from sim.case import Case, case_from
from sim.cli import main
from sim.engine.making import make_plan
from sim.engine.simulate import Engine, simulate
from sim.errors import HolidaysUnknown
from sim.scenario.calendar import Calendar, compile_calendar
from sim.scenario.remarks import remarks
from sim.strategy.silent import silent
from sim.tape.tape import deal
from sim.web.desk.sentences import facts

Data = dict[str, Any]
Asked = Callable[[str], tuple[str, str]]
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
    """It opens when the client does, at half past eight in Berlin, and does so again if asked twice."""
    pune = {
        "zone": "Asia/Kolkata",
        "hours": {"mon-fri": "10:00-13:00, 14:00-19:00", "sat": "10:00-13:00"},
        "hours_on": {"2025-01-08": "11:00-12:00"},
    }
    case = world(OFFICE, providers={"pune": {"seats": 1, "calendar": pune}}, liaisons={"calendar": OFFICE})
    moved = switched_off(case, "time_zones")
    calendar = moved.scenario.providers["pune"].calendar
    assert isinstance(calendar, Calendar)
    told = times(calendar.model_dump(), MONDAY, MONDAY + timedelta(days=6))

    assert told[:2] == ["Mon 08:30-11:30", "Mon 12:30-17:30"]
    assert told[4] == "Wed 09:30-10:30"
    assert told[-1] == "Sat 08:30-11:30"
    assert switched_off(moved, "time_zones") == moved


def test_hours_in_common_leave_the_break_out() -> None:
    """The desk says so before anything is played; a run of a fortnight has whole weeks, too."""
    late = {"zone": "Europe/Berlin", "opens": "11:00", "closes": "19:00"}
    office = {"zone": "Europe/Berlin", "hours": {"mon-fri": "08:00-12:00, 13:00-17:00"}}
    case = world(office, providers={"pune": {"seats": 1, "calendar": late}}, liaisons={"calendar": office})

    assert "Pune and our liaisons are at work together 25 hours a week." in facts(case)


# -- What is not known, and what changes nothing -------------------------------------------------------------

COLOMBO: Data = {"zone": "Asia/Colombo", "holidays": "LK"}
UNKNOWN = "no holidays are known of LK in 2027, where 26 are usual"


def lasting(calendar: Data, **more: Any) -> Case:
    """Into 2027."""
    return world(calendar, start=date(2026, 11, 2), days=120.0, **more)


PLACES: list[tuple[Data, str]] = [
    ({"inhouse": {"seats": 1, "calendar": COLOMBO}}, "inhouse will work"),
    ({"liaisons": {"calendar": COLOMBO}}, "liaisons will work"),
    ({"reviewers": {"calendar": COLOMBO}}, "reviewers will work"),
    ({"third_party": {"calendar": COLOMBO}}, "third_party will work"),
    ({"providers": {"colombo": {"calendar": COLOMBO}}}, "colombo will work"),
    (
        {
            "work": {
                "studies": {
                    "arrivals": {"kind": "regular", "per_week": 20, "calendar": COLOMBO},
                    "effort_hours": {"kind": "constant", "mean": 1},
                }
            }
        },
        "studies will come",
    ),
]


@pytest.mark.parametrize(("place", "words"), PLACES)
def test_a_holiday_that_the_library_does_not_know_is_said(place: Data, words: str) -> None:
    """Sri Lanka proclaims its holidays year by year: wherever its calendar stands, whoever makes the case is
    told the year, how many are known and usual, and where to state them."""
    with pytest.warns(HolidaysUnknown, match=UNKNOWN) as warned:
        lasting({}, **place)

    assert words in str(warned[0].message)
    assert "closed: [2027-MM-DD, ...]" in str(warned[0].message)
    assert warned[0].filename == __file__


@pytest.mark.parametrize(
    ("code", "start", "words"),
    [
        ("NP", date(2036, 1, 1), "only 6 holidays are known of NP in 2036"),
        ("IN", date(2036, 1, 1), "only 10 holidays are known of IN in 2036"),
        ("CN", date(2028, 1, 1), "only 15 holidays are known of CN in 2028, where 20 are usual"),
        ("LK", date(2027, 1, 1), "no holidays are known of LK in 2027, where 26 are usual"),
    ],
)
def test_a_year_that_lacks_the_holidays_of_the_moon_is_said(code: str, start: date, words: str) -> None:
    """And one that lacks days off in lieu, as China's from 2028 on; of the years before nothing is said."""
    with pytest.warns(HolidaysUnknown, match=words):
        world({"holidays": code}, days=30.0, start=start)

    world({"holidays": code}, days=30.0, start=date(start.year - 1 - (code in ("NP", "IN")), 6, 1))


COMMANDS = [
    "check mine.yaml",
    "show mine.yaml",
    "show mine.yaml --resolved",
    "what-if mine.yaml --set strategy.clarity=0.5 --replications 2 --seed 1",
    "what-if mine.yaml --set strategy.clarity=0.5 --replications 2 --seed 1 --json",
    "waterfall mine.yaml --replications 2 --seed 1",
    "payback mine.yaml --replications 2 --seed 1",
    "trace mine.yaml --seed 1",
    "check trial.yaml",
    "run trial.yaml --dry-run",
    "run trial.yaml",
    "run trial.yaml --json",
]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    """What a command says on stdout and stderr, where a case and an experiment with it lie."""
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(
        "scenario:\n  start: 2026-11-02\n  horizon_days: 90\n"
        "  work: {studies: {arrivals: {kind: regular, per_week: 5}, effort_hours: {kind: constant}}}\n"
        "  inhouse: {seats: 1, calendar: {zone: Asia/Colombo, holidays: LK}}\n"
    )
    Path("trial.yaml").write_text("case: mine.yaml\nreplications: 2\nseed: 1\n")

    def ask(words: str) -> tuple[str, str]:
        with pytest.raises(SystemExit) as leaving:
            main(words.split())
        assert leaving.value.code == 0
        return capsys.readouterr()

    return ask


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_that_shows_or_plays_a_case_says_it_once(words: str, asked: Asked) -> None:
    """On stderr where something else is asked for; `check` answers with it."""
    out, err = asked(words)

    assert (out if words.startswith("check") else err).count(f"Note: {UNKNOWN}: inhouse") == 1
    assert (out + err).count(UNKNOWN) == 1


def test_a_board_reads_it_in_the_brief_and_a_reviewer_among_the_assumptions(asked: Asked) -> None:
    """Whoever was told when it was run need not be who decides."""
    asked("run trial.yaml --quiet")
    asked("report results/trial")
    draft, _ = asked("stress results/trial")

    assert f"**{UNKNOWN[:1].upper()}{UNKNOWN[1:]}" in Path("results/trial/brief.md").read_text()
    assert f"- {UNKNOWN}" in draft


def test_the_desk_says_it_beside_what_it_answers() -> None:
    """Among what is settled before anything is left to chance."""
    with pytest.warns(HolidaysUnknown):
        case = lasting(COLOMBO)

    assert f"{UNKNOWN[:1].upper()}{UNKNOWN[1:]}" in " ".join(facts(case))


def test_holidays_that_are_stated_close_the_office_and_need_no_note() -> None:
    """As many days as are usual, or nearly; the firm's own month of holidays is no public holiday."""
    days = [f"2027-{month:02d}-{day:02d}" for month in range(1, 13) for day in (5, 21)]
    known = COLOMBO | {"closed": days}
    with pytest.warns(HolidaysUnknown, match="only 1 holiday is known of LK in 2027"):
        lasting(COLOMBO | {"closed": ["2027-08-01..2027-08-31", "2027-01-14"]})

    assert remarks(lasting(known).scenario) == []
    assert times(known, date(2027, 1, 5)) == []


def test_a_case_of_python_is_told_when_it_is_changed_or_played() -> None:
    """Longer than what is known, or made by hand."""
    with pytest.warns(HolidaysUnknown, match="of IN in 2036"):
        sim.preset("pfizer_patents").changed({"scenario.start": "2035-06-01"})
    with pytest.warns(HolidaysUnknown, match=UNKNOWN):
        known = lasting(COLOMBO).scenario
    by_hand = Case(known.model_copy(update={"name": "by hand", "horizon_days": 121.0}), sim.Strategy())
    with pytest.warns(HolidaysUnknown, match=UNKNOWN):
        sim.simulate(by_hand, seed=1)


def test_a_closed_day_that_closes_nothing_is_named() -> None:
    """Before and after the run, on a Sunday, or on a day that is closed already: `check` says why."""
    days = ["2025-01-05", "2025-01-12", "2025-01-08", "2026-01-08", "01-08"]
    hours = {"2025-01-10": "08:30-14:00", "2025-01-09": "09:00-12:00", "03-01": "09:00-12:00"}
    case = world(OFFICE | {"closed": days, "hours_on": hours})
    told = silent(case.scenario, case.strategy)
    own = "scenario.inhouse.calendar."
    found = {path.removeprefix(own): reason for path, reason in told.items() if path.startswith(own)}
    outside, same = "it lies outside of the run", "the hours would be the same without it"

    assert found == {
        "closed.0": outside,
        "closed.1": same,
        "closed.2": same,
        "closed.3": outside,
        "closed.4": same,
        "hours_on.2025-01-10": same,
        "hours_on.03-01": outside,
    }
