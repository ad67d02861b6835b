"""Room is used again: no run can tell what was written there before, nor who else is writing."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sim.engine.compiled import ready, run
from sim.engine.compiled.workroom import Sizes, Workroom, packed
from sim.engine.making import make_plan
from sim.engine.plan import Plan
from sim.rules.rule import CAN_COMPILE
from sim.tape.tape import Tape, deal
from sim.testing.twins import numbered

pytestmark = pytest.mark.skipif(not CAN_COMPILE, reason="only the compiled engine has room")

NUMBERS = range(12)


def of(number: int) -> tuple[Plan, Tape]:
    """A random case, ready to be played."""
    case = numbered(number, seed=15)
    return make_plan(case.scenario, case.strategy), deal(case.scenario, case.seed, 0)


def facts(plan: Plan, tape: Tape) -> bytes:
    """All that is written of a run."""
    return b"".join(table.tobytes() for table in run.lent_tables(plan, tape))


@pytest.fixture(scope="module")
def played() -> list[tuple[Plan, Tape]]:
    return [of(number) for number in NUMBERS]


@pytest.fixture(scope="module")
def alone(played: list[tuple[Plan, Tape]]) -> list[bytes]:
    """Each in a room of its own, never used before."""
    with pytest.MonkeyPatch.context() as patch:
        found = []
        for plan, tape in played:
            patch.setattr(run, "_workspace", run._Workspace())
            found.append(facts(plan, tape))
        return found


def test_what_was_written_before_changes_nothing(played: list[tuple[Plan, Tape]], alone: list[bytes]) -> None:
    """Whatever the order of cases, large after small or small after large, and twice in a row."""
    order = [*NUMBERS, *reversed(NUMBERS), *np.repeat(NUMBERS, 2).tolist()]

    assert all(facts(*played[k]) == alone[k] for k in order)


def test_threads_have_rooms_of_their_own(played: list[tuple[Plan, Tape]], alone: list[bytes]) -> None:
    """Four at once, with the same plans and tapes: each reads what it has written."""

    def in_turn(first: int) -> bool:
        order = [(first + k) % len(NUMBERS) for k in range(3 * len(NUMBERS))]
        return all(facts(*played[k]) == alone[k] for k in order)

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(in_turn, range(0, len(NUMBERS), 3)))


def test_whoever_keeps_a_run_has_a_copy(played: list[tuple[Plan, Tape]]) -> None:
    """What was handed out for keeps the next run does not touch; what was lent, it does."""
    plan, tape = next(each for each in played if each[1].tasks > 5)
    kept, lent = run.run_compiled(plan, tape), run.lent_tables(plan, tape)
    before = [table.tobytes() for table in kept]
    assert [table.tobytes() for table in lent] == before

    for each in played:
        run.lent_tables(*each)

    assert [table.tobytes() for table in kept] == before
    assert not np.shares_memory(kept[0], lent[0])
    assert np.shares_memory(lent[0], run.lent_tables(plan, tape)[0])


def test_too_little_room_is_made_larger(
    played: list[tuple[Plan, Tape]], alone: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was full, the run is told again from its start."""
    sizes = ready.Ready.sizes

    def scanty(self: ready.Ready, tape: Tape, scripted: int) -> Sizes:
        enough = sizes(self, tape, scripted)
        events = tape.tasks + self.plan.leaving.most_changes + 16
        return enough._replace(events=events, episodes=1, changes=scripted + 1)

    monkeypatch.setattr(ready.Ready, "sizes", scanty)
    for (plan, tape), told in zip(played, alone, strict=True):
        monkeypatch.setattr(run, "_workspace", run._Workspace())
        assert facts(plan, tape) == told


def test_room_that_is_too_large_is_given_back(
    played: list[tuple[Plan, Tape]], alone: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread keeps no more than a stated number of bytes, and plays on without it."""
    workspace = run._Workspace()
    monkeypatch.setattr(run, "_workspace", workspace)
    monkeypatch.setattr(run, "MOST_BYTES", 1)

    assert all(facts(*played[k]) == alone[k] for k in NUMBERS)
    assert workspace._room is None
    assert not workspace._ready


def test_a_thread_is_ready_for_a_few_plans_only(
    played: list[tuple[Plan, Tape]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those it played last; and nobody holds on to a room that was left for a larger one."""
    workspace = run._Workspace()
    monkeypatch.setattr(run, "_workspace", workspace)
    for each in played:
        run.lent_tables(*each)

    assert len(workspace._ready) == run.MOST_PLANS
    assert {id(each._room) for each in workspace._ready.values()} <= {id(None), id(workspace._room)}


def test_room_grows_and_never_shrinks() -> None:
    """What was there is there still, and what was missing, with some to spare."""
    room = Workroom(Sizes(10, 10, 10, 10, 10, 10))
    larger = room.for_more(Sizes(4, 40, 10, 11, 10, 10))

    assert not room.holds(Sizes(4, 40, 10, 11, 10, 10))
    assert larger.holds(Sizes(10, 40, 10, 11, 10, 10))
    assert larger.sizes == Sizes(10, 50, 12, 13, 12, 12)


def test_packed_arrays_are_set_back_by_one_copy() -> None:
    """They hold what they held, each from the beginning of a line of 64 bytes."""
    arrays = {
        "a": np.arange(5),
        "none": np.zeros((0, 3)),
        "b": np.full((2, 3), 1.5),
        "c": np.ones(3, np.bool_),
    }
    block, moved = packed(arrays)
    start = block.copy()
    for each in moved.values():
        each[...] = 0
    block[:] = start

    assert all(np.array_equal(moved[name], arrays[name]) for name in arrays)
    assert all(moved[name].ctypes.data % 64 == 0 for name in ("a", "b", "c"))
