"""What is asked twice of a run is found out once."""

from __future__ import annotations

import numpy as np

import sim
from sim.engine.journal import Cause
from sim.outcome.once import kept
from sim.outcome.resilience import felt
from sim.outcome.window import observe
from sim.testing.lively import livelier


def test_what_is_kept_is_found_out_when_it_is_first_asked_for_and_never_again() -> None:
    """By each object for itself, and its docstring is there to be read."""

    class Seen:
        asked = 0

        @kept
        def answer(self) -> int:
            """Of everything."""
            self.asked += 1
            return 42

    seen, other = Seen(), Seen()

    assert seen.asked == 0
    assert seen.answer == seen.answer == 42
    assert (seen.asked, other.asked) == (1, 0)
    assert vars(Seen)["answer"].__doc__ == "Of everything."


def test_a_contract_in_force_is_that_of_its_signing_and_its_end() -> None:
    """Whether any team ended or not: the short way says what the long one says."""
    for seed in range(6):
        seen = observe(sim.simulate(livelier(), seed=seed))
        for team in range(1, seen.journal.plan.liaisons):
            since = min(max(seen.window.start, seen.begins[team]), seen.window.end)
            until = max(since, min(seen.window.end, seen.ends[team]))
            assert seen.in_force(team) == (since, until)


def test_what_is_felt_is_what_touched_somebody() -> None:
    """Compiled and as written: who had tasks in line, at seats or moved, and no contract that was ended."""
    for seed in range(6):
        seen = observe(sim.simulate(livelier(), seed=seed))
        rows = seen.journal.disruptions
        touched = rows["in_line"] + rows["at_seats"] + rows["moved"] > 0
        surely = rows[touched & (rows["cause"] != Cause.ENDED)]

        assert np.isin(surely["started"], felt(seen)["started"]).all()
        assert (felt(seen)["cause"] != Cause.ENDED).all()
