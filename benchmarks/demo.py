"""How long does the main job take? Every design point, every replication, figures and all."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import child
from benchmarks.row import Row
from benchmarks.size import FULL, Size

SECTION = "demo"
MOST = 60.0
WORKERS = 2
EXPERIMENT = child.ROOT / "experiments" / "cost_vs_resilience.yaml"


def rows(size: Size) -> list[Row]:
    """One row, measured once; the promise is about the full size only."""
    seconds = whole_job(size.replications)
    is_full = size.replications >= FULL.replications
    return [
        Row(
            SECTION,
            f"33 points × {size.replications} replications, {WORKERS} workers",
            f"{seconds:.1f} s",
            f"< {MOST:g} s" if is_full else "",
            seconds < MOST if is_full else None,
            "wall; once; results folder and figures included",
            {"seconds": seconds, "replications": size.replications},
        )
    ]


def whole_job(replications: int) -> float:
    """Seconds of the command that `make demo` gives."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        options = ["--out", out, "--workers", WORKERS, "--replications", replications, "--quiet"]
        command = [sys.executable, "-m", "sim.cli", "run", EXPERIMENT, *options]
        return child.seconds([str(word) for word in command])
