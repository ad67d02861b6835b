"""What a world's maker should know: missing holidays, and lines of a trace that could mean two instants."""

import pytest

from sim.case import case_from
from sim.errors import HolidaysUnknown
from sim.scenario.public_holidays import public_holidays, unknown_years
from sim.scenario.remarks import remarks


def world(start, days, holidays, **more):
    """One team that rests on a country's holidays."""
    work = {"w": {"arrivals": {"kind": "regular", "per_week": 7}, "effort_hours": {"kind": "constant"}}}
    team = {"seats": 1, "calendar": {"holidays": holidays, **more}}
    return case_from(
        {"scenario": {"start": start, "horizon_days": days, "work": work, "inhouse": team}}
    ).scenario


@pytest.mark.parametrize(
    ("start", "days", "code", "words"),
    [
        (
            "2026-11-30",
            365,
            "LK",
            "no holidays are known of LK in 2027, where 26 are usual",
        ),
        ("2034-01-01", 1826, "IN", "only 10 holidays are known of IN in 2036 to 2038, where 18 are usual"),
        ("2036-06-01", 30, "NP", "only 6 holidays are known of NP in 2036, where 33 are usual"),
    ],
)
def test_a_year_of_which_holidays_are_missing_is_said(start, days, code, words):
    """Some follow the moon or are proclaimed each year, and nobody knows them far ahead."""
    with pytest.warns(HolidaysUnknown, match=words):
        case = world(start, days, code)

    assert any(words in each for each in remarks(case)), remarks(case)


@pytest.mark.parametrize("code", ["DE", "US-NY", "IN", "PL", "CN"])
def test_of_years_that_are_known_nothing_is_said(code):
    """The years of the cases that ship."""
    assert unknown_years(code, range(2020, 2027)) == []
    assert remarks(world("2025-01-06", 700, code)) == []


def test_a_holiday_that_is_known_and_stated_counts_once():
    """Ten of India's are known of 2036: who states them once more has stated nothing new."""
    known = [str(day) for day in public_holidays("IN", [2036])]
    with pytest.warns(HolidaysUnknown, match="only 10 holidays are known of IN in 2036"):
        world("2036-03-01", 30, "IN", closed=known)
    with pytest.warns(HolidaysUnknown, match="only 12 holidays are known of IN in 2036"):
        world("2036-03-01", 30, "IN", closed=[*known, "2036-03-12..2036-03-13"])


def test_holidays_year_by_year_are_those_of_all_years():
    """A day in lieu that falls into the next year is not lost."""
    import holidays

    at_once = frozenset(holidays.country_holidays("US", years=range(2019, 2034)))

    assert public_holidays("US", range(2019, 2034)) == at_once
