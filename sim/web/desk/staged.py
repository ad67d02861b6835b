"""Levers that stage something: a provider's end in a stated month, work that comes home, another world.

A page sends one word for each; what it means for the case is settled here, so no visitor can say more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sim.ask.counterfactual import other_world
from sim.ask.mechanism import MECHANISMS
from sim.case import Case, changed
from sim.files.path import NEW_ENTRY
from sim.scenario.arrivals import DAYS_PER_MONTH
from sim.web.desk.lever import Lever, LeverOption, Value

EVENTS: Final = "scenario.events"
FLEXIBILITY: Final = "strategy.flexibility"
WITHOUT: Final = "without"
"""No setting of a case: the same case in a world that lacks a mechanism."""

AS_IT_IS: Final = "as_it_is"

NO_FILES: Final = None
"""Where files lie that a visitor names: nowhere."""

MONTHS: Final = (6, 12, 18, 24)

ABSENT: Final = (
    "failures",
    "distance",
    "time_zones",
    "questions",
    "misunderstandings",
    "defects",
)
"""What can be imagined away, seats as they are; the command line knows more of it."""

RETURNS: Final = {"late": 0.5, "early": 0.8}
"""Tasks in hand per seat at home below which a quarter of the work comes back."""


def event_lever(case: Case, group: str, called: Mapping[str, str]) -> Iterator[Lever]:
    """The end of one provider, in a month of the observed window."""
    months = [month for month in MONTHS if _day(case, month) < case.scenario.window_hours[1] / 24.0]
    options = [
        LeverOption(
            value=AS_IT_IS, label="only what luck brings" if not case.scenario.events else "as in the case"
        )
    ]
    options += [
        LeverOption(value=f"{name}_{month}", label=f"{called[name]} ends in month {month}")
        for name in case.scenario.providers
        for month in months
    ]
    if len(options) > 1:
        yield Lever(
            path=EVENTS,
            label="A provider's end",
            says="One provider ends for good at a stated time, in every world.",
            group=group,
            kind="choice",
            value=AS_IT_IS,
            options=tuple(options),
        )


def return_lever(case: Case, group: str) -> Iterator[Lever]:
    """Whether work comes back when people at home are idle, and leaves again when they are not."""
    if not case.scenario.providers:
        return
    options = [
        LeverOption(
            value=AS_IT_IS, label="never" if case.strategy.flexibility.adaptive is None else "as in the case"
        )
    ]
    options += [
        LeverOption(value=name, label=f"{name}: below {below:g} tasks in hand per seat at home")
        for name, below in RETURNS.items()
    ]
    yield Lever(
        path=FLEXIBILITY,
        label="Work comes back",
        says="At each monthly review a quarter of the outsourced work comes home if people there are idle, "
        "and leaves again if they are overloaded.",
        group=group,
        kind="choice",
        value=AS_IT_IS,
        options=tuple(options),
    )


def absence_lever(case: Case, group: str) -> Iterator[Lever]:
    """The same case in a world that lacks a mechanism."""
    if not case.scenario.providers:
        return
    yield Lever(
        path=WITHOUT,
        label="Imagine away",
        says="The same tasks and the same luck in a world without it, with the seats of the world as it is. "
        "Pin such a world as baseline, and the difference is what it costs.",
        group=group,
        kind="choice",
        value="nothing",
        options=(
            LeverOption(value="nothing", label="nothing"),
            *(LeverOption(value=name, label=name.replace("_", " ")) for name in ABSENT if name in MECHANISMS),
        ),
    )


def meant(case: Case, moved: Mapping[str, Value]) -> dict[str, Any]:
    """The settings that levers stand for, by the case's own paths; a world without something is none."""
    settings: dict[str, Any] = {}
    for path, value in moved.items():
        if path == WITHOUT:
            continue
        if path == EVENTS:
            settings |= {f"{EVENTS}.{NEW_ENTRY}": _end(case, str(value))} if value != AS_IT_IS else {}
        elif path == FLEXIBILITY:
            settings |= _returning(str(value)) if value != AS_IT_IS else {}
        else:
            settings[path] = value
    return settings


def staged(case: Case, moved: Mapping[str, Value]) -> Case:
    """The case with levers moved, in the world that they speak of.

    Raises
    ------
    InputError
        What is asked for does not go together.
    """
    settings = meant(case, moved)
    found = changed(case, settings, NO_FILES) if settings else case
    absent = moved.get(WITHOUT, "nothing")
    return found if absent == "nothing" else other_world(found, str(absent))


def _day(case: Case, month: int) -> float:
    return round(case.scenario.warm_up_days + month * DAYS_PER_MONTH)


def _end(case: Case, word: str) -> dict[str, Any]:
    name, _, month = word.rpartition("_")
    return {"team": name, "kind": "insolvency", "at_day": _day(case, int(month))}


def _returning(word: str) -> dict[str, Any]:
    adaptive = {"start": 1.0, "step": 0.25, "above": 1.0, "below": RETURNS[word]}
    return {f"{FLEXIBILITY}.review_days": 30, f"{FLEXIBILITY}.adaptive": adaptive}
