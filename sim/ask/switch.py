"""Copies of a case with some settings switched, not validated: for worlds that only settings can tell."""

from __future__ import annotations

from collections.abc import Mapping

from sim.case import Case
from sim.files.path import replaced


def switched(case: Case, settings: Mapping[str, object]) -> Case:
    """The case with settings changed by dotted path (`sim.files.path`).

    Nothing is validated, so values are those of the fields themselves (a number, None, a Part). What a case
    need not have is marked in its path: ``scenario.providers.*?.skill.*?.defects_per_task``.

    Raises
    ------
    InputError
        A path leads nowhere.
    """
    scenario, strategy = case.scenario, case.strategy
    for path, value in settings.items():
        root, _, rest = path.partition(".")
        if root == "scenario":
            scenario = replaced(scenario, rest, value, told=path)
        else:
            strategy = replaced(strategy, rest, value, told=path)
    return Case(scenario, strategy)
