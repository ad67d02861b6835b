"""What does a user add to an experiment in Python? Measures of their own, and an assignment rule.

The functions travel with the design points, to worker processes too; what a file and a folder hold of them is
a name and the digest of its source, by which they are known again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from pydantic import Field

from sim.errors import InputError, Problem
from sim.scenario.base import Part

if TYPE_CHECKING:
    from sim.engine.journal import Journal
    from sim.engine.own_rule import OwnRule

COLUMNS: Final = frozenset(
    {"point", "replication", "seed", "digest", "measure", "unit", "n", "mean", "low", "high", "half_width"}
    | {"sd", "median", "p05", "p95", "cvar95", "breach", "p_breach", "p_breach_low", "p_breach_high"}
)
"""Names of columns in tables of results; no factor and no measure may take them."""

OwnMeasure = Callable[["Journal"], float]
"""Reads one run's journal, and says one number."""


class OwnNames(Part):
    """By what the functions are known again: name and digest of the source of each."""

    measures: dict[str, str] = Field(default={}, max_length=1000)
    """Further columns of the rows."""
    assign: dict[str, str] = Field(default={}, max_length=1)
    """The assignment rule, instead of that of the strategies."""

    def __bool__(self) -> bool:
        return bool(self.measures or self.assign)

    def __str__(self) -> str:
        return ", ".join([*self.measures, *self.assign])


class OwnFunctions(NamedTuple):
    """The functions themselves."""

    measures: tuple[OwnMeasure, ...] = ()
    assign: OwnRule | None = None

    @classmethod
    def checked(cls, measures: Sequence[OwnMeasure] = (), assign: OwnRule | None = None) -> OwnFunctions:
        """Functions that can be used.

        Raises
        ------
        InputError
            A measure is no function, or has no name that a column can have; the rule is none.
        """
        if assign is not None:
            from sim.engine.own_rule import check_rule

            check_rule(assign)
        _check_list(measures)
        names = [_name(measure) for measure in measures]
        problems = [
            Problem("measures", name, rule, "write a function of one argument, the journal, and name it")
            for measure, name in zip(measures, names, strict=True)
            if (rule := _trouble(measure, name, names))
        ]
        if problems:
            raise InputError(problems)
        return cls(tuple(measures), assign)

    @property
    def names(self) -> OwnNames:
        """What is written down of them."""
        if not self.measures and self.assign is None:
            return OwnNames()
        from sim.engine.own_rule import rule_identity

        return OwnNames(
            measures={_name(each): rule_identity(cast(Any, each)).digest for each in self.measures},
            assign={} if self.assign is None else dict([rule_identity(self.assign)]),
        )

    def read(self, journal: Journal) -> dict[str, float]:
        """The measures of one run, by name."""
        return {_name(measure): float(measure(journal)) for measure in self.measures}


NONE = OwnFunctions()


def _check_list(measures: object) -> None:
    if callable(measures):
        name = _name(measures)
        raise InputError([Problem("measures", name, "must be a list of functions", f"measures=[{name}]")])
    if isinstance(measures, str) or not isinstance(measures, Iterable):
        raise InputError(
            [Problem("measures", measures, "must be a list of functions", "measures=[function]")]
        )


def _name(measure: Any) -> str:
    return str(getattr(measure, "__name__", repr(measure)))


def _trouble(measure: Any, name: str, names: Sequence[str]) -> str:
    from sim.outcome.measure import MEASURES

    if not callable(measure):
        return "a measure of one's own is a function"
    if not name.isidentifier():
        return "a measure is called as its function, and this one has no name"
    if name in MEASURES or name in COLUMNS or names.count(name) > 1:
        return "a table of results has a column of this name already"
    return ""
