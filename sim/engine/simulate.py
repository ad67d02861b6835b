"""One run: a scenario, a strategy, a tape, an engine, a journal."""

from __future__ import annotations

from typing import Literal, get_args

from sim.case import Case
from sim.case_first import AnyCase, case_first, case_of
from sim.engine.journal import Journal
from sim.engine.making import make_plan
from sim.engine.own_rule import OwnRule, check_rule, is_compiled
from sim.engine.plan import Plan
from sim.errors import InputError, Problem, advice
from sim.scenario.scenario import Scenario
from sim.strategy.strategy import Strategy
from sim.tape.stream import fresh_seed
from sim.tape.tape import Tape, deal

Engine = Literal["auto", "reference", "compiled"]


@case_first
def simulate(
    case: AnyCase,
    seed: int | None = None,
    replication: int = 0,
    engine: Engine = "auto",
    *,
    plan: Plan | None = None,
    tape: Tape | None = None,
    assign: OwnRule | None = None,
) -> Journal:
    """Run one replication.

    Parameters
    ----------
    case
        A case, the name of one that ships, or a case file.
    seed
        Root of all chance; left out, one is drawn, and the journal's tape remembers it.
    replication
        Which independent sample path.
    engine
        "reference" (SimPy), "compiled" (Numba; the same journal to the last byte), or "auto": compiled unless
        a rule of the user's own is plugged in that Numba does not compile.
    plan, tape
        Made before, to be used again: the plan depends on scenario and strategy, the tape on scenario, seed
        and replication.
    assign
        An assignment rule of your own: a function of one `sim.rules.assignment.Situation` that returns a
        working team, by index (in-house is 0) or by name. Decorated with ``numba.njit``, and answering by
        index, it runs on the compiled engine.

    Returns
    -------
    Journal
        The facts: tasks, episodes, disruptions.

    Raises
    ------
    InputError
        The engine is unknown, or the compiled engine is asked to run a Python rule.
    """
    if engine not in get_args(Engine):
        rule = "there is no engine of this name"
        raise InputError([Problem("engine", engine, rule, advice(str(engine), get_args(Engine), "engines"))])
    if assign is not None:
        check_rule(assign)
    if engine == "compiled" and assign is not None and not is_compiled(assign):
        rule = "the compiled engine cannot run a rule written in Python"
        remedy = 'decorate it with numba.njit, or use engine="reference", or "auto", which chooses'
        raise InputError([Problem("engine", engine, rule, remedy)])
    case = case_of(case)
    plan = make_plan(case.scenario, case.strategy) if plan is None else plan
    if tape is None:
        tape = deal(case.scenario, fresh_seed() if seed is None else seed, replication)
    in_python = assign is not None and not is_compiled(assign)
    chosen = "reference" if engine == "reference" or in_python else "compiled"
    if chosen == "reference":
        from sim.engine.reference.house import House

        tables = House(plan, tape, assign).run().rows()
    else:
        from sim.engine.compiled.run import run_compiled

        tables = run_compiled(plan, tape, assign)
    return Journal(*tables, case.scenario, case.strategy, plan, tape, chosen)


def prepare() -> None:
    """Have the compiled engine's machine code ready: made if need be, once for a version of the code."""
    scenario = Scenario.model_validate(
        {
            "horizon_days": 1.0,
            "work": {
                "task": {"arrivals": {"kind": "regular", "per_week": 7}, "effort_hours": {"kind": "constant"}}
            },
            "inhouse": {"seats": 1},
        }
    )
    simulate(Case(scenario, Strategy()), seed=0, engine="compiled")
