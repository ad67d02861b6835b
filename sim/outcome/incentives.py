"""May a journal be read under other terms than those it was played with? Not where providers choose."""

from __future__ import annotations

from sim.engine.choosing import choosers
from sim.engine.journal import Journal
from sim.engine.making import case_number
from sim.errors import ABSENT, InputError, Problem


def ensure_played_so(journal: Journal) -> None:
    """A hundred contracts can be read from one run as long as nobody in it works by its contract.

    Raises
    ------
    InputError
        A provider chooses how to work, and the journal's case is not the one that was played.
    """
    reacts = bool(journal.plan.offers.ways.any()) or bool(choosers(journal.scenario))
    if reacts and journal.plan.case != case_number(journal.scenario, journal.strategy):
        rule = "this journal was played under another case, and a provider works as it is paid"
        remedy = "play it again: sim.simulate(case, seed, replication)"
        raise InputError([Problem("journal", ABSENT, rule, remedy)])
