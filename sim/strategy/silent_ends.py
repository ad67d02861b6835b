"""Which settings of a contract's end can change nothing?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.strategy.facts import Facts


def silent_ends(facts: Facts) -> Iterator[tuple[str, str]]:
    """Ends of what was never begun, or that lie after the run's end."""
    ends, path = facts.strategy.termination, "strategy.termination"
    if ends is None:
        return
    transition = facts.strategy.transition
    ramped = 0.0 if transition is None else transition.signing_day + transition.ramp_days
    if not facts.leaves(ends.of):
        yield path, f"{ends.of} gets no work"
    elif ends.at_day is not None:
        if ends.at_day >= facts.days:
            yield path, "it lies after the run's end"
        for setting in ("every_days", "bad_looks"):
            yield f"{path}.{setting}", "the contract ends on a day that was set, and not for cause"
    elif ramped + ends.every_days * ends.bad_looks >= facts.days:
        yield path, "the run ends before the client has looked so often"
    elif ends.least_on_time_share == 0.0:
        yield f"{path}.least_on_time_share", "nobody delivers less than nothing on time"
