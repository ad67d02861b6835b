"""An assignment rule of the user's own: what it must be, what it may answer, and by what it is known again.

A rule is a function of one `Situation` that answers with a working team, by index or by name. Where it is
compiled (``@numba.njit``) both engines run it, and it answers by index; else only the reference engine does.
"""

from __future__ import annotations

import hashlib
import inspect
import textwrap
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.errors import InputError, Problem, advice
from sim.rules.assignment import Situation

OwnRule = Callable[[Situation], Any]
"""Takes the situation; returns the index of a working team (in-house is 0), or its name."""


class RuleIdentity(NamedTuple):
    """By what a rule is known again."""

    name: str
    """As it is called where it is defined, with its module."""
    digest: str
    """Of its source, indentation aside; what it asks of other functions and of its closure is not in it."""


def rule_identity(rule: OwnRule) -> RuleIdentity:
    """Name and digest of the source of a rule; the same rule written twice alike has the same digest."""
    function = _as_written(rule)
    named = function if hasattr(function, "__qualname__") else type(function)
    try:
        source = textwrap.dedent(inspect.getsource(named)).encode()
    except (OSError, TypeError):  # typed at a prompt: the instructions stand for the source
        code = getattr(function, "__code__", None)
        source = repr(named).encode() if code is None else code.co_code + repr(code.co_consts).encode()
    digest = hashlib.blake2b(source, digest_size=8).hexdigest()
    return RuleIdentity(f"{named.__module__}.{named.__qualname__}", digest)


def is_compiled(rule: OwnRule) -> bool:
    """Whether Numba compiles it."""
    return hasattr(rule, "py_func")


def check_rule(rule: OwnRule) -> None:
    """Refuse what is no function of one situation, before anything has begun."""
    remedy = "write a function of one argument, the situation: see docs/own_rule.md"
    if not callable(rule):
        raise InputError([Problem("assign", repr(rule), "a rule is a function", remedy)])
    try:
        inspect.signature(_as_written(rule)).bind(None)
    except TypeError:
        raise InputError(
            [Problem("assign", _name(rule), "a rule is asked with one argument, the situation", remedy)]
        ) from None


def team_by(answer: Any, rule: OwnRule, teams: Sequence[str], task: int) -> int:
    """The index of the working team that a rule answered with; an answer that is none is refused in words.

    `teams` are the names of the working teams, in order.
    """
    if isinstance(answer, str) and answer in teams:
        return teams.index(answer)
    is_index = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
    if is_index and 0 <= int(answer) < len(teams):
        return int(answer)
    known = ", ".join(f"{index} {name}" for index, name in enumerate(teams))
    remedy = f"answer with the index or the name of a working team: {known}"
    if isinstance(answer, str):
        remedy = advice(answer, tuple(teams), "working teams")
    said = "nobody" if answer is None else "no working team"
    raise InputError([Problem("assign", answer, f"{_name(rule)} gave task {task} to {said}", remedy)])


def _as_written(rule: OwnRule) -> Any:
    """The Python function below what Numba makes of it."""
    return getattr(rule, "py_func", rule)


def _name(rule: OwnRule) -> str:
    function = _as_written(rule)
    return str(getattr(function, "__qualname__", type(function).__qualname__))
