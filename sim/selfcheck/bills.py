"""What do some cases cost under the same luck?"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from sim.case import Case
from sim.outcome.ledger import keep_ledger
from sim.outcome.window import observe
from sim.replicate.kept import Names
from sim.replicate.replications import journal_of


class Rival(NamedTuple):
    """A case, and the digests by which its plan and its luck are kept."""

    case: Case
    names: Names

    def cost(self, seed: int, replication: int) -> float:
        """All money of one replication, in the scenario's currency."""
        return keep_ledger(observe(journal_of(self.case, seed, replication, names=self.names))).total


class Bills:
    """Cases that are compared. Luck has names, so those of different scenarios meet the same work."""

    def __init__(self, *cases: Case) -> None:
        self.cases = cases

    @cached_property
    def _all(self) -> tuple[Rival, ...]:
        return tuple(Rival(case, Names.of(case)) for case in self.cases)

    def costs(self, seed: int, replication: int) -> tuple[float, ...]:
        """What each costs in one replication."""
        return tuple(each.cost(seed, replication) for each in self._all)
