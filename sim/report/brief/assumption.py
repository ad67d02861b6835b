"""What might be otherwise than assumed? Numbers of the world that are scaled until the answer turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.case import Case, changed
from sim.errors import Problem, UnknownName, advice
from sim.scenario.hazard import HazardInsolvency, SizeInsolvency
from sim.words import figures, listed

MOST_DAYS = 1e6
MOST_POINTS = 100.0
MOST_DEFECTS = 100.0
MOST_INSOLVENCIES = 100.0
MOST_NAMED = 3
"""More quantities are told as a range."""


class WorldNumber(NamedTuple):
    """A number of the world as the case has it."""

    owner: str
    """Provider or work type."""
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Scaling:
    """Numbers that are scaled together, by one factor."""

    name: str
    label: str
    """What it is called in a table."""
    scan: tuple[float, ...]
    """Factors tried in any case; 1 is the case as it is."""
    quantities: Callable[[Case], Mapping[str, WorldNumber]]
    """Values above zero by dotted path; empty where the case has none."""
    scaled: Callable[[float, float], float]
    """A value, and the factor, to the value that is set; within the bounds of its field."""
    setting: Callable[[float], Any] = float
    """How a value is stated in the file."""

    def apply(self, case: Case, factor: float) -> Case:
        """The case with these numbers scaled."""
        settings = {
            path: self.setting(self.scaled(quantity.value, factor))
            for path, quantity in self.quantities(case).items()
        }
        return changed(case, settings) if settings and factor != 1.0 else case

    def told(self, case: Case, factor: float, owners: Iterable[str] | None = None) -> str:
        """What the factor comes to: `bangalore 49.8 (now 38) USD an hour`."""
        kept = None if owners is None else set(owners)
        own = [each for each in self.quantities(case).values() if kept is None or each.owner in kept]
        if not own:
            return ""
        if len(own) > MOST_NAMED or len({each.unit for each in own}) > 1:
            return "; ".join(
                self._as_range([each for each in own if each.unit == unit], factor)
                for unit in dict.fromkeys(each.unit for each in own)
            )
        now = [f"{each.owner.replace('_', ' ')} {self._pair(each, factor)}" for each in own]
        return f"{listed(now)} {own[0].unit}"

    def _pair(self, each: WorldNumber, factor: float) -> str:
        scale = 100.0 if each.unit.startswith("%") else 1.0
        value = scale * self.scaled(each.value, factor)
        return f"{figures(value)} (now {figures(scale * each.value)})"

    def _as_range(self, own: list[WorldNumber], factor: float) -> str:
        least, most = (pick(own, key=lambda each: each.value) for pick in (min, max))
        if least.value == most.value:
            return f"{self._pair(least, factor)} {least.unit}"
        return f"{self._pair(least, factor)} to {self._pair(most, factor)} {least.unit}"


# -- What the case has ---------------------------------------------------------------------------------------

_FEES = {
    "rate_per_hour": "an hour",
    "price_per_task": "a task",
    "fee_per_seat_per_month": "a seat and month",
}


def _rates(case: Case) -> dict[str, WorldNumber]:
    found = {}
    for name, provider in case.scenario.providers.items():
        path, contract = f"scenario.providers.{name}.contract", provider.contract
        for field, unit in _FEES.items():
            value = getattr(contract, field, 0.0)
            if value > 0.0:
                found[f"{path}.{field}"] = WorldNumber(name, value, f"{case.scenario.currency} {unit}")
        for work, price in getattr(contract, "prices", {}).items():
            if price > 0.0:
                found[f"{path}.prices.{work}"] = WorldNumber(
                    name, price, f"{case.scenario.currency} a task of {work}"
                )
    return found


def _failures(case: Case) -> dict[str, WorldNumber]:
    return {
        f"scenario.providers.{name}.outages.mttf_days": WorldNumber(
            name, provider.outages.mttf_days, "days between outages"
        )
        for name, provider in case.scenario.providers.items()
        if provider.outages is not None
    }


def _insolvencies(case: Case) -> dict[str, WorldNumber]:
    found = {}
    for name, provider in case.scenario.providers.items():
        insolvency = provider.insolvency
        if isinstance(insolvency, HazardInsolvency | SizeInsolvency) and insolvency.per_year > 0.0:
            found[f"scenario.providers.{name}.insolvency"] = WorldNumber(
                name, insolvency.per_year, "% a year"
            )
    return found


def _unclear(case: Case) -> dict[str, WorldNumber]:
    return {
        f"scenario.work.{name}.unclear_points": WorldNumber(name, work.unclear_points, "unclear points")
        for name, work in case.scenario.work.items()
        if work.unclear_points > 0.0
    }


def _defects(case: Case) -> dict[str, WorldNumber]:
    found = {}
    for name, provider in case.scenario.providers.items():
        path, unit = f"scenario.providers.{name}", "defects a task"
        if provider.defects_per_task > 0.0:
            found[f"{path}.defects_per_task"] = WorldNumber(name, provider.defects_per_task, unit)
        for work, skill in provider.skill.items():
            if skill.defects_per_task:
                found[f"{path}.skill.{work}.defects_per_task"] = WorldNumber(
                    name, skill.defects_per_task, f"{unit} at {work}"
                )
    return found


def _times(most: float) -> Callable[[float, float], float]:
    return lambda value, factor: min(value * factor, most)


def _rarer(value: float, factor: float) -> float:
    return min(value / factor, MOST_DAYS) if factor > 0.0 else MOST_DAYS


def _hazard(per_year: float) -> dict[str, Any]:
    return {"kind": "hazard", "per_year": per_year}


_ALL = (
    Scaling("rate", "providers' rates", (0.25, 0.5, 1.0, 1.5, 3.0), _rates, _times(1e12)),
    Scaling("failures", "frequency of providers' outages", (0.0, 1.0, 3.0, 10.0), _failures, _rarer),
    Scaling(
        "insolvency",
        "providers' risk of insolvency",
        (0.0, 1.0, 4.0, 16.0),
        _insolvencies,
        _times(MOST_INSOLVENCIES),
        _hazard,
    ),
    Scaling("unclear", "unclear points of a task", (0.0, 1.0, 2.0, 5.0), _unclear, _times(MOST_POINTS)),
    Scaling("defects", "providers' own faults", (0.0, 1.0, 2.0, 5.0), _defects, _times(MOST_DEFECTS)),
)

LEVERS = {lever.name: lever for lever in _ALL}
"""All of them by name."""


def levers(names: str) -> tuple[Scaling, ...]:
    """Levers by name, as a command line lists them: `rate,failures`, `all` or `none`.

    Raises
    ------
    UnknownName
        There is no such lever.
    """
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    if chosen in (["none"], ["all"]):
        return _ALL if chosen == ["all"] else ()
    wrong = [name for name in chosen if name not in LEVERS] or ([] if chosen else [names])
    if wrong:
        known = [*LEVERS, "all", "none"]
        raise UnknownName(
            Problem("--break-even", name, "there is no such lever", advice(name, known, "levers"))
            for name in wrong
        )
    return tuple(LEVERS[name] for name in dict.fromkeys(chosen))
