"""What is found by marks and short cuts is what the laws say, to the last bit."""

from functools import cache
from typing import Any

import numba
import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.case import changed, preset
from sim.engine.compiled.marks import ENDLESS, MARKS, bounds, is_marked, marks_of
from sim.engine.compiled.state import TASK_STATE, TEAM, Luck, done_at, records
from sim.rules import calendar, understanding
from sim.rules.chance import Purpose
from sim.rules.quantile import amount
from sim.rules.understanding import UNSURE
from sim.tape.tape import Tape, deal

law = settings(max_examples=200, deadline=None)
LUCK = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)


@numba.njit
def asked(marks: Any, luck: Any, states: Any, task_luck: float) -> Any:
    """What belongs to the compiled engine has no door for Python: whether the task is marked, and bounds."""
    return is_marked(luck, states[0]), bounds(marks, luck, states[0], task_luck)


@cache
def dealt(**spread: object) -> tuple[Tape, Luck]:
    """A tape of work whose tasks are so unclear, and what the engine is handed of it."""
    days = {"scenario.warm_up_days": 0.0, "scenario.horizon_days": 7.0}
    case = changed(preset("pfizer_patents"), {"scenario.work.*.unclear_spread": spread} | days)
    tape = deal(case.scenario, 1, 0)
    return tape, Luck(*(getattr(tape, name) for name in Luck._fields))


@law
@given(LUCK, st.sampled_from([0.3, 1.0, 1.2, 3.0]))
@example(1e-300, 1.2)
@example(0.5, 1.2)
@example(1.0 - 2.0**-53, 1.2)
def test_the_marks_around_a_number_lie_around_its_amount(luck: float, cv: float) -> None:
    """The amount that inversion finds is never outside, wherever the number is."""
    tape, handed = dealt(kind="gamma", cv=cv)
    is_one, (low, high) = asked(marks_of(tape.laws), handed, records(np.zeros(1, dtype=TASK_STATE)), luck)

    assert is_one
    assert low <= amount(tape.laws[0, Purpose.UNCLEAR], tape.values, luck) <= high
    assert high < ENDLESS or luck >= 1.0 - 1.0 / MARKS


def test_only_what_takes_long_to_invert_is_marked() -> None:
    """A constant is known anyhow."""
    tape, handed = dealt(kind="constant")

    assert not asked(marks_of(tape.laws), handed, records(np.zeros(1, dtype=TASK_STATE)), 0.5)[0]


def test_marks_are_kept_from_run_to_run() -> None:
    """Tapes of equal laws share them; another law has its own."""
    same, other = (deal(preset("pfizer_patents").scenario, seed, 0) for seed in (1, 2))
    wider, _ = dealt(kind="gamma", cv=3.0)

    assert marks_of(same.laws) is marks_of(other.laws)
    assert marks_of(same.laws) is not marks_of(wider.laws)


@law
@given(LUCK, st.floats(0.0, 20.0), st.floats(0.0, 20.0), st.floats(0.0, 1.0))
@example(0.999_999_9, 1.0, 1.1, 0.5)
@example(0.9, 0.1, 0.1, 0.5)
def test_a_number_that_two_bounds_agree_about_is_that_between_them(
    luck: float, a: float, b: float, part: float
) -> None:
    """Unless they do not agree; then nobody claims to know."""
    low, high = min(a, b), max(a, b)
    found = understanding.poisson_between(luck, low, high)
    between = min(max(low + part * (high - low), low), high)

    assert found in (UNSURE, understanding.poisson(luck, between))
    assert found != UNSURE or understanding.poisson(luck, high) > 0


@law
@given(st.integers(0, 2), st.floats(0.0, 7.999), st.floats(0.0, 40.0))
@example(0, 0.0, 8.0)
@example(1, 3.0, 5.0 + 1e-10)
@example(2, 7.0, 1.5)
def test_work_that_fits_into_the_shift_ends_when_the_calendar_says(
    shift: int, since: float, hours: float
) -> None:
    """The short cut of a team that is open, and the whole calendar, come to the same instant."""
    opens = np.array([9.0, 33.0, 57.0])
    closes = opens + 8.0
    worked = np.array([0.0, 8.0, 16.0])
    now, team = opens[shift] + since, np.zeros(1, dtype=TEAM).view(np.recarray)[0]
    team.shift, team.closes_at = shift + 1, closes[shift]

    short_cut = getattr(done_at, "py_func", done_at)  # compiled, it has no door for Python
    found = short_cut(opens, closes, worked, 3, team, 0, now, hours)

    assert found == calendar.instant_after(opens, closes, worked, now, hours)
