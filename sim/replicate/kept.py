"""Which plans and tapes are there already? A process keeps the last ones, whoever asks next.

A plan is named by its case's digest, a tape (the pre-drawn streams of one replication) by its scenario's, the
seed and the replication: so cases of one scenario meet the same luck, and it is dealt once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

if TYPE_CHECKING:
    from sim.case import Case
    from sim.engine.plan import Plan
    from sim.tape.tape import Dealer, Tape

T = TypeVar("T")

MOST_PLANS: Final = 256
"""Cases of which a process keeps the plan, some tens of kilobytes each."""
MOST_BYTES: Final = 64 * 2**20
"""Of tapes that a process keeps: some hundred of the presets', a few of a case of very many tasks."""


LEAST_BYTES: Final = 4096
"""Of a tape with hardly a task: what stands around its tables."""


class Names(NamedTuple):
    """The digests by which a case's plan and its luck are kept."""

    case: str
    scenario: str

    @classmethod
    def of(cls, case: Case) -> Names:
        """Found anew each time, in a fraction of a millisecond: a case may have been changed in place."""
        return cls(case.digest, case.scenario_digest)


class Keeper:
    """Plans, dealers and tapes, those used last; threads may share it."""

    def __init__(self, most_plans: int = MOST_PLANS, most_bytes: int = MOST_BYTES) -> None:
        self._most_plans, self._most_bytes = most_plans, most_bytes
        self._plans: OrderedDict[str, Plan] = OrderedDict()
        self._dealers: OrderedDict[str, Dealer] = OrderedDict()
        self._tapes: OrderedDict[tuple[str, int, int], Tape] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def plan(self, case: Case, names: Names) -> Plan:
        """The plan of a case, made once."""
        from sim.engine.making import make_plan

        return self._found(self._plans, names.case, lambda: make_plan(case.scenario, case.strategy))

    def tape(self, case: Case, names: Names, seed: int, replication: int) -> Tape:
        """The luck of one replication of a case, dealt once for all cases of its scenario."""
        name = names.scenario, seed, replication
        with self._lock:
            if name in self._tapes:
                self._tapes.move_to_end(name)
                return self._tapes[name]
        tape = self._dealer(case, names).deal(seed, replication)
        with self._lock:
            self._bytes += size_of(tape) - size_of(self._tapes.pop(name, None))
            self._tapes[name] = tape
            while self._bytes > self._most_bytes and len(self._tapes) > 1:
                self._bytes -= size_of(self._tapes.popitem(last=False)[1])
        return tape

    def room_for(self, tape: Tape) -> int:
        """How many tapes of this size are kept at a time, one at least."""
        return max(1, self._most_bytes // max(1, size_of(tape)))

    def _dealer(self, case: Case, names: Names) -> Dealer:
        from sim.tape.tape import Dealer

        return self._found(self._dealers, names.scenario, lambda: Dealer(case.scenario))

    def _found(self, kept: OrderedDict[str, T], name: str, make: Callable[[], T]) -> T:
        with self._lock:
            if name in kept:
                kept.move_to_end(name)
                return kept[name]
        made = make()
        with self._lock:
            kept[name] = made
            while len(kept) > self._most_plans:
                kept.popitem(last=False)
        return made


def size_of(tape: Tape | None) -> int:
    """Bytes of a tape's own tables; others it shares with all of its scenario."""
    if tape is None:
        return 0
    luck = tape.misfortunes
    own = tape.arrived, tape.work_type, tape.number, tape.effort, tape.busy, luck.start, luck.slow_start
    return LEAST_BYTES + sum(table.nbytes for table in own)


KEPT: Final = Keeper()
"""What this process keeps."""
