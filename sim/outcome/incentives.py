"""May a journal be read under other terms than those it was played with? Not where providers choose."""

from __future__ import annotations

from sim.engine.choosing import choosers
from sim.engine.making import case_number
from sim.engine.plan import Plan
from sim.errors import ABSENT, InputError, Problem
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy


def ensure_played_so(scenario: Scenario, strategy: Strategy, plan: Plan) -> None:
    """A hundred contracts can be read from one run as long as nobody in it works by its contract.

    Raises
    ------
    InputError
        A provider chooses how to work, and the journal's case is not the one that was played.
    """
    reacts = bool(plan.offers.ways.any()) or bool(choosers(scenario))
    if reacts and plan.case != case_number(scenario, strategy):
        rule = "this journal was played under another case, and a provider works as it is paid"
        remedy = "play it again: sim.simulate(case, seed, replication)"
        raise InputError([Problem("journal", ABSENT, rule, remedy)])
