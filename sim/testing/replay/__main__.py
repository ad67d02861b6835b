"""Read every document aloud, write the new figures in, and list what a person must look at."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from sim.scenario.contract import CONTRACTS
from sim.scenario.distribution import DISTRIBUTIONS
from sim.testing.replay.notebook import replay_notebook
from sim.testing.replay.recital import Recital

ROOT = Path(__file__).parents[3]


def documents() -> list[Path]:
    """README, the pages of docs/, the notebooks."""
    return [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("notebooks/*.ipynb"))]


def replayed(path: Path, renews: bool) -> Recital:
    """One document, read in a folder of its own."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "experiments", folder / "experiments")
        reading = Recital(path, folder, renews=renews, slowly=True)
        known = [(kinds, kinds.registered) for kinds in (DISTRIBUTIONS, CONTRACTS)]
        os.chdir(folder)
        try:
            if path.suffix == ".ipynb":
                replay_notebook(reading)
            else:
                reading.read()
        finally:
            os.chdir(here)
            for kinds, before in known:  # what one page registers no other page knows
                kinds.restore(before)
    return reading


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 if a person must look at something."""
    parser = argparse.ArgumentParser(prog="python -m sim.testing.replay", description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path, help="all, if none is named")
    parser.add_argument("--check", action="store_true", help="write nothing; tell what would change")
    asked = parser.parse_args(arguments)
    os.environ["COLUMNS"] = "132"
    os.environ["MPLBACKEND"] = "agg"
    warm()
    faults, made = [], []
    for path in [each.resolve() for each in asked.documents] or documents():
        print(f"{path.relative_to(ROOT)} ...", flush=True)
        reading = replayed(path, renews=not asked.check)
        print(*(f"  {fault}" for fault in reading.faults), sep="\n" if reading.faults else "", flush=True)
        faults += reading.faults
        made += reading.made
    if made:
        print("\nNot played; run these by hand where their figures may have moved:")
        print(*(f"  {each}" for each in made), sep="\n")
    print(f"\n{len(faults)} things to look at. Read the difference before you commit it: git diff")
    return 1 if faults else 0


def warm() -> None:
    """The engine says a word the first time it is compiled, which is no part of any answer."""
    import sim

    short = {"scenario.warm_up_days": 0, "scenario.horizon_days": 1}
    sim.simulate(sim.changed(sim.preset("one_queue"), short))


if __name__ == "__main__":
    sys.exit(main())
