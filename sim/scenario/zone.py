"""Which time zone is meant? Its IANA name; what people write instead is told what it could be."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from sim.scenario.refusal import did_you_mean, refusal

# Not in the IANA list, and asked for.
CITIES: Final = {
    "America/Boston": "America/New_York",
    "America/San_Francisco": "America/Los_Angeles",
    "Asia/Bangalore": "Asia/Kolkata",
    "Asia/Beijing": "Asia/Shanghai",
    "Asia/Bengaluru": "Asia/Kolkata",
    "Asia/Hyderabad": "Asia/Kolkata",
    "Asia/Mumbai": "Asia/Kolkata",
    "Europe/Frankfurt": "Europe/Berlin",
    "Europe/Krakow": "Europe/Warsaw",
}

ABBREVIATIONS: Final = {
    "AEST": ("Australia/Sydney", "Australia/Brisbane"),
    "BRT": ("America/Sao_Paulo",),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "CDT": ("America/Chicago",),
    "CEST": ("Europe/Berlin", "Europe/Warsaw"),
    "CST": ("America/Chicago", "Asia/Shanghai"),
    "EAT": ("Africa/Nairobi",),
    "EDT": ("America/New_York",),
    "EEST": ("Europe/Bucharest", "Europe/Kyiv"),
    "GST": ("Asia/Dubai",),
    "HKT": ("Asia/Hong_Kong",),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "JST": ("Asia/Tokyo",),
    "KST": ("Asia/Seoul",),
    "MDT": ("America/Denver",),
    "MSK": ("Europe/Moscow",),
    "NPT": ("Asia/Kathmandu",),
    "NZST": ("Pacific/Auckland",),
    "PDT": ("America/Los_Angeles",),
    "PHT": ("Asia/Manila",),
    "PKT": ("Asia/Karachi",),
    "PST": ("America/Los_Angeles", "Asia/Manila"),
    "SAST": ("Africa/Johannesburg",),
    "SGT": ("Asia/Singapore",),
    "SLST": ("Asia/Colombo",),
    "WAT": ("Africa/Lagos",),
    "WIB": ("Asia/Jakarta",),
}
"""What people call zones, and no list does: places share them, and daylight saving renames them."""

PLACES: Final = (
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Ho_Chi_Minh", "Asia/Singapore"),
    *(
        "Asia/Tokyo",
        "Australia/Adelaide",
        "Australia/Sydney",
        "Pacific/Auckland",
        "Asia/Karachi",
        "Asia/Kabul",
    ),
    *("Asia/Dubai", "Asia/Tehran", "Africa/Nairobi", "Europe/Bucharest", "Europe/Berlin", "Europe/London"),
    *("America/Sao_Paulo", "America/St_Johns", "America/Halifax", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"),
)
"""One for each offset that many people live by."""

OFFSET: Final = re.compile(r"(?:UTC|GMT|Z)?\s*([+-])([0-9]{1,2})(?::?([0-5][0-9]))?", re.IGNORECASE)
WINTER: Final = datetime(2025, 1, 15, 12, tzinfo=UTC)


def _zone_name(name: str) -> str:
    if name not in _zones():
        raise refusal(f"{name[:80]!r} is not a time zone of the IANA list", _meant(name.strip()))
    return name


ZoneName = Annotated[str, Field(max_length=80), AfterValidator(_zone_name)]


def zone_of(name: object) -> ZoneInfo | None:
    """The time zone of this name; None if the IANA list has none."""
    return known_zone(name) if isinstance(name, str) and name in _zones() else None


@cache
def known_zone(name: str) -> ZoneInfo:
    """The zone as the tzdata package has it, not the machine: a run has the same hours everywhere."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def _zones() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def _meant(name: str) -> str:
    """The way out: what an abbreviation or an offset could stand for, or the nearest name."""
    if places := ABBREVIATIONS.get(name.upper()):
        said = " or ".join(places)
        return f"write {said}" + (f": {name.upper()} is said of each" if len(places) > 1 else "")
    if offset := OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
        there = [place for place in PLACES if WINTER.astimezone(known_zone(place)).utcoffset() == ahead]
        if there:
            return f"an offset knows no daylight saving: write the place, such as {there[0]}"
        return "an offset knows no daylight saving: write the place, such as Asia/Kolkata"
    return did_you_mean(name, _by_city())


def _by_city() -> dict[str, str]:
    zones = {zone: zone for zone in sorted(_zones())} | CITIES
    return zones | {way.rpartition("/")[2]: zone for way, zone in zones.items()}
