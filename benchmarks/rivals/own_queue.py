"""M/M/1 as a scenario of ours: the engine that does everything else, too."""

from __future__ import annotations

from functools import cache

import numpy as np

from benchmarks.cases import LOAD, PER_HOUR, one_seat
from benchmarks.rivals import Answer
from sim.engine.making import make_plan
from sim.engine.plan import Plan
from sim.engine.simulate import Engine, simulate
from sim.tape.tape import deal


def compiled(customers: int, seed: int) -> Answer:
    """Tape and compiled engine."""
    return _told(customers, seed, "compiled")


def reference(customers: int, seed: int) -> Answer:
    """Tape and reference engine."""
    return _told(customers, seed, "reference")


def _told(customers: int, seed: int, engine: Engine) -> Answer:
    case = one_seat(customers)
    tape = deal(case.scenario, seed, 0)
    journal = simulate(case, engine=engine, plan=_plan(customers), tape=tape)
    waits = journal.tasks["started"] - journal.tasks["arrived"]  # nan for who still waits
    return Answer(journal.tape.tasks, float(np.nanmean(waits)) * PER_HOUR / LOAD)


@cache
def _plan(customers: int) -> Plan:
    """Made once: it is the model, and the others' models are not built while the clock runs, either."""
    case = one_seat(customers)
    return make_plan(case.scenario, case.strategy)
