"""Which ideas came of it? From novel work, and most where some of it, but not too much, is done elsewhere."""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.expertise import levels_at
from sim.outcome.once import once
from sim.outcome.reading import Bools, Floats
from sim.outcome.window import Observation
from sim.rules.assignment import INHOUSE
from sim.rules.knowledge import Curve
from sim.tape.stream import Stream, stream


@once
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
    setting, shares = scenario.innovation, outsourced_shares(seen)
    fertility = inverted_u(shares, peak_shares(seen), setting.at_none_outside, setting.at_all_outside)
    return np.asarray(setting.ideas_per_novel_task * novelty * fertility)


def inverted_u(share: Floats, peak: Floats, at_none: float, at_all: float) -> Floats:
    """Half a parabola on either side of the peak: one there, `at_none` at a share of 0, `at_all` at 1.

    Source: shape and turning point, Grimpe & Kaiser (2010) and Berchicci (2013); both ends are assumptions.
    """
    right = share > peak
    way = np.where(right, share - peak, peak - share)
    length = np.where(right, 1.0 - peak, peak)
    gone = np.where(right, 1.0 - at_all, 1.0 - at_none) * (way / np.where(way > 0.0, length, 1.0)) ** 2
    return np.asarray(1.0 - gone)


def outsourced_shares(seen: Observation) -> Floats:
    """Share of each work type's deliveries in the window that came from providers; 0 if there were none."""
    delivered = seen.tasks.deliveries
    return np.asarray(delivered[seen.providers].sum(axis=0) / np.maximum(delivered.sum(axis=0), 1))


def peak_shares(seen: Observation) -> Floats:
    """Outsourced share at which each work type gives most ideas, (work types,).

    What the house has learnt since the start moves it to the right, and what it has forgotten to the left;
    where it does not learn, nothing moves. Source: the direction, Grimpe & Kaiser (2010).
    """
    journal, setting = seen.journal, seen.journal.scenario.innovation
    peak = np.full(len(journal.scenario.work), setting.peak_share)
    learning = journal.plan.learning
    if setting.peak_shift > 0.0 and learning.curve[INHOUSE] == Curve.SATURATING:
        gained = levels_at(journal, seen.window.end)[INHOUSE] - learning.start[INHOUSE]
        peak = np.clip(peak + setting.peak_shift * gained, 0.0, 1.0)
    return peak


def _gave(journal: Journal, name: str, delivered: Bools, chance: float) -> Bools:
    """Which tasks of a work type gave an idea: each has its own luck, whoever does it."""
    luck = _stream(journal, name, "idea").uniforms(len(delivered))
    return np.asarray(delivered & (luck < chance))


def _stream(journal: Journal, name: str, purpose: str) -> Stream:
    return stream(journal.tape.seed, journal.tape.replication, f"{name}/{purpose}")
