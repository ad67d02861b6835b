"""Where Numba is not installed, the reference engine tells the same story, to the byte."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sim
from sim.engine.journal import Journal

SCRIPT = """
import sys

sys.modules["numba"] = None  # as if it were not there

import sim

case = sim.preset("pfizer_patents").changed({"scenario.horizon_days": 40.0, "scenario.warm_up_days": 5.0})
journal = sim.simulate(case, seed=3)
print(journal.engine)
print(journal.to_bytes().hex())
print(repr(sim.settle(journal).as_row()))
try:
    sim.simulate(case, seed=3, engine="compiled")
except sim.errors.InputError as error:
    print(error)
"""


def told() -> Journal:
    """The same run, compiled."""
    case = sim.preset("pfizer_patents").changed({"scenario.horizon_days": 40.0, "scenario.warm_up_days": 5.0})
    return sim.simulate(case, seed=3, engine="compiled")


@pytest.mark.slow
def test_the_reference_engine_needs_no_compiler() -> None:
    """It is chosen where there is none, writes the same journal and settles to the same numbers; whoever
    insists is told."""
    found = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    engine, journal, row, *refusal = found.stdout.splitlines()

    assert engine == "reference"
    assert journal == told().to_bytes().hex()
    assert row == repr(sim.settle(told()).as_row())
    assert "needs Numba, which is not installed" in "\n".join(refusal)
