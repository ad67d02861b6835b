"""Every setting of a case, and other values that it could have.

The vocabulary is the models' own: each field of a scenario and of a strategy is met, groups that a case
leaves out included. A value need not be valid; who asks finds out by changing the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from sim.case import Case
from sim.files.document import bare, members

WORDS: Final = frozenset({"scenario.name", "scenario.about", "scenario.currency", "strategy.name"})
"""What things are called; nothing else is without effect by its nature."""

FACTORS: Final = (3.0, 0.3, 30.0, 0.01)
NUMBERS: Final = (0.0, 1.0, 0.5, 0.95, 5.0, 40.0)
TIMES: Final = ("06:00", "13:00", "20:00")


class Leaf(NamedTuple):
    """A setting, by its path, and other values for it, the likelier first."""

    path: str
    value: Any
    others: tuple[Any, ...]


def leaves(case: Case) -> Iterator[Leaf]:
    """Every setting of a case, in the order of the models."""
    names = _Names(case)
    yield from _of_model(case.scenario, "scenario", names)
    yield from _of_model(case.strategy, "strategy", names)


class _Names:
    """The names that a case has, for settings that are names."""

    def __init__(self, case: Case) -> None:
        scenario = case.scenario
        self.providers = list(scenario.providers)
        self.work = list(scenario.work)
        self.teams = list(scenario.teams)
        self.families = list(scenario.families)
        self.regions = list(scenario.regions)
        self.words = ["wait", "inhouse", *self.providers, *self.work]

    def keys(self, path: str) -> list[str]:
        """Names that a group at this path could be given."""
        if path.endswith((".skill", ".prices", "strategy.mix")):
            return self.work
        if path.endswith((".staffing", ".shift_hours")):
            return self.teams
        if path.endswith((".calendar.hours", ".calendar.hours_on")):
            return ["sat", "wed"] if path.endswith(".hours") else ["12-23"]
        return self.providers if path.startswith("strategy.mix.") else ["anew"]


def _of_model(part: BaseModel, path: str, names: _Names) -> Iterator[Leaf]:
    for name, field in type(part).model_fields.items():
        if name != "kind":
            yield from _of_value(getattr(part, name), field.annotation, f"{path}.{name}", names)


def _of_value(value: Any, kind: Any, path: str, names: _Names) -> Iterator[Leaf]:
    bare_kind = bare(kind)
    if isinstance(value, BaseModel):
        others = tuple(_examples(bare_kind, path, names, unlike=value))
        if others:
            yield Leaf(f"{path}", value, others)
        yield from _of_model(value, path, names)
    elif isinstance(value, Mapping):
        entry = get_args(bare_kind)[1] if get_args(bare_kind) else object
        for name, each in value.items():
            yield from _of_value(each, entry, f"{path}.{name}", names)
        example = next(iter(_examples(entry, f"{path}.x", names)), 0.5)
        fresh = [name for name in names.keys(path) if name not in value]
        yield from (Leaf(f"{path}.{name}", None, (example,)) for name in fresh[:1])
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        entry = get_args(bare_kind)[0]
        for place, each in enumerate(value):
            yield from _of_value(each, entry, f"{path}.{place}", names)
    else:
        yield Leaf(path, value, tuple(_others(value, bare_kind, path, names)))


def _others(value: Any, kind: Any, path: str, names: _Names) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, 100, max(value - 1, 0), 1, 0)
    elif isinstance(value, float):
        yield from (each for factor in FACTORS if (each := value * factor) != value)
        yield from (each for each in NUMBERS if each != value)
    else:
        yield from (each for each in _examples(kind, path, names) if each != value)


def _examples(kind: Any, path: str, names: _Names, unlike: Any = None) -> Iterator[Any]:
    """Values of a type, as a file would have them."""
    several = members(kind)
    if several:
        for member in several:
            if not (
                unlike is not None and isinstance(unlike, member if isinstance(member, type) else object)
            ):
                yield from _examples(member, path, names)
        return
    kind = bare(kind)
    if unlike is not None:
        return
    if get_origin(kind) is Literal:
        yield from get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield _smallest(kind, path, names)
    elif kind is bool:
        yield from (True, False)
    elif kind is int:
        yield from (2, 1, 12)
    elif kind is float:
        yield from (0.5, 3.0, 20.0, 0.0)
    elif kind is str:
        yield from _texts(path, names)
    elif get_origin(kind) is tuple:
        entry = get_args(kind)[0]
        yield from ([each] for each in _examples(entry, path, names))
    elif get_origin(kind) is dict:
        entry = next(iter(_examples(get_args(kind)[1], path, names)), 0.5)
        yield from ({name: entry} for name in names.keys(path)[:1])
    elif "date" in str(kind):
        yield from ("2025-12-20", "2024-02-17")


def _texts(path: str, names: _Names) -> Iterator[str]:
    group, _, last = path.rpartition(".")
    if last in ("opens", "closes"):
        yield from TIMES
    elif group.endswith((".calendar.hours", ".calendar.hours_on")):
        yield from ("10:00-12:00, 13:00-15:30", "08:00-14:00")
    elif last == "closed":
        yield from ("2025-11-03..2025-11-07", "01-07")
    elif last == "zone":
        yield from ("Asia/Tokyo", "America/New_York")
    elif last == "holidays":
        yield from ("US", "IN")
    else:
        known = {"region": names.regions, "family": names.families}.get(last, names.words)
        yield from (*known, "anew")


def _smallest(model: type[BaseModel], path: str, names: _Names) -> dict[str, Any]:
    """The settings that a group of this kind cannot do without, and a few that show it is there."""
    made: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name == "kind" or field.is_required() or name in TOLD:
            made[name] = (
                TOLD[name] if name in TOLD else next(iter(_examples(field.annotation, path, names)), 0.5)
            )
    return made


TOLD: Final[dict[str, Any]] = {
    "mttf_days": 20.0,
    "mttr_days": 5.0,
    "share": 0.7,
    "at_day": 5.0,
    "low": 0.5,
    "mode": 2.0,
    "high": 9.0,
    "values": [0.5, 30.0],
    "arrived_hours": [1.0, 2.0, 30.0],
    "per_week": 40.0,
    "from_week": 1.0,
    "to_week": 4.0,
    "factor": 4.0,
    "per_year": 12.0,
    "newcomer_speed": 0.4,
    "start_level": 0.1,
    "ratio": 0.7,
    "review_days": 5.0,
    "ramp_days": 20.0,
    "signing_day": 10.0,
    "speed": 0.3,
    "defects_per_task": 0.9,
    "closes": 0.8,
    "after_tasks": 5.0,
    "on_time_share": 1.0,
    "cost_per_seat_per_month": 1e6,
    "term_months": 1.0,
    "largest_backlog": 2,
    "bench": 12,
    "surge_days": 0.5,
    "rule": "load",
    "shocks": {"mttf_days": 20.0, "mttr_days": 5.0},
}
"""Values at which a group that is switched on shows."""
