"""What is shipped works: the wheel, in a folder with a `sim.py` of somebody's own, and nothing to write to.

The user's folder for what can be made again is a file here, so that nobody can write there, whoever runs the
tests; the sources lie where the wheel was unpacked.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parents[1]

EXPERIMENT = """
name: two_seats
scenario: {preset: one_queue, warm_up_days: 1, horizon_days: 20}
factors:
  seats: {path: scenario.inhouse.seats, levels: [1, 2]}
replications: 3
seed: 42
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as it would be published."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def shipped(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked, as in a folder of packages."""
    folder = tmp_path_factory.mktemp("packages")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def test_the_wheel_holds_all_that_a_user_needs_and_no_tools_of_ours(wheel: Path) -> None:
    """Presets, the page, types and both names; no random cases, no kill harness."""
    held = zipfile.ZipFile(wheel).namelist()

    assert {
        "sim/__init__.py",
        "kposim/__init__.py",
        "kposim/py.typed",
        "sim/py.typed",
        "sim/scenario/presets/pfizer_patents.yaml",
        "sim/web/static/page.js",
        "sim/web/static/vendor/uPlot.LICENSE",
        "sim/plots/kposim.mplstyle",
        "sim/report/evidence.yaml",
    } <= set(held)
    assert not [name for name in held if name.startswith(("sim/testing", "tests", "benchmarks", "docs"))]


@pytest.mark.slow
def test_the_shipped_command_works_beside_a_foreign_sim_with_nothing_to_write_to(
    shipped: Path, tmp_path: Path
) -> None:
    """Two workers, a home that is no folder, a cache that cannot be made, and a `sim.py` to stumble over."""
    (tmp_path / "sim.py").write_text('raise RuntimeError("a foreign sim.py")\n')
    (tmp_path / "two_seats.yaml").write_text(EXPERIMENT)
    nowhere = tmp_path / "no_folder"
    nowhere.write_text("")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA")}
    environment |= {
        "HOME": str(nowhere),
        "XDG_CACHE_HOME": str(nowhere),
        "NUMBA_CACHE_DIR": str(nowhere),
        "MPLCONFIGDIR": str(tmp_path),
        "PYTHONPATH": str(shipped),
    }
    command = [sys.executable, "-m", "kposim", "run", "two_seats.yaml", "--workers", "2", "--out", "results"]

    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert said.returncode == 0, said.stderr
    assert (tmp_path / "results" / "summary.csv").read_text().count("\n") > 2
    assert not list(shipped.rglob("*.nbi"))  # machine code beside the source would go stale
