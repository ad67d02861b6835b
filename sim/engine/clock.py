"""The clock, and the law of time.

**The law.** What happens at different instants happens in the order of time. What happens at one instant
happens in the order of its kind (the number of `Kind`), and among the same kind in the order of the task, or
of the team, that it concerns. What follows without delay (a seat is granted, a person is interrupted) follows
at once, before the next thing of the same instant. Whatever takes time goes through the agenda, even if it
takes none.

Working hours put many events on the same instant, so ties are the normal case, not a curiosity.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from heapq import heappush
from typing import Any, TypeAlias

import simpy

Process: TypeAlias = Generator[simpy.Event, Any, Any]
"""What a SimPy process is made of."""


class Kind(IntEnum):
    """Kinds of events; the number is the rank at a tie."""

    FINISH = 1
    """A person finishes what they sat down for."""
    ARRIVE_THERE = 2
    """A handover, a question or an answer reaches the other side."""
    INSOLVENCY = 3
    """A provider ends for good."""
    OUTAGE = 4
    """A team goes down."""
    REPAIR = 5
    """A team is back."""
    SEATS = 6
    """People come or go, as was decided or written before."""
    LEAVE = 7
    """Somebody leaves of their own accord."""
    PATIENCE = 8
    """An outage has lasted too long for the client."""
    RENEWAL = 9
    """A provider looks at its books."""
    VERDICT = 10
    """The client looks at what a provider was worth, and may end its contract."""
    LENDING = 11
    """A provider looks at our line, and lends us seats of its bench or takes them back."""
    REVIEW = 12
    """The client looks at seats and shares."""
    ARRIVAL = 13
    """A task arrives."""
    OPENING = 14
    """A team opens, after all that has come in by then."""
    SUNSET = 15
    """A shift ends, and work in hand is passed on, after all that open then."""
    BOOKS = 16
    """A month ends, and what is known is written down."""


RANKS = 1 << 40
"""More than any run has tasks: kind x RANKS + task orders by kind, then by task."""


class Clock(simpy.Environment):
    """SimPy's environment, to which events can be given at exact instants and ranks.

    SimPy schedules by delay, and ``now + (then - now)`` is not always ``then``; and it breaks ties by the
    order of scheduling, which is an accident. Its own zero-delay events have priorities 0 and 1, below every
    rank of ours, so that consequences come first.
    """

    def at(self, instant: float, kind: int, who: int) -> simpy.Event:
        """The event that `who` meets at `instant`; the one comparison of the law is this tuple's."""
        event = simpy.Event(self)
        event._ok = True
        event._value = None
        entry: Any = (
            instant,
            kind * RANKS + who,
            next(self._eid),
            event,
        )  # SimPy types priorities as 0 and 1
        heappush(self._queue, entry)
        return event
