"""What did quality cost? Four classes, which are views of the ledger's lines and add nothing to them."""

from __future__ import annotations

from sim.engine.journal import Act
from sim.outcome.latent import failures
from sim.outcome.ledger import Ledger, keep_ledger
from sim.outcome.window import Observation


def cost_of_quality(seen: Observation) -> dict[str, float]:
    """Prevention, appraisal, internal and external failure, in money, and the number of the last.

    Source: the classes are Feigenbaum's (Total Quality Control, 1956).
    """
    ledger = keep_ledger(seen)
    classes = {
        "cost_of_prevention": _prevention_cents(seen, ledger) / 100,
        "cost_of_appraisal": ledger.lines["inspection"] / 100,
        "cost_of_internal_failure": (ledger.memo["rework_inhouse"] + ledger.memo["rework_outsourced"]) / 100,
        "cost_of_external_failure": ledger.lines["external_failure"] / 100,
    }
    failed = float(failures(seen).sum())
    return {"cost_of_quality": sum(classes.values()), **classes, "external_failures": failed}


def _prevention_cents(seen: Observation, ledger: Ledger) -> int:
    """The share `clarity` of the hours in briefs, at an open hour's price each."""
    liaisons = seen.journal.plan.liaisons
    opened = seen.open_seats_of(liaisons)
    briefs = float(seen.episodes.worked[liaisons, Act.BRIEF].sum())
    extra = briefs * seen.journal.strategy.clarity
    return round(ledger.lines["coordination"] * extra / opened) if opened else 0
