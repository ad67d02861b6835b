"""What do a planned and a stressed end cost, worked out by hand? To the cent."""

from __future__ import annotations

from dataclasses import replace

from sim.case import Case
from sim.engine.journal import Cause, Journal
from sim.engine.simulate import Engine, simulate
from sim.outcome.ledger import keep_ledger
from sim.outcome.window import observe
from sim.selfcheck.check import Check, arithmetic
from sim.selfcheck.textbook import NEVER_INSPECTED, Length, constant, textbook

GROUP = "risk"
STRESSED = 1_000.0 + 240.0 * (10.0 + 0.5 * 30.0) + 0.12 * 4_800.0
"""To leave; 10 days prepaid and half of 30 of a stop-gap, of 4,800 in 20 days; 12 % to be credited."""
PLANNED = 1_000.0 + 2_000.0 + 240.0 * 30.0
"""To leave, to be helped, and thirty days of notice."""


def leaver() -> Case:
    """A provider that does two tasks of 48 hours too late, at 50 an hour, and ends on the twentieth day."""
    work = {
        "arrivals": {"kind": "trace", "arrived_hours": [24.0, 72.0]},
        "effort_hours": constant(48.0),
        "due_days": 1.0,
    }
    contract = {
        "kind": "time_and_materials",
        "rate_per_hour": 50.0,
        "service_level": {"on_time_share": 0.9, "cap": 0.12},
    }
    costs = {"cost": 1_000.0, "notice_days": 30.0, "assistance_cost": 2_000.0}
    lost = {"prepaid_days": 10.0, "stop_gap_days": 30.0, "stop_gap_premium": 0.5}
    return textbook(
        Length(warm_up=0.0, counted=1_440.0),
        {"task": work},
        {"seats": 1},
        {"mix": {"task": {"provider": 1.0}}, "inspection": NEVER_INSPECTED},
        start="2025-01-01",
        providers={"provider": {"seats": 2, "contract": contract, "exit": {**costs, **lost}}},
        events=[{"team": "provider", "kind": "insolvency", "at_day": 20.0}],
    )


def by_hand(engine: Engine = "auto") -> list[Check]:
    """The same facts, by the provider's doing and by the client's."""
    journal = simulate(leaver(), seed=0, engine=engine)
    stressed, planned = (_lines(_by(journal, cause)) for cause in (Cause.INSOLVENCY, Cause.ENDED))
    return [
        arithmetic("a stressed exit, to the cent", GROUP, STRESSED, stressed["exit_stressed"] / 100),
        arithmetic("a planned exit, to the cent", GROUP, PLANNED, planned["exit_planned"] / 100),
    ]


def _by(journal: Journal, cause: Cause) -> Journal:
    """The facts, but for whose doing the end was."""
    rows = journal.disruptions.copy()
    rows["cause"] = cause
    return replace(journal, disruptions=rows)


def _lines(journal: Journal) -> dict[str, int]:
    return keep_ledger(observe(journal)).lines
