"""How is a question's case given? First: as a case, as the name of one that ships, or as a file."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from sim.case import Case, load, preset
from sim.errors import InputError, Problem
from sim.scenario.scenario import Scenario

P = ParamSpec("P")
R = TypeVar("R")

AnyCase = Case | str | Path
"""A case, the name of one that ships, or a file; a text that ends in .yaml or .yml is a file."""


def case_of(given: AnyCase) -> Case:
    """The case that is meant.

    Raises
    ------
    InputError
        There is no such preset, the file holds no sound case, or it is something else.
    """
    if isinstance(given, Case):
        return given
    if not isinstance(cast(object, given), str | Path):
        case = getattr(given, "case", None)
        remedy = "ask its .case" if isinstance(case, Case) else 'sim.preset("pfizer_patents"), or its name'
        rule = "must be a case, the name of one that ships, or a file"
        raise InputError([Problem("case", given, rule, remedy)])
    is_file = isinstance(given, Path) or given.endswith((".yaml", ".yml"))
    return load(given) if is_file else preset(str(given))


def case_first(question: Callable[P, R]) -> Callable[P, R]:
    """For one release more, `f(scenario, strategy, ...)` still means `f(case, ...)`; a warning says so."""

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        given: list[Any] = list(args)
        named: dict[str, Any] = dict(kwargs)
        if "scenario" in named or (given and isinstance(given[0], Scenario)):
            scenario = named.pop("scenario") if "scenario" in named else given.pop(0)
            strategy = named.pop("strategy") if "strategy" in named else given.pop(0)
            given.insert(0, Case(scenario, strategy))
            name = question.__name__
            warnings.warn(
                f"{name}(scenario, strategy, ...) will go: say {name}(case, ...)",
                DeprecationWarning,
                stacklevel=2,
            )
        return question(*given, **named)

    return asked
