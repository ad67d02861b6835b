"""One run: a scenario, a strategy, a tape, an engine, a journal."""

from __future__ import annotations

from typing import Literal, get_args

from sim.case import Case
from sim.case_first import AnyCase, case_first, case_of
from sim.compiler import maker
from sim.engine.journal import Journal
from sim.engine.making import case_number, make_plan
from sim.engine.own_rule import OwnRule, check_rule, is_compiled
from sim.engine.plan import Plan
from sim.errors import ABSENT, InputError, Problem, advice
from sim.rules.code_folder import CAN_COMPILE
from sim.scenario.scenario import Scenario
from sim.strategy.sound import ensure_sound
from sim.tape.seed import fresh_seed
from sim.tape.tape import Tape, deal

Engine = Literal["auto", "reference", "compiled"]
Chosen = Literal["reference", "compiled"]


@case_first
def simulate(
    case: AnyCase,
    seed: int | None = None,
    replication: int | None = None,
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
        A case, the name of one that ships, or a case file. What `sim.load` and `sim.changed` return has been
        checked; what was altered otherwise is checked in the same way.
    seed
        Root of all chance; left out, one is drawn, and the journal's tape remembers it.
    replication
        Which independent sample path; left out, the first, 0.
    engine
        "reference" (SimPy), "compiled" (Numba; the same journal to the last byte), or "auto": compiled unless
        a rule of the user's own is plugged in that Numba does not compile, or the machine code is still being
        made (`sim.compiler.maker`).
    plan, tape
        Made before, to be used again: the plan belongs to one scenario and strategy, the tape to one
        scenario, seed and replication. Seed and replication need not be said beside a tape, which has both.
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
        The engine is unknown, or the compiled engine is asked to run a Python rule; the case is not sound;
        plan or tape belong to another case.
    """
    chosen = chosen_engine(engine, assign)
    case = case_of(case)
    scenario, strategy = case.scenario, case.strategy
    ensure_sound(scenario, strategy)
    if plan is None:
        plan = make_plan(scenario, strategy)
    elif plan.case != case_number(scenario, strategy):
        rule = "this plan was made for another case"
        raise InputError([Problem("plan", ABSENT, rule, "leave it out, or make_plan(scenario, strategy)")])
    if tape is None:
        tape = deal(scenario, fresh_seed() if seed is None else seed, replication or 0)
    else:
        _ensure_dealt_for(scenario, seed, replication, tape)
    return told(case, plan, tape, chosen, assign)


def chosen_engine(engine: Engine, assign: OwnRule | None = None) -> Chosen:
    """Which of the two tells, if that can be.

    Raises
    ------
    InputError
        There is no engine of this name, or it cannot tell.
    """
    if engine not in get_args(Engine):
        rule = "there is no engine of this name"
        raise InputError([Problem("engine", engine, rule, advice(str(engine), get_args(Engine), "engines"))])
    if assign is not None:
        check_rule(assign)
    if engine == "compiled" and not CAN_COMPILE:
        rule = "the compiled engine needs Numba, which is not installed"
        raise InputError([Problem("engine", engine, rule, "pip install numba, or leave the engine out")])
    if engine == "compiled" and assign is not None and not is_compiled(assign):
        rule = "the compiled engine cannot run a rule written in Python"
        remedy = 'decorate it with numba.njit, or use engine="reference", or "auto", which chooses'
        raise InputError([Problem("engine", engine, rule, remedy)])
    in_python = assign is not None and not is_compiled(assign)
    return "compiled" if not in_python and _can_compile(engine) else "reference"


def told(
    case: Case, plan: Plan, tape: Tape, chosen: Chosen, assign: OwnRule | None = None, *, lent: bool = False
) -> Journal:
    """The facts of one run of a sound case, with its own plan and tape.

    Parameters
    ----------
    lent
        The journal is read at once and let go: its tables may be overwritten by the thread's next run.
    """
    if chosen == "reference":
        from sim.engine.reference.house import House

        tables = House(plan, tape, assign).run().rows()
    else:
        from sim.engine.compiled.run import lent_tables, run_compiled

        tables = (lent_tables if lent else run_compiled)(plan, tape, assign)
    return Journal(*tables, case.scenario, case.strategy, plan, tape, chosen)


def _can_compile(engine: Engine) -> bool:
    """Whether the compiled engine tells, if nothing else is against it."""
    return CAN_COMPILE and engine != "reference" and (engine == "compiled" or maker.is_ready())


def _ensure_dealt_for(scenario: Scenario, seed: int | None, replication: int | None, tape: Tape) -> None:
    """A tape has what one scenario needs, for as long as that lasts: another would read what is not there."""
    if tape.world != scenario.digest:
        hours = scenario.window_hours[1]
        rule = "this tape was dealt for another scenario"
        if tape.hours != hours:
            rule += f": it lasts {tape.hours:g} hours, and the run {hours:g}"
        raise InputError(
            [Problem("tape", ABSENT, rule, "leave it out, or deal(scenario, seed, replication)")]
        )
    for name, asked, dealt in (
        ("seed", seed, tape.seed),
        ("replication", replication, tape.replication),
    ):
        if asked is not None and asked != dealt:
            rule = f"the tape that came with it was dealt for {name} {dealt}"
            raise InputError([Problem(name, asked, rule, f"leave {name} out, or leave the tape out")])


def prepare(engine: Engine = "compiled") -> None:
    """Have an engine ready. The compiled one's machine code is made if need be, once for a version of the
    code, and waited for; "auto" waits for nothing, but has it begun."""
    if CAN_COMPILE and engine == "compiled":
        maker.prepare()
    elif CAN_COMPILE and engine == "auto":
        maker.is_ready()
