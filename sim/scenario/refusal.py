"""How our own rules refuse a value: the rule in plain words, and the remedy."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from pydantic_core import PydanticCustomError

from sim.errors import Problem


def refusal(rule: str, remedy: str = "") -> PydanticCustomError:
    """The error that a validator raises; `sim.files.document.check` adds file, line, path and value."""
    return PydanticCustomError("rule", "{rule}", {"rule": rule, "remedy": remedy})


def did_you_mean(name: str, names: Mapping[str, str]) -> str:
    """The way out for a misspelt name; `names` maps each way to say a name to the name itself."""
    said = {way.lower(): known for way, known in names.items()}
    close = difflib.get_close_matches(name[:80].strip().lower().replace(" ", "_"), said, n=1, cutoff=0.5)
    return (
        f"did you mean {said[close[0]]!r}?"
        if close
        else f"write a name such as {next(iter(said.values()))!r}"
    )


def problem_of(error: PydanticCustomError, path: str, value: object) -> Problem:
    """The same refusal as a problem of one entry, whose path counts from the validator."""
    told = error.context or {}
    return Problem(path, value, told["rule"], told["remedy"])
