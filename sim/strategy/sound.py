"""Is this a case that can be played? What was changed in Python is checked as a file is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.errors import InputError, Problem
from sim.files.document import check
from sim.scenario.base import Part
from sim.scenario.remarks import warn_of_missing_holidays
from sim.scenario.scenario import Scenario
from sim.strategy.fit import misfits
from sim.strategy.strategy import Strategy

MOST_REMEMBERED = 10_000

_sound: dict[tuple[str, str], None] = {}
"""Cases that were found to be sound, by their digests, the one found last at the end."""


def ensure_sound(scenario: Scenario, strategy: Strategy) -> None:
    """Check a case of whatever origin, once for each content: to ask again costs two look-ups.

    A part cannot be altered once it is made, but a copy with updates has not been checked by anybody.

    Raises
    ------
    InputError
        A setting breaks a rule, or the two do not fit each other.
    """
    for name, model, part in (("scenario", Scenario, scenario), ("strategy", Strategy, strategy)):
        if not isinstance(part, model):
            rule = f"must be a {model.__name__}"
            raise InputError(
                [
                    Problem(
                        name,
                        part,
                        rule,
                        "a case is a scenario and a strategy: simulate(Case(scenario, strategy))",
                    )
                ]
            )
    if (scenario.digest, strategy.digest) in _sound:
        return
    context = {"start": scenario.start}
    problems = [*_unsound(scenario, "scenario", context), *_unsound(strategy, "strategy", context)]
    problems = problems or misfits(scenario, strategy)
    if problems:
        raise InputError(problems)
    remember_sound(scenario, strategy)
    warn_of_missing_holidays(scenario)


def remember_sound(scenario: Scenario, strategy: Strategy) -> None:
    """Spare a case that has just been checked the second time."""
    _sound[scenario.digest, strategy.digest] = None
    while len(_sound) > MOST_REMEMBERED:
        _sound.pop(next(iter(_sound)), None)


def _unsound(part: Part, path: str, context: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with a part, and with the parts in it: each is asked about its own settings."""
    stated = part.own_settings()
    try:
        check(type(part), stated, root=path, context=context)
    except InputError as error:
        yield from error.problems
        return
    for name, value in stated.items():
        for where, inner in _parts(value, f"{path}.{name}"):
            yield from _unsound(inner, where, context)


def _parts(value: object, path: str) -> Iterator[tuple[str, Part]]:
    if isinstance(value, Part):
        yield path, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _parts(inner, f"{path}.{name}")
    elif isinstance(value, tuple) and value and isinstance(value[0], Part):
        for place, inner in enumerate(value):
            yield from _parts(inner, f"{path}.{place}")
