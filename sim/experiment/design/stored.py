"""Which measures are stored of each run? Those that somebody asks for, or that the project itself reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from sim.errors import Problem, advice
from sim.outcome.measure import LINES, MEASURES

ALL: Final = "all"
"""The word that asks for every measure."""

HEADLINE: Final = ("cost_per_task", "on_time_share", "time_to_recover_days", "loss_area_days")
"""What is shown where nobody says what is to be."""

STANDARD: Final = (
    "total_cost",  # what all the lines come to
    *("cost_per_task", "loss_area_days"),  # the recommendation: what is cheapest, and what withstands most
    *("tasks_delivered", "outsourced_share"),  # a task's costs; who is the rival that keeps all at home
    *(f"cost_{line}" for line in LINES),  # where the money goes: a figure, and a table of the brief
    *("on_time_share", "worst_quarter_on_time_share", "time_to_recover_days", "worst_drop"),  # what a choice
    *("unrecovered_disruptions", "escaped_defect_share"),  # withstands, in the brief
)
"""What the figures, the recommendation and the reports read of any results, whatever was asked for."""


def _listed(value: object) -> object:
    return (ALL,) if value == ALL else value


Asked = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])]
"""Names of measures, and perhaps the word `all`."""


def shown(asked: Iterable[str]) -> tuple[str, ...]:
    """The measures that are asked for by name, or else the headline."""
    return tuple(name for name in asked if name != ALL) or HEADLINE


def stored(asked: Iterable[str], others: Iterable[str] = ()) -> tuple[str, ...]:
    """What is computed and stored of each run, in the order of `MEASURES`.

    Parameters
    ----------
    others
        Measures that have a limit, or on which a stopping rule looks.
    """
    asked = tuple(asked)
    wanted = {*shown(asked), *others, *STANDARD}
    return tuple(name for name in MEASURES if ALL in asked or name in wanted)


def bad_measures(asked: Iterable[str]) -> list[Problem]:
    """Names that are none, or stand twice."""
    names: list[Any] = list(asked)
    return [
        Problem(f"measures.{k}", name, "there is no such measure", advice(name, [*MEASURES, ALL], "measures"))
        for k, name in enumerate(names)
        if name not in MEASURES and name != ALL
    ] + [
        Problem(f"measures.{k}", name, "is given twice", "keep one of the two")
        for k, name in enumerate(names)
        if name in names[:k]
    ]
