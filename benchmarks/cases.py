"""What is simulated, in all benchmarks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.case import Case, changed, load, preset
from sim.selfcheck.textbook import Length, exponential, tasks, textbook

SHARES = (0.0, 0.4, 1.0)
"""Outsourced shares of the demo that are looked at: nothing, the middle, everything."""

TASKS_A_DAY = 6.2
"""Of the demo's scenario, about."""

PER_HOUR = 8.0
LOAD = 0.8
MEAN_WAIT = LOAD / (1.0 - LOAD)
"""Of M/M/1, in mean services; source: any textbook, such as Gross et al., Fundamentals of Queueing Theory."""


@cache
def demo(share: float, days: float | None = None) -> Case:
    """The demo's scenario at an outsourced share; as long as the preset, or so many days."""
    settings = {"strategy.mix.patents.bangalore": 0.7 * share, "strategy.mix.patents.krakow": 0.3 * share}
    if days is not None:
        settings |= {"scenario.warm_up_days": 0.2 * days, "scenario.horizon_days": 0.8 * days}
    return changed(preset("pfizer_patents"), settings)


@cache
def frozen(name: str) -> Case:
    """A case that never changes: ``full`` has every mechanism that a real one has, ``bare`` none."""
    return load(Path(__file__).parent / "frozen" / f"{name}.yaml")


@cache
def one_seat(customers: int) -> Case:
    """M/M/1 with about so many customers: eight an hour, six minutes each."""
    work = {"tasks": tasks(PER_HOUR, exponential(LOAD / PER_HOUR), most_attempts=1)}
    return textbook(Length(warm_up=0.0, counted=customers / PER_HOUR), work, {"seats": 1})


@cache
def one_line(customers: int) -> Case:
    """M/M/15 at the same load, twelve an hour: it has room for ten million tasks in the longest horizon."""
    work = {"tasks": tasks(12.0, exponential(1.0), most_attempts=1)}
    return textbook(Length(warm_up=0.0, counted=customers / 12.0), work, {"seats": 15})
