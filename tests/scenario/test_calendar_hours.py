"""Hours with breaks, closed days and hours of single days: what may be said of them, and their table."""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.case import case_from, changed, plain
from sim.errors import InputError
from sim.scenario.calendar import WEEK, AnyCalendar, Calendar, compile_calendar
from sim.scenario.stretch import clock_time
from sim.strategy.sound import ensure_sound
from sim.testing.dice import Dice
from sim.testing.teams import calendar as drawn

deterministic = settings(derandomize=True, deadline=None, max_examples=150)

JANUARY = date(2025, 1, 6)  # a Monday
ANY: TypeAdapter[Calendar | str] = TypeAdapter(AnyCalendar)
Data = dict[str, Any]


def calendar(**said: object) -> Calendar:
    """A calendar given as a file gives it."""
    return Calendar.model_validate(said)


def spans(of: Calendar, start: date = JANUARY, hours: float = 168.0) -> list[tuple[float, float]]:
    """Its open intervals."""
    table = compile_calendar(of, start, hours)
    return list(zip(table.opens.tolist(), table.closes.tolist(), strict=True))


def case_with(said: Data) -> Data:
    """Plain values of a case whose people have this calendar."""
    work = {"w": {"arrivals": {"kind": "regular", "per_week": 7}, "effort_hours": {"kind": "constant"}}}
    inhouse = {"seats": 1, "calendar": said}
    return {"scenario": {"horizon_days": 14, "work": work, "inhouse": inhouse}}


# -- What a file may say -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ({"mon-fri": "9:00-17:00"}, dict.fromkeys(WEEK[:5], "09:00-17:00")),
        ({"every day": "00:00-24:00"}, dict.fromkeys(WEEK, "00:00-24:00")),
        ({"fri": "8:30-14:00", "mon": "9:00 – 17:00"}, {"mon": "09:00-17:00", "fri": "08:30-14:00"}),
        ({"mon, wed-thu": "9:00-12:00"}, dict.fromkeys(("mon", "wed", "thu"), "09:00-12:00")),
        ({"tue": ["08:30-12:00", "13:00-17:00"]}, {"tue": "08:30-12:00, 13:00-17:00"}),
        ({"sat": "20:00-22:00,22:00-06:00"}, {"sat": "20:00-22:00, 22:00-06:00"}),
        ({"mon-fri": None, "mon": "09:00-12:00"}, {"mon": "09:00-12:00"}),
        ({"fri-mon": "22:00-06:00"}, dict.fromkeys(("mon", "fri", "sat", "sun"), "22:00-06:00")),
    ],
)
def test_hours_may_be_said_in_several_ways(said: Data, meant: Data) -> None:
    """They are kept by day, in the order of the week, in one way of writing."""
    assert list(calendar(hours=said).hours.items()) == list(meant.items())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (["2025-12-24", "12-27..01-02"], ("2025-12-24", "12-27..01-02")),
        ("12-24, 12-31", ("12-24", "12-31")),
        ([date(2025, 12, 24), "2025-12-27 .. 2025-12-31"], ("2025-12-24", "2025-12-27..2025-12-31")),
        (date(2025, 12, 24), ("2025-12-24",)),
        (None, ()),
    ],
)
def test_closed_days_are_a_list_or_a_line(said: object, meant: tuple[str, ...]) -> None:
    """Dates of Python's are dates; null takes back what a preset states."""
    assert calendar(closed=said).closed == meant


THURSDAY_TWICE = {"mon-thu": "09:00-17:00", "thu-fri": "09:00-14:00"}
REFUSED: list[tuple[Data, str, str, str]] = [
    ({"hours": {"mon-fir": "09:00-17:00"}}, "hours.mon-fir", "not a weekday", "'fri'"),
    ({"hours": THURSDAY_TWICE}, "hours.thu-fri", "thu is named twice, by 'mon-thu'", "once"),
    ({"hours": {"mon": "09:00-12:00, 11:00-17:00"}}, "hours.mon", "do not overlap", "has ended"),
    ({"hours": {"mon": "13:00-17:00, 09:00-12:00"}}, "hours.mon", "stand in order", "has ended"),
    ({"hours": {"mon": "22:00-06:00, 07:00-09:00"}}, "hours.mon", "may pass midnight", "put them last"),
    ({"hours": {"mon": "16:00-24:00, 16:00-17:00"}}, "hours.mon", "do not overlap", "has ended"),
    (
        {"hours": {"mon": "22:00-06:00", "tue": "05:00-09:00"}},
        "hours.mon",
        "go on when those of tue",
        "05:00",
    ),
    (
        {"hours": {"sun": "22:00-06:00", "mon": "05:00-09:00"}},
        "hours.sun",
        "go on when those of mon",
        "05:00",
    ),
    ({"hours": {"mon": "09:00-08:00, 10:00-11:00"}}, "hours.mon", "may pass midnight", "put them last"),
    ({"hours": {"mon": "24:00-02:00"}}, "hours.mon", "24:00 must be a time of day from 00:00 to 23:59", ""),
    ({"hours": {"mon": "23:00-24:01"}}, "hours.mon", "24:01 must be a time of day from 00:00 to 24:00", ""),
    ({"hours": {"mon": "9-17"}}, "hours.mon", "'9-17' does not say from when to when", "08:30-12:00"),
    ({"hours": {"sat": "closed"}}, "hours.sat", "from when to when", "left out"),
    ({"hours": {"mon": ""}}, "hours.mon", "from when to when", "left out"),
    ({"hours": {"mon": 9}}, "hours.mon", "must be hours of a day", "08:30-12:00"),
    ({"hours": {"mon": "09:00-09:01, " * 40}}, "hours.mon", "must be hours of a day", "08:30-12:00"),
    ({"hours": {"mon": "09:00-17:00"}, "opens": "09:00"}, "hours", "stated beside opens", "opens: null"),
    ({"hours": {"mon": "9:00-17:00"}, "weekdays": "mon"}, "hours", "beside weekdays", "weekdays: null"),
    ({"closed": ["24-12"]}, "closed.0", "there is no day 24-12", "did you mean 12-24?"),
    ({"closed": ["12-24", "02-30"]}, "closed.1", "there is no day 02-30", "year, month and day"),
    ({"closed": ["2025-02-29"]}, "closed.0", "there is no day 2025-02-29", "year, month and day"),
    ({"closed": ["24.12.2025"]}, "closed.0", "not a day of the calendar", "write 2025-12-24"),
    ({"closed": ["12/24"]}, "closed.0", "not a day of the calendar", "write 12-24"),
    ({"closed": ["2025/1/2"]}, "closed.0", "not a day of the calendar", "2025-12-27..2025-12-31"),
    ({"closed": ["Christmas"]}, "closed.0", "'Christmas' is not a day", "every year: 12-24"),
    ({"closed": [2025]}, "closed.0", "'2025' is not a day", "every year: 12-24"),
    ({"closed": ["3025-01-01"]}, "closed.0", "must lie from 1900 to 2400", "2025-12-24"),
    ({"closed": ["2025-12-31..2025-12-27"]}, "closed.0", "the earlier one", "2025-12-27..2025-12-31"),
    ({"closed": ["12-24..2025-12-31"]}, "closed.0", "have a year, or neither", "12-24"),
    ({"closed": ["12-24", "12-24"]}, "closed.1", "stated twice", "remove"),
    ({"hours_on": {"12-24..12-26": "09:00-12:00"}}, "hours_on.12-24..12-26", "of one day", "each day"),
    ({"hours_on": {"fri": "09:00-12:00"}}, "hours_on.fri", "'fri' is not a day", "12-24"),
    ({"hours_on": {"12-24": "closed"}}, "hours_on.12-24", "from when to when", "is closed"),
    ({"hours_on": {"12-24": "9:00-12:00"}, "closed": ["12-24"]}, "hours_on.12-24", "among the closed", "two"),
    ({"opens": ["09:00", "13:00"]}, "opens", "told by hours", 'hours: {mon-fri: "08:30-12:00, 13:00-17:00"}'),
]


@pytest.mark.parametrize(("said", "path", "rule", "remedy"), REFUSED)
def test_a_slip_is_told_with_its_place_and_the_way_out(said: Data, path: str, rule: str, remedy: str) -> None:
    """As in a file: path, rule and remedy."""
    with pytest.raises(InputError) as refused:
        case_from(case_with(said))
    [problem] = refused.value.problems

    assert problem.path == f"scenario.inhouse.calendar.{path}"
    assert rule in problem.rule
    assert remedy in problem.remedy


def test_all_slips_of_a_calendar_are_told_at_once() -> None:
    """Each at its own entry."""
    said = {"hours": {"mo": "09:00-17:00", "tue": "9"}, "closed": ["12-32", "13-01"], "hours_on": {"x": "y"}}
    with pytest.raises(InputError) as refused:
        case_from(case_with(said))

    places = [problem.path.removeprefix("scenario.inhouse.calendar.") for problem in refused.value.problems]
    assert places == ["hours.mo", "hours.tue", "closed.0", "closed.1", "hours_on.x"]


@pytest.mark.parametrize(
    ("said", "path", "remedy"),
    [
        ({"half_days": {"12-24": "09:00-12:00"}}, "half_days", "hours_on"),
        ({"hour": {"mon": "09:00-12:00"}}, "hour", "did you mean hours?"),
        ({"closed": {"12-24": "yes"}}, "closed", "2025-12-27..2025-12-31"),
        ({"hours": "09:00-17:00"}, "hours", "08:30-12:00, 13:00-17:00"),
        ({"hours_on": ["12-24"]}, "hours_on", "09:00-12:30"),
    ],
)
def test_a_name_or_a_form_that_is_none_is_told_with_what_there_is(said: Data, path: str, remedy: str) -> None:
    """A setting that there is not is told at its own place, though a calendar may be a word, too."""
    with pytest.raises(InputError) as refused:
        case_from(case_with(said))
    [problem] = refused.value.problems

    assert problem.path == f"scenario.inhouse.calendar.{path}"
    assert remedy in problem.remedy


def test_more_days_than_anybody_closes_are_refused() -> None:
    """Five hundred are the holidays of twenty years."""
    first = date(2025, 1, 1)
    with pytest.raises(ValidationError, match="at most 500"):
        calendar(closed=[str(first + timedelta(days=n)) for n in range(501)])


# -- What is written down ------------------------------------------------------------------------------------

RICH: Data = {
    "zone": "Europe/Berlin",
    "hours": {"mon-thu": "08:30-12:00, 13:00-17:00", "fri": "08:30-14:00"},
    "closed": ["2025-12-24", "12-27..12-31"],
    "hours_on": {"2025-11-08": "09:00-13:00"},
    "holidays": "DE",
}


def test_a_plain_calendar_is_written_down_as_it_always_was() -> None:
    """So that nothing that is known by its content gets another name."""
    settings_of_old = ["zone", "opens", "closes", "weekdays", "holidays", "shift_hours"]

    assert list(calendar(opens="08:00").model_dump()) == settings_of_old
    assert list(calendar(opens="08:00", hours={}, closed=[], hours_on=None).model_dump()) == settings_of_old


def test_hours_are_written_down_without_what_they_stand_for() -> None:
    """In files, in digests, and on the screen; and what is written is read back equal."""
    rich = calendar(**RICH)

    assert {"opens", "closes", "weekdays"}.isdisjoint(rich.model_dump())
    assert "opens" not in repr(rich)
    for read in (ANY.validate_json(ANY.dump_json(rich)), pickle.loads(pickle.dumps(rich)), rich.model_copy()):
        assert read == rich
        assert hash(read) == hash(rich)


def test_calendars_that_differ_in_a_group_alone_are_two() -> None:
    """They may have one hash, which reads no groups; whoever keeps things by calendar tells them apart."""
    rich, other = calendar(**RICH), calendar(**{**RICH, "closed": ["2025-01-02"]})

    assert rich != other
    assert len({rich, other}) == 2


def test_a_case_with_hours_is_changed_and_checked_like_any_other() -> None:
    """By dotted paths, a day among them; what is changed in Python is checked once more."""
    case = case_from(case_with(RICH))
    path = "scenario.inhouse.calendar"
    later = changed(case, {f"{path}.hours.fri": "10:00-12:00", f"{path}.hours_on.12-24": "09:00-12:00"})
    calendar_of = later.scenario.inhouse.calendar
    assert isinstance(calendar_of, Calendar)

    assert (calendar_of.hours["fri"], calendar_of.hours["mon"]) == ("10:00-12:00", "08:30-12:00, 13:00-17:00")
    assert calendar_of.hours_on == {"2025-11-08": "09:00-13:00", "12-24": "09:00-12:00"}
    assert case_from(plain(later)).digest == later.digest != case.digest
    ensure_sound(later.scenario.model_copy(update={"name": "altered"}), later.strategy)


def test_a_preset_s_hours_are_taken_back_by_null() -> None:
    """Settings are laid over those of a preset, which has office hours of the plain kind."""
    said = {"opens": None, "closes": None, "weekdays": None, "hours": {"mon-fri": "09:00-12:00"}}
    case = case_from({"scenario": {"preset": "pfizer_patents", "inhouse": {"calendar": said}}})
    own = case.scenario.inhouse.calendar
    assert isinstance(own, Calendar)

    assert (own.zone, own.hours_per_week) == ("America/New_York", 15.0)


def test_hours_that_stand_in_a_case_cannot_be_altered() -> None:
    """A calendar is known by its content."""
    with pytest.raises(TypeError, match="not altered in place"):
        calendar(**RICH).hours["mon"] = "09:00-17:00"


# -- The table -----------------------------------------------------------------------------------------------


def test_hours_that_touch_are_one_interval() -> None:
    """Without a break between them, and over midnight into the next day's."""
    touching = calendar(hours={"mon": "09:00-12:00, 12:00-17:00, 17:00-24:00", "tue": "00:00-01:00"})

    assert spans(touching) == [(9.0, 25.0)]
    assert touching.hours_per_week == 16.0


@pytest.mark.parametrize(
    ("zone", "start", "opened"),
    [
        ("America/New_York", date(2025, 3, 8), [6.0, 1.0]),
        ("America/New_York", date(2025, 11, 1), [6.0, 3.0]),
        ("Australia/Lord_Howe", date(2025, 4, 5), [6.0, 2.5]),
        ("Australia/Lord_Howe", date(2025, 10, 4), [6.0, 1.5]),
    ],
)
def test_a_break_at_night_meets_the_change_of_clocks(zone: str, start: date, opened: list[float]) -> None:
    """Saturday from six to midnight, Sunday from one to three: the hour, or the half, is Sunday's."""
    night = calendar(zone=zone, hours={"sat": "18:00-24:00", "sun": "01:00-03:00"})

    assert [closes - opens for opens, closes in spans(night, start, 72.0)] == opened


def test_hours_inside_the_hour_that_clocks_skip_open_nothing() -> None:
    """On 9 March 2025 New York goes from two to three; the rest of the day is there."""
    early = calendar(zone="America/New_York", hours_on={"2025-03-09": "02:15-03:10, 04:00-05:00"})

    assert spans(early, date(2025, 3, 9), 24.0) == [(8.0, 9.0)]


@pytest.mark.parametrize(("year", "is_there"), [(2024, False), (2025, True), (2028, False)])
def test_a_leap_day_is_closed_in_leap_years(year: int, is_there: bool) -> None:
    """And in others neither the day before nor the day after is."""
    feb = calendar(weekdays="every day", closed=["02-29"])

    assert len(spans(feb, date(year, 2, 28), 48.0)) == 1 + is_there


@deterministic
@given(st.integers(0, 10_000))
def test_a_plain_week_is_open_for_the_sum_of_its_hours(number: int) -> None:
    """In UTC, where no clock changes: in every week of the table, and as `hours_per_week` says."""
    said = _drawn(number) | {"zone": "UTC", "shift_hours": 0.0, "holidays": None}
    plain_week = calendar(
        **{name: value for name, value in said.items() if name not in ("closed", "hours_on")}
    )
    stretches = [stretch for hours in plain_week.week for stretch in hours]
    total = sum((stretch.length for stretch in stretches), timedelta()) / timedelta(hours=1)

    assert plain_week.hours_per_week == pytest.approx(total, rel=1e-12)
    assert plain_week.stretches_per_week == len(stretches)
    inside = [_open_until(plain_week, 168.0 * n) for n in (2, 3, 4)]
    assert np.diff(inside) == pytest.approx(total, rel=1e-12)


def _open_until(of: Calendar, instant: float) -> float:
    return math.fsum(
        max(min(closes, instant) - opens, 0.0) for opens, closes in spans(of, hours=900.0) if opens < instant
    )


@deterministic
@given(st.integers(0, 10_000), st.dates(date(2024, 12, 20), date(2025, 11, 5)))
def test_intervals_are_in_order_and_apart(number: int, start: date) -> None:
    """Whatever is said of weekdays and days, in whatever zone, clocks changing or not."""
    opens, closes, worked = compile_calendar(calendar(**_drawn(number)), start, 24.0 * 30)
    edges = np.column_stack([opens, closes]).ravel().tolist()

    assert edges[0] >= 0.0
    assert all(a < b for a, b in pairwise(edges)) or edges == [math.inf, math.inf]
    assert [0.0, *np.cumsum(closes[:-1] - opens[:-1])] == worked.tolist()


@deterministic
@given(st.integers(0, 10_000), st.dates(date(2024, 12, 20), date(2025, 11, 5)))
def test_somebody_is_there_if_and_only_if_the_day_says_so(number: int, start: date) -> None:
    """Minute by minute over nine days in UTC, against the rule told once more: a date, every year's day, the
    weekday; hours before closed days."""
    said = calendar(**_drawn(number) | {"zone": "UTC", "shift_hours": 0.0, "holidays": None})
    table = spans(said, start, 24.0 * 9)
    minutes = np.arange(9 * 24 * 60) / 60.0
    found = np.zeros(len(minutes), dtype=bool)
    for opens, closes in table:
        found |= (opens - 1e-9 <= minutes) & (minutes < closes - 1e-9)
    meant = np.zeros(len(minutes), dtype=bool)
    for day in range(-1, 9):
        for opens, closes in _told(said, start + timedelta(days=day)):
            meant[max(day * 1440 + opens, 0) : max(day * 1440 + closes, 0)] = True

    assert np.array_equal(found, meant)


def _told(said: Calendar, day: date) -> Iterator[tuple[int, int]]:
    """Minutes of a day from when to when, read from the texts in the plainest way."""
    texts = [said.hours_on.get(str(day)), "" if _is_closed(said, str(day)) else None]
    texts += [said.hours_on.get(f"{day:%m-%d}"), "" if _is_closed(said, f"{day:%m-%d}") else None]
    usual = f"{said.opens}-{said.closes}" if WEEK[day.weekday()] in said.weekdays else ""
    texts += [said.hours.get(WEEK[day.weekday()], "") if said.hours else usual]
    text = next(text for text in texts if text is not None)
    for part in filter(None, text.split(", ")):
        opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in part.split("-"))
        yield opens, closes if closes > opens else closes + 1440


def _is_closed(said: Calendar, day: str) -> bool:
    for text in said.closed:
        first, _, last = text.partition("..")
        last = last or first
        if len(first) == len(day):
            is_over_new_year = len(day) == 5 and last < first
            if (day >= first or day <= last) if is_over_new_year else first <= day <= last:
                return True
    return False


def _drawn(number: int) -> Data:
    """A calendar of the random vocabulary that is not always open."""
    found: Data | str = "always"
    while isinstance(found, str):
        found, number = drawn(Dice(Random(number))), number + 10_007
    return found


def test_a_clock_shows_a_time_of_day() -> None:
    """As it is written in files."""
    assert [clock_time(timedelta(minutes=m)) for m in (0, 65, 1439, 1440)] == [
        "00:00",
        "01:05",
        "23:59",
        "24:00",
    ]
