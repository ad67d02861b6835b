"""When does a defect that was delivered fail at the customer?"""

from __future__ import annotations

import numpy as np

from sim.engine.journal import Journal
from sim.outcome.once import once
from sim.outcome.reading import Floats, Ints
from sim.outcome.window import Lens, Observation
from sim.tape.stream import stream


def failed_at(journal: Journal) -> Floats:
    """When the escaped defects of each task fail, in hours since the start, (tasks,); nan for what was
    delivered right.

    At delivery, or a latent time later. The luck is dealt here, by the stream `<work type>/latent`, one
    number a task in order of arrival: whoever delivers the defect, it stays hidden for as long.
    """
    tasks, tape = journal.tasks, journal.tape
    instants = np.where(tasks["escaped"] > 0, tasks["delivered"], np.nan)
    for kind, (name, work) in enumerate(journal.scenario.work.items()):
        if work.latent_days > 0.0:
            own = np.flatnonzero(tasks["work_type"] == kind)
            luck = stream(tape.seed, tape.replication, f"{name}/latent").amounts(work.latency.unit, len(own))
            instants[own] += 24.0 * work.latent_days * luck
    return instants


@once
def is_any_latent(lens: Lens) -> bool:
    """Whether any defect fails later than at its delivery."""
    return any(each.latent_days for each in lens.scenario.work.values())


@once
def failures(seen: Observation) -> Ints:
    """Escaped defects that failed in the window by work type, (work types,)."""
    work = seen.journal.scenario.work.values()
    if not is_any_latent(seen.lens):
        return seen.tasks.escapes
    fails = seen.window.holds(failed_at(seen.journal))
    failed: Ints = np.zeros(len(work), dtype=np.int64)
    np.add.at(failed, seen.journal.tasks["work_type"][fails], seen.journal.tasks["escaped"][fails])
    return failed
