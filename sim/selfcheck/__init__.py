"""Does the simulator agree with what others have proved or published?

Textbook systems are scenarios like any other, run by the same engine as every experiment: `run_checks`
holds what comes out against the book, and `table` shows target, estimate, 99 % interval and verdict. What
counts as agreement is in `sim.selfcheck.check`, and why no check looks at its own result before it stops
in `sim.selfcheck.exam`.
"""

from sim.selfcheck.check import Check, Verdict
from sim.selfcheck.runner import run_checks
from sim.selfcheck.table import table

LATER = (
    "mean productivity of a team with attrition: needs attrition",
    "Wright's curve as a team's learning, not only as a formula: needs experience",
)
"""Known results that wait for a mechanism the model does not have yet."""

__all__ = ["LATER", "Check", "Verdict", "run_checks", "table"]
