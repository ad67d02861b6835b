"""What a calendar may say, and the table that is made of it."""

import math
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.scenario.calendar import WEEK, AnyCalendar, Calendar, CalendarTable, compile_calendar, stack

deterministic = settings(derandomize=True, deadline=None, max_examples=150)

JANUARY = date(2025, 1, 6)  # a Monday
JULY = date(2025, 7, 7)  # another
ANY: TypeAdapter[Calendar | str] = TypeAdapter(AnyCalendar)


def table(start: date = JANUARY, hours: float = 168.0, **settings: object) -> CalendarTable:
    """A week of a calendar given as a file gives it."""
    return compile_calendar(Calendar.model_validate(settings), start, hours)


def intervals(of: CalendarTable) -> list[tuple[float, float]]:
    return list(zip(of.opens.tolist(), of.closes.tolist(), strict=True))


# -- What a file may say -------------------------------------------------------------------------------------


def test_a_calendar_is_always_or_office_hours() -> None:
    """The word stays a word, settings become a calendar, and a calendar passes as it is."""
    hours = Calendar(opens="08:00")

    assert ANY.validate_python("always") == "always"
    assert ANY.validate_python({"opens": "8:00"}) == hours
    assert ANY.validate_python(hours) is hours


def test_left_out_is_monday_to_friday_nine_to_five() -> None:
    """No settings at all are plain office hours, in UTC."""
    assert intervals(table()) == [(24 * day + 9.0, 24 * day + 17.0) for day in range(5)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mon-fri", WEEK[:5]),
        ("every day", WEEK),
        ("sat", ("sat",)),
        ("sun-thu", ("mon", "tue", "wed", "thu", "sun")),
        (["sun", "mon", "mon"], ("mon", "sun")),
    ],
)
def test_weekdays_may_be_said_in_several_ways(said: object, meant: tuple[str, ...]) -> None:
    """Ranges, lists and words mean the same days, in the order of the week, once each."""
    assert Calendar.model_validate({"weekdays": said}).weekdays == meant


@pytest.mark.parametrize(
    ("value", "path", "remedy"),
    [
        ("allways", "", '"always"'),
        ({"zone": "Europe/Warsow"}, "zone", "'Europe/Warsaw'"),
        ({"zone": "new york"}, "zone", "'America/New_York'"),
        ({"zone": "Bangalore"}, "zone", "'Asia/Kolkata'"),
        ({"opens": "24:00"}, "opens", "quotes"),
        ({"opens": "9:60"}, "opens", "quotes"),
        ({"closes": 1020}, "closes", "quotes"),  # what YAML 1.1 makes of 17:00 without quotes
        ({"weekdays": "mon-fir"}, "weekdays", "'fri'"),
        ({"weekdays": ["mon", "tuesday"]}, "weekdays", "'tue'"),
        ({"holidays": "Germany"}, "holidays", "'DE'"),
        ({"holidays": "US-NYC"}, "holidays", "'US-NY'"),
        ({"holidays": "US-"}, "holidays", "US-"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_way_out(value: object, path: str, remedy: str) -> None:
    """The path shows no trace of the choice between `always` and settings; the nearest valid name is told."""
    with pytest.raises(ValidationError) as refused:
        ANY.validate_python(value)
    [problem] = refused.value.errors()

    assert ".".join(map(str, problem["loc"])) == path
    assert problem["type"] == "rule"
    assert remedy in problem["ctx"]["remedy"]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"open": "09:00"}, "open"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": 5}, "weekdays"),
        ({"shift_hours": 25}, "shift_hours"),
        ({"zone": 1}, "zone"),
        (None, ""),
    ],
)
def test_a_mistake_that_pydantic_knows_keeps_its_place(value: object, path: str) -> None:
    """Unknown names, wrong types and wrong sizes are told once, under their own path."""
    with pytest.raises(ValidationError) as refused:
        ANY.validate_python(value)

    assert [".".join(map(str, problem["loc"])) for problem in refused.value.errors()] == [path]


def test_a_calendar_survives_the_journey_through_json() -> None:
    """What is written down resolved is read back equal."""
    calendar = Calendar(zone="Asia/Kolkata", weekdays=WEEK, holidays="IN-KA", closes="24:00")

    for value in (calendar, "always"):
        assert ANY.validate_json(ANY.dump_json(value)) == value


def test_the_schema_offers_the_word_and_explains_each_setting() -> None:
    """Editors complete from the schema, so every setting has a description."""
    schema: dict[str, Any] = ANY.json_schema()
    [calendar] = schema["$defs"].values()

    assert {"const": "always", "type": "string"} in schema["anyOf"]
    assert all(setting["description"] for setting in calendar["properties"].values())
    assert "pattern" in calendar["properties"]["opens"]["anyOf"][0]
    taken_back = ("opens", "closes", "weekdays", "holidays", "hours", "closed", "hours_on")
    assert all({"type": "null"} in calendar["properties"][name]["anyOf"] for name in taken_back)


# -- Known facts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "start", "hour"),
    [
        ("America/New_York", JANUARY, 14.0),
        ("America/New_York", JULY, 13.0),
        ("Asia/Kolkata", JANUARY, 3.5),
        ("Asia/Kolkata", JULY, 3.5),
        ("Europe/Warsaw", JANUARY, 8.0),
        ("Europe/Warsaw", JULY, 7.0),
    ],
)
def test_nine_oclock_is_nine_oclock_by_the_local_clock(zone: str, start: date, hour: float) -> None:
    """A Monday's opening in UTC, winter and summer."""
    assert intervals(table(start, zone=zone))[0] == (hour, hour + 8.0)


def test_summer_time_moves_the_opening_and_not_the_length_of_the_day() -> None:
    """New York changes its clocks on Sunday 9 March 2025: Friday opens at 14:00 UTC, Monday at 13:00."""
    friday, monday = intervals(table(date(2025, 3, 7), hours=96.0, zone="America/New_York"))

    assert friday == (14.0, 22.0)
    assert monday == (72 + 13.0, 72 + 21.0)


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        ("America/New_York", date(2025, 3, 8), 7.0),
        ("America/New_York", date(2025, 11, 1), 9.0),
        ("Europe/Warsaw", date(2025, 3, 29), 7.0),
        ("Australia/Lord_Howe", date(2025, 4, 5), 8.5),
        ("Australia/Lord_Howe", date(2025, 10, 4), 7.5),
    ],
)
def test_the_night_shift_feels_the_clocks_change(zone: str, start: date, hours: float) -> None:
    """From 22:00 to 06:00 an hour is lost in spring and won in autumn; half an hour on Lord Howe Island."""
    night = table(start, 48.0, zone=zone, opens="22:00", closes="06:00", weekdays="sat")

    assert night.total == hours


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("02:30", "02:45", [(7.5, 7.75)]),  # as if the clocks had not changed yet
        ("02:30", "03:00", [(math.inf, math.inf)]),  # closes as it opens
        ("01:00", "03:00", [(6.0, 7.0)]),
        ("02:30", "04:00", [(7.5, 8.0)]),
    ],
)
def test_an_hour_that_does_not_exist_is_survived(
    opens: str, closes: str, expected: list[tuple[float, float]]
) -> None:
    """On 9 March 2025 New York has no time from 02:00 to 03:00; no interval has a negative length."""
    sunday = table(
        date(2025, 3, 9), 24.0, zone="America/New_York", opens=opens, closes=closes, weekdays="sun"
    )

    assert intervals(sunday) == expected


def test_an_hour_that_comes_twice_opens_once() -> None:
    """On 2 November 2025 New York has 01:30 at 05:30 and at 06:30 UTC; the first is meant."""
    sunday = table(
        date(2025, 11, 2), 24.0, zone="America/New_York", opens="01:30", closes="09:00", weekdays="sun"
    )

    assert intervals(sunday) == [(5.5, 14.0)]


def test_a_day_that_does_not_exist_opens_nothing_twice() -> None:
    """Samoa had no 30 December 2011; its shift falls together with the next day's."""
    days = table(date(2011, 12, 29), 72.0, zone="Pacific/Apia", weekdays="every day")

    assert intervals(days) == [(0.0, 3.0), (19.0, 27.0), (43.0, 51.0), (67.0, 75.0)]


def test_public_holidays_are_closed_and_their_eve_is_not() -> None:
    """4 July 2025, a Friday, is a holiday in the US and a working day in India."""
    thursday = date(2025, 7, 3)

    assert intervals(table(thursday, 48.0, holidays="US")) == [(9.0, 17.0)]
    assert intervals(table(thursday, 48.0, holidays="IN")) == [(9.0, 17.0), (33.0, 41.0)]


def test_a_subdivision_has_holidays_of_its_own() -> None:
    """Corpus Christi, Thursday 19 June 2025, is free in Bavaria and not in Berlin."""
    assert intervals(table(date(2025, 6, 19), 24.0, holidays="DE-BY")) == [(math.inf, math.inf)]
    assert intervals(table(date(2025, 6, 19), 24.0, holidays="DE-BE")) == [(9.0, 17.0)]


def test_holidays_are_local_days() -> None:
    """New Year's Day in Auckland begins on 31 December, 11:00 UTC: its shift is gone, the eve's is there."""
    eve = table(date(2024, 12, 30), 72.0, zone="Pacific/Auckland", holidays="NZ", weekdays="every day")

    # 31 December opens 30 December 20:00 UTC; 1 and 2 January are holidays in New Zealand.
    assert intervals(eve) == [(0.0, 4.0), (20.0, 28.0)]


def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_opens() -> None:
    """Friday's night shift goes on into Saturday; Sunday has none that goes into Monday."""
    nights = intervals(table(opens="22:00", closes="06:00"))

    assert nights == [(24 * day + 22.0, 24 * day + 30.0) for day in range(5)]


def test_a_holiday_takes_the_night_shift_that_opens_on_it() -> None:
    """The night from 3 to 4 July is worked to its end, the night from 4 to 5 July is not begun."""
    nights = table(date(2025, 7, 3), 60.0, opens="22:00", closes="06:00", holidays="US", weekdays="every day")

    assert intervals(nights) == [(0.0, 6.0), (22.0, 30.0)]


def test_closing_at_midnight_may_be_written_in_two_ways() -> None:
    """24:00 and 00:00 close at the same instant."""
    assert intervals(table(opens="16:00", closes="24:00")) == intervals(table(opens="16:00", closes="00:00"))


def test_shift_hours_move_the_shift_and_keep_its_weekday() -> None:
    """Monday's shift moved ten hours earlier opens on Sunday evening, and Friday's on Thursday."""
    early = intervals(table(date(2025, 1, 5), 192.0, shift_hours=-10.0))

    assert early == [(24 * day + 23.0, 24 * day + 31.0) for day in [*range(5), 7]]


# -- The table -----------------------------------------------------------------------------------------------


def test_always_is_one_interval_without_end() -> None:
    """It has no horizon, and may be compiled without one."""
    assert intervals(compile_calendar("always", JANUARY, math.inf)) == [(0.0, math.inf)]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Warsaw", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_round_the_clock_is_one_interval_of_a_full_year(zone: str) -> None:
    """Shifts that touch are one, and a year has 8760 hours, clock changes or not."""
    for opens, closes in (("00:00", "24:00"), ("07:00", "07:00")):
        year = table(date(2025, 1, 1), 8760.0, zone=zone, opens=opens, closes=closes, weekdays="every day")
        [(first, last)] = intervals(year)

        assert first == 0.0
        assert last >= 8760.0


def test_a_shift_in_progress_is_cut_at_the_start_and_whole_at_the_end() -> None:
    """A scenario that starts at midnight finds the night shift at work, and lets its last one finish."""
    nights = table(hours=23.0, opens="22:00", closes="06:00", weekdays="every day")

    assert intervals(nights) == [(0.0, 6.0), (22.0, 30.0)]


def test_a_calendar_that_does_not_open_has_one_row_at_infinity() -> None:
    """The laws need a row; this one is never reached."""
    closed = table(hours=48.0, weekdays="sun")

    assert intervals(closed) == [(math.inf, math.inf)]
    assert closed.total == 0.0


@pytest.mark.parametrize("hours", [math.inf, math.nan, -1.0])
def test_office_hours_need_an_end(hours: float) -> None:
    """A table of shifts without a horizon would have no end either."""
    with pytest.raises(ValueError, match="must be finite"):
        table(hours=hours)


def test_tables_are_shared_and_read_only() -> None:
    """Equal calendars are compiled once, so nobody may write into what others read."""
    first, second = table(), table()

    assert first is second
    for array in (*first, *stack([first])):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


def test_stacked_tables_are_rows_padded_at_the_end() -> None:
    """Short rows go on with intervals at infinity, and with the total of their hours."""
    always, week = compile_calendar("always", JANUARY, 168.0), table(hours=48.0)
    opens, closes, worked = stack([always, week, stack_row(stack([week, table()]), 0)])
    inf = math.inf

    assert opens.tolist() == [[0, inf, inf, inf, inf], [9, 33, inf, inf, inf], [9, 33, inf, inf, inf]]
    assert closes.tolist() == [[inf] * 5, [17, 41, inf, inf, inf], [17, 41, inf, inf, inf]]
    assert worked.tolist() == [[0, inf, inf, inf, inf], [0, 8, 16, 16, 16], [0, 8, 16, 16, 16]]


def stack_row(stacked: CalendarTable, row: int) -> CalendarTable:
    return CalendarTable(*(array[row] for array in stacked))


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Calendar, date]:
    """Office hours at any hour, and a start about a clock change or anywhere."""
    times = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
    changes = [date(2024, 3, 9), date(2024, 3, 30), date(2024, 4, 6), date(2024, 10, 5), date(2024, 11, 2)]
    calendar = Calendar(
        zone=draw(
            st.sampled_from(["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
        ),
        opens=draw(times),
        closes=draw(times),
        weekdays=draw(st.sampled_from([WEEK, WEEK[:5], WEEK[5:]])),
        holidays=draw(st.sampled_from([None, "PL", "US-NY"])),
        shift_hours=draw(st.floats(-24.0, 24.0)),
    )
    return calendar, draw(st.sampled_from(changes) | st.dates(date(2000, 1, 1), date(2040, 1, 1)))


@deterministic
@given(weeks())
def test_intervals_are_in_order_and_apart(week: tuple[Calendar, date]) -> None:
    """Openings and closings alternate, strictly rising; the hours so far are the lengths so far."""
    opens, closes, worked = compile_calendar(*week, 24.0 * 15)

    edges = np.column_stack([opens, closes]).ravel().tolist()
    assert edges[0] >= 0.0
    assert all(a < b for a, b in pairwise(edges)) or edges == [math.inf, math.inf]
    assert [0.0, *np.cumsum(closes[:-1] - opens[:-1])] == worked.tolist()


@deterministic
@given(weeks(), st.integers(1, 40))
def test_a_longer_horizon_only_adds(week: tuple[Calendar, date], days: int) -> None:
    """A table and the one for a longer horizon agree on all that closes before the shorter one ends."""
    shorter, longer = (intervals(compile_calendar(*week, 24.0 * n)) for n in (days, days + 10))
    settled = [row for row in shorter if row[1] < 24.0 * days]

    assert settled == longer[: len(settled)]


@deterministic
@given(weeks())
def test_a_later_start_sees_the_same_openings(week: tuple[Calendar, date]) -> None:
    """Openings are instants of the world: started two days later, the clock shows 48 hours less at each."""
    calendar, start = week
    sooner = compile_calendar(calendar, start, 24.0 * 14)
    later = compile_calendar(calendar, start + timedelta(days=2), 24.0 * 12)

    seen = sooner.opens[(sooner.opens > 48.0) & np.isfinite(sooner.opens)]
    np.testing.assert_allclose(
        later.opens[(later.opens > 0.0) & np.isfinite(later.opens)] + 48.0, seen, rtol=1e-12
    )
