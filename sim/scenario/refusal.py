"""How our own rules refuse a value: the rule in plain words, and the remedy."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def refusal(rule: str, remedy: str = "") -> PydanticCustomError:
    """The error that a validator raises; `sim.files.document.check` adds file, line, path and value."""
    return PydanticCustomError("rule", "{rule}", {"rule": rule, "remedy": remedy})
