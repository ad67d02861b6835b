"""What if? With settings, an answer; without, a desk with the levers to try them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from sim.ask.what_if import WhatIf
from sim.ask.what_if import what_if as compare
from sim.case import Case, load, preset

if TYPE_CHECKING:
    from sim.web.live import Live


@overload
def what_if(
    case: Case | str | Path, settings: None = None, against: None = None, *, seed: int | None = None
) -> Live: ...


@overload
def what_if(
    case: Case | str | Path,
    settings: Mapping[str, Any],
    against: Case | Mapping[str, Any] | None = None,
    replications: int = 30,
    seed: int | None = None,
    workers: int = 1,
    level: float = 0.95,
) -> WhatIf: ...


def what_if(
    case: Case | str | Path,
    settings: Mapping[str, Any] | None = None,
    against: Case | Mapping[str, Any] | None = None,
    replications: int = 30,
    seed: int | None = None,
    workers: int = 1,
    level: float = 0.95,
) -> WhatIf | Live:
    """Compare a case with settings changed against the case as it is, or another, on common random numbers.

    Without settings: the live desk, levers beside cost and resilience, which a notebook displays.

    Parameters
    ----------
    case
        The case to change: ``sim.preset("pfizer_patents")``, its name, or a case file.
    settings
        New values by dotted path: ``{"strategy.mix.patents.bangalore": 0.6}``.
    against
        What to compare with: another case, or other settings of the same one. Left out, `case` unchanged.
    replications, seed
        How many worlds both live through, and the seed of their luck; without one a fresh seed is drawn and
        recorded (the live desk begins with 1).
    workers
        Processes to share the replications out to; the numbers do not depend on it.
    level
        Confidence of the intervals.

    Raises
    ------
    InputError
        A path leads nowhere, a value breaks a rule, or a number of replications cannot be.
    """
    known = case if isinstance(case, Case) else _case(case)
    if settings is None and against is None:
        from sim.web.live import Live

        return Live(known, 1 if seed is None else seed)
    return compare(known, settings or {}, against, replications, seed, workers, level)


def _case(name: str | Path) -> Case:
    """A file where the text ends like one, a preset otherwise."""
    is_file = isinstance(name, Path) or name.endswith((".yaml", ".yml"))
    return load(name) if is_file else preset(str(name))
