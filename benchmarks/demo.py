"""How long does the main job take? Every design point, every replication, figures and all."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import child
from benchmarks.row import Row
from benchmarks.size import FULL, Size

SECTION = "demo"
MOST = 9.0
MOST_REPORT = 9.0
WORKERS = 2
EXPERIMENT = child.ROOT / "experiments" / "cost_vs_resilience.yaml"


def rows(size: Size) -> list[Row]:
    """Two rows, each measured once; the promises are about the full size only."""
    seconds, report = whole_job(size.replications)
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
        ),
        Row(
            SECTION,
            "its report",
            f"{report:.1f} s",
            f"≤ {MOST_REPORT:g} s" if is_full else "",
            report <= MOST_REPORT if is_full else None,
            "wall; once; `kposim report`, every figure",
            {"seconds": report},
        ),
    ]


def whole_job(replications: int) -> tuple[float, float]:
    """Seconds of the command that `make demo` gives, and of the report on its folder."""
    with tempfile.TemporaryDirectory() as folder:
        out, report = Path(folder) / "demo", Path(folder) / "report.html"
        options = ["--out", out, "--workers", WORKERS, "--replications", replications, "--quiet"]
        kposim = [sys.executable, "-m", "sim.cli"]
        run, told = [*kposim, "run", EXPERIMENT, *options], [*kposim, "report", out, "--out", report]
        first, second = (child.seconds([str(word) for word in command]) for command in (run, told))
        return first, second
