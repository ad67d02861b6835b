"""What efforts does a distribution deal that only Python knows?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, Problem
from sim.rules import chance, effort
from sim.scenario.law import Law
from sim.scenario.scenario import Scenario
from sim.scenario.trace import Trace
from sim.scenario.work import WorkType
from sim.tape.stream import name_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RESAMPLES = effort.RESAMPLES


class OwnEffort:
    """Efforts of a distribution that only Python knows: all that could be needed are dealt, for later there
    is no asking."""

    def __init__(self, scenario: Scenario, kind: int) -> None:
        self.kind, self._name = kind, tuple(scenario.work)[kind]
        self._work = scenario.work[self._name]
        self._effort, self._again = (name_of(f"{self._name}/{each}") for each in ("effort", "effort_again"))
        self.rows = self._work.most_attempts + RESAMPLES
        arrivals = self._work.arrivals
        self._recorded = arrivals.effort_hours if isinstance(arrivals, Trace) else None

    def efforts(self, root: int, rows: int, work_type: Ints) -> Floats:
        """Those of its tasks, (rows, own tasks): a row an attempt, and the last ones those drawn anew.

        Recorded efforts are those of all attempts, and only what is drawn anew is the distribution's.
        """
        luck = np.empty(int((work_type == self.kind).sum()))
        efforts = np.full((rows, len(luck)), np.nan)
        if not len(luck):
            return efforts
        attempts, again = self._work.most_attempts, rows - RESAMPLES
        for first, count, name in ((0, attempts, self._effort), (again, RESAMPLES, self._again)):
            for k in range(count):
                chance.fill_uniform(root, name, chance.place_at(0, k), luck)
                if self._recorded is not None and first == 0:
                    efforts[k] = self._recorded[: len(luck)]
                else:
                    efforts[first + k] = self._amounts(luck)
        return efforts

    def _amounts(self, luck: Floats) -> Floats:
        """What the distribution says, which is looked at.

        Raises
        ------
        InputError
            It fails, or they are not so many, or not all of them are amounts, or they fall where luck rises.
        """
        own: Any = self._work.effort_hours
        try:
            given = np.asarray(own.quantile(luck.copy()))
            amounts = given if given.dtype.kind == "c" else given.astype(np.float64)
            alone = np.asarray(own.quantile(luck[:1].copy()), dtype=amounts.dtype)
        except Exception as fault:  # it is the user's code: whatever it does, the answer is in words
            raise self._refused(f"quantile fails: {type(fault).__name__}: {fault}") from fault
        if amounts.shape != luck.shape:
            raise self._refused(f"quantile of {len(luck)} numbers gives an array of shape {amounts.shape}")
        if amounts.dtype.kind == "c" or not bool((np.isfinite(amounts) & (amounts >= 0.0)).all()):
            raise self._refused("quantile gives efforts that are negative or no finite numbers")
        nearly = 1e-9 * float(amounts.max())
        if bool((np.diff(amounts[np.argsort(luck, kind="stable")]) < -nearly).any()):
            raise self._refused("quantile falls where luck rises")
        if alone.shape != (1,) or abs(float(alone[0] - amounts[0])) > nearly:
            raise self._refused("quantile of a number depends on the numbers beside it")
        return amounts

    def _refused(self, rule: str) -> InputError:
        path, kind = f"scenario.work.{self._name}.effort_hours", type(self._work.effort_hours).__name__
        remedy = (
            "give one amount for each number, all 0 or more, none falling: the inverse distribution function"
        )
        return InputError([Problem(path, kind, rule, remedy)])


def law_in(work: WorkType) -> Law | None:
    """The law of its efforts; a distribution of one's own has none."""
    return getattr(work.effort_hours, "law", None)
