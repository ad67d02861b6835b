"""Which ideas came of it? From novel work, and most where some of it, but not too much, is done elsewhere."""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.reading import Bools, Floats
from sim.outcome.window import Observation
from sim.tape.stream import Stream, stream


def innovation(seen: Observation) -> dict[str, float]:
    """Ideas of the tasks delivered in the window, and what they are worth."""
    setting = seen.journal.scenario.innovation
    count, worth = 0.0, 0.0
    if setting.ideas_per_novel_task > 0.0:
        chance = idea_probability(seen)
        for kind, name in enumerate(seen.journal.scenario.work):
            own = seen.journal.tasks["work_type"] == kind
            gave = _gave(seen.journal, name, seen.tasks.delivered[own], chance[kind])
            values = _stream(seen.journal, name, "idea_value")
            count += float(np.count_nonzero(gave))
            worth += setting.idea_value * float(
                values.amounts(setting.idea_spread.unit, len(gave))[gave].sum()
            )
    return {"ideas": count, "ideas_value": worth}


def idea_probability(seen: Observation) -> Floats:
    """Probability that a delivered task gives an idea, by work type, (work types,)."""
    scenario = seen.journal.scenario
    novelty = np.array([work.novelty for work in scenario.work.values()])
    fertility = inverted_u(outsourced_shares(seen), peak_shares(seen))
    return np.asarray(scenario.innovation.ideas_per_novel_task * novelty * fertility)


def inverted_u(share: Floats, peak: Floats) -> Floats:
    """1 - ((share - peak) / max(peak, 1 - peak))^2: one at the peak, nought at the end that is farther off.

    Source: the shape, Grimpe & Kaiser (2010) and Berchicci (2013); the formula is an assumption.
    """
    return np.asarray(1.0 - ((share - peak) / np.maximum(peak, 1.0 - peak)) ** 2)


def outsourced_shares(seen: Observation) -> Floats:
    """Share of each work type's deliveries in the window that came from providers; 0 if there were none."""
    delivered = seen.tasks.deliveries
    return np.asarray(delivered[seen.providers].sum(axis=0) / np.maximum(delivered.sum(axis=0), 1))


def peak_shares(seen: Observation) -> Floats:
    """Outsourced share at which each work type gives most ideas, (work types,).

    One number for all today. Own expertise moves the peak to the right (Grimpe & Kaiser 2010): this is where
    knowledge at home would have its say.
    """
    setting = seen.journal.scenario.innovation
    return np.full(len(seen.journal.scenario.work), setting.peak_share)


def _gave(journal: Journal, name: str, delivered: Bools, chance: float) -> Bools:
    """Which tasks of a work type gave an idea: each has its own luck, whoever does it."""
    luck = _stream(journal, name, "idea").uniforms(len(delivered))
    return np.asarray(delivered & (luck < chance))


def _stream(journal: Journal, name: str, purpose: str) -> Stream:
    return stream(journal.tape.seed, journal.tape.replication, f"{name}/{purpose}")
