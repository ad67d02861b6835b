"""On which days does a country rest, and in which years does the library know?"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from statistics import median
from typing import Annotated, Final, NamedTuple

from pydantic import AfterValidator, Field

from sim.scenario.refusal import did_you_mean, refusal

USUAL_YEARS: Final = range(2016, 2026)
"""Years of which every country's holidays are known, as far as they ever are."""
KNOWN_SHARE: Final = 0.85
"""A year with a smaller share of the usual number, and fewer than any of those years, lacks some: holidays of
the moon, days proclaimed, days off in lieu."""


class Gap(NamedTuple):
    """A year of which holidays are missing."""

    year: int
    known: int
    usual: int


def _holiday_code(code: str) -> str:
    import holidays

    country, dash, subdivision = code.partition("-")
    known = holidays.list_supported_countries()
    if country not in known:
        rule = f"no public holidays are known for the country {country[:80]!r}"
        raise refusal(rule, did_you_mean(country, _by_country(known)))
    if dash and subdivision not in known[country]:
        full = {name: f"{country}-{name}" for name in known[country]}
        rule = f"{country!r} has no subdivision {subdivision!r} with holidays of its own"
        raise refusal(rule, did_you_mean(subdivision, full) if full else f"write {country!r}")
    return code


HolidayCode = Annotated[str, Field(max_length=80), AfterValidator(_holiday_code)]


def public_holidays(code: str | None, years: Iterable[int]) -> frozenset[date]:
    """The days of these years on which a country, or its subdivision, rests; none where there is no code."""
    if code is None:
        return frozenset()
    return frozenset().union(*(_of_year(code, year) for year in years))


def unknown_years(
    code: str, years: Iterable[int], stated: Callable[[int], int] = lambda year: 0
) -> list[Gap]:
    """Years of which holidays are missing, those included that a calendar has `stated` of its own."""
    usual, least = _usual(code)
    found = (Gap(year, len(_of_year(code, year)) + stated(year), usual) for year in years)
    return [gap for gap in found if gap.known < least]


@cache
def _usual(code: str) -> tuple[int, float]:
    """The usual number of a year's holidays, and the number below which some are missing."""
    numbers = [len(_of_year(code, year)) for year in USUAL_YEARS]
    usual = round(median(numbers))
    return usual, min(*numbers, KNOWN_SHARE * usual)


@cache
def _of_year(code: str, year: int) -> frozenset[date]:
    import holidays  # a tenth of a second, for those who ask for it

    country, _, subdivision = code.partition("-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `unknown_years` says it in our words, of every country
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def _by_country(codes: Iterable[str]) -> dict[str, str]:
    from holidays.registry import COUNTRIES

    return {code: code for code in codes} | {name: entry[1] for name, entry in COUNTRIES.items()}
