"""What is a measure called, and in which unit is it told, where people read it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.analysis.interval import Interval
    from sim.outcome.threshold import Threshold

_CALLED = {
    "lead_time_mean_days": "mean lead time",
    "lead_time_median_days": "median lead time",
    "lead_time_p90_days": "lead time of the slowest tenth",
    "loss_area_days": "loss area",
    "on_time_share": "on-time share",
    "time_to_recover_days": "time to recover",
    "escaped_defect_share": "share of escaped defects",
    "worst_quarter_on_time_share": "on-time share of the worst quarter",
    "worst_drop": "deepest drop of service",
    "begun_in_time_share": "share begun in time",
    "service_delivered": "service by deliveries",
    "least_service_delivered": "least service by deliveries",
    "recovery_days": "time in recovery",
    "days_outside_tolerance": "time outside tolerance",
    "questions_per_task": "number of questions per outsourced task",
    "questions_per_task_inhouse": "number of questions per task in-house",
    "points_missed_per_task": "number of unclear points per task that nobody noticed",
    "false_alarms": "number of false alarms",
    "coordination_hours": "time of liaisons",
    "coordination_share": "share of working time spent on coordination",
    "disruptions": "number of disruptions",
    "inspections": "number of inspections",
    "defects_found": "number of defects found",
    "throughput_per_week": "throughput per week",
    "unrecovered_disruptions": "number of disruptions without recovery",
    "tasks_arrived": "number of tasks arrived",
    "tasks_delivered": "number of tasks delivered",
    "tasks_in_house_at_start": "number of tasks in hand at the start",
    "tasks_in_house_at_end": "number of tasks in hand at the end",
}

_UNITS = {"loss_area_days": "days of full service"}


def called(measure: str) -> str:
    """A measure's name in plain words: `on-time share` for `on_time_share`."""
    if measure in _CALLED:
        return _CALLED[measure]
    plain = measure.removesuffix("_days").removesuffix("_hours").replace("_", " ")
    first, _, rest = plain.partition(" ")
    if first == "seats":
        return f"number of seats ({rest})"
    if first == "cost" and not rest.startswith(("per ", "of ")):
        return f"cost of {rest}"
    return plain


def limit_told(threshold: Threshold) -> str:
    """A threshold as people read it: `> 12,000,000`, `< 90 %`."""
    from sim.outcome.measure import MEASURES

    sign = "<" if threshold.is_least else ">"
    if MEASURES[threshold.measure].unit == "share":
        return f"{sign} {100.0 * threshold.limit:g} %"
    unit = MEASURES[threshold.measure].unit
    return f"{sign} {figures(threshold.limit, 6)}{f' {unit}' if unit in ('hours', 'days') else ''}"


def told_unit(measure: str, unit: str, currency: str) -> str:
    """The unit that goes with `told`: shares are told in per cent, money in its currency."""
    return {"share": "%", "money": currency}.get(unit, _UNITS.get(measure, unit))


def told(interval: Interval, unit: str) -> Interval:
    """The interval in the unit that people read it in."""
    return scaled(interval, 100.0) if unit == "share" else interval


def scaled(interval: Interval, by: float) -> Interval:
    """An interval in another unit."""
    from sim.analysis.interval import Interval

    i = interval
    return Interval(i.mean * by, i.half_width * by, i.low * by, i.high * by, i.n, i.level)


def figures(number: float, digits: int = 3) -> str:
    """A number to so many digits that count, never by a power of ten: `0.0123`, `12,345`."""
    text = f"{number:,.{digits}g}"
    return f"{number:,.0f}" if "e+" in text else text


def sized(interval: Interval) -> Interval:
    """The interval of a difference without its sign, to go with "rises by" and "falls by"."""
    from sim.analysis.interval import Interval

    i = interval
    if not i.mean < 0.0:
        return i
    return Interval(-i.mean, i.half_width, -i.high, -i.low, i.n, i.level)


def never_seen(names: list[str], worlds: int, level: float = 0.95) -> str:
    """What may be said of things of which there were none in any world: how often they may still happen."""
    from sim.analysis.rare import most_probable

    most = most_probable(0, worlds, level)
    odds = f"1 world of {int(1.0 / most):,}" if most <= 0.5 else f"{100.0 * most:.0f} % of worlds"
    sure = f"({100.0 * level:g} % sure)"
    return f"{listed(names)}: none in {counted(worlds, 'world')}, so in at most {odds} {sure}"


def each_never_seen(worlds: Mapping[str, int], level: float = 0.95) -> str:
    """The same of several things, each with the worlds that could have shown it."""
    alike: dict[int, list[str]] = {}
    for name, count in worlds.items():
        alike.setdefault(count, []).append(name)
    return "; ".join(never_seen(names, count, level) for count, names in alike.items())


def listed(names: list[str], word: str = "and") -> str:
    """Names as prose: `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def counted(number: int, what: str) -> str:
    """A number of things: `1 run`, `2,000 runs`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def level(label: str | float, is_share: bool = False) -> str:
    """A factor's level as people say it: `60 %`, `0.25`, `robust`."""
    if isinstance(label, str):
        return label
    return f"{100.0 * label:g} %" if is_share else figures(label, 6)


def is_share(name: str, says: str, levels: Iterable[str | float]) -> bool:
    """Whether a factor is a share, so that its levels are told in per cent."""
    named = "share" in name.lower() or "share" in says.lower()
    return named and all(not isinstance(each, str) and 0.0 <= each <= 1.0 for each in levels)
