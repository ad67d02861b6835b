"""What was probably meant: the same in another unit, or a percentage where a share is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_HOURS: Final = {
    "minutes": 1 / 60,
    "hours": 1.0,
    "days": 24.0,
    "weeks": 168.0,
    "months": 730.5,
    "years": 8766.0,
}
"""How long a unit is that a setting's name ends with; months and years are of the mean length."""

_PERCENT: Final = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*%\s*")


def in_its_unit(name: str, value: object, settings: Mapping[str, bool]) -> str:
    """The setting that says the same in another unit, and the value in it; empty if there is none.

    `settings` are those that there are, and whether each is a plain number.
    """
    stem, _, unit = name.rpartition("_")
    unit = unit if unit.endswith("s") else f"{unit}s"
    there = [each for each in (unit, *_HOURS) if f"{stem}_{each}" in settings]
    if not stem or unit not in _HOURS or not there:
        return ""
    other, setting = there[0], f"{stem}_{there[0]}"
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and settings[setting]
    if other == unit or not is_number:
        return f"did you mean {setting}?"
    return f"it is told in {other}: write {setting}: {float(str(value)) * _HOURS[unit] / _HOURS[other]:.6g}"


def as_share(error: str, value: object, most: object) -> str:
    """What `30`, or `30%`, is where a number from 0 to 1 is wanted; empty if it is neither.

    `error` is pydantic's word for what is wrong, and `most` the greatest number that may be.
    """
    if error == "float_parsing" and (told := _PERCENT.fullmatch(str(value))):
        return f"write {float(told[1]) / 100.0:g}"
    is_share = error == "less_than_equal" and isinstance(most, int | float) and most <= 1
    if is_share and isinstance(value, int | float) and 1 < value <= 100:
        return f"it is a share: {value:g} % is {value / 100.0:g}"
    return ""
