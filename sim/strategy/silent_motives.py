"""Which looks at a provider's books, and which ways to work, can change nothing, and why?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.viability import WayToWork
from sim.strategy.facts import Facts


def silent_motives(facts: Facts) -> Iterator[tuple[str, str]]:
    """Books that nobody looks at in time, and choices between one and the same."""
    for name, provider in facts.scenario.providers.items():
        viability, path = provider.viability, f"scenario.providers.{name}.viability"
        if viability is None:
            continue
        if viability.term_months * 28 > facts.days:
            whole = not viability.choices
            for setting in [path] if whole else [f"{path}.term_months", f"{path}.least_margin"]:
                yield setting, "the run ends before the first look at the books"
        if viability.choices and name not in facts.used:
            yield f"{path}.choices", "no work ever comes to it"
        elif all(way == WayToWork() for way in viability.choices.values()):
            yield f"{path}.choices", "there is no way to work but the usual one"
