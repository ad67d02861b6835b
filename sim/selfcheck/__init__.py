"""Does the simulator agree with what others have proved or published?

Textbook systems are scenarios like any other, run by the same engine as every experiment: `run_checks`
holds what comes out against the book, and `table` shows target, estimate, 99 % interval and verdict. What
counts as agreement is in `sim.selfcheck.check`, and why no check looks at its own result before it stops
in `sim.selfcheck.exam`.
"""

from sim.selfcheck.check import Check, Verdict
from sim.selfcheck.runner import run_checks
from sim.selfcheck.table import table

__all__ = ["Check", "Verdict", "run_checks", "table"]
