"""Who computed this, when, with what?

The manifest is a log: nothing reads it to decide what is there, so a session that was killed leaves an entry
without an end and does no harm.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from sim.experiment.digest import code_digest
from sim.experiment.experiment import Experiment
from sim.experiment.files import write_whole
from sim.version import MODEL_VERSION, package_version

MANIFEST: Final = "manifest.json"
LIBRARIES: Final = ("numpy", "numba", "simpy", "scipy", "pandas", "pyarrow", "pydantic")

Session = dict[str, Any]


def opened(command: str | None, workers: int, engine: str) -> Session:
    """The entry of a session that begins now."""
    return {
        "command": command or typed(),
        "started": now(),
        "ended": None,
        "seconds": None,
        "workers": workers,
        "engine": engine,
        "computed": 0,
        "failed": 0,
        "interrupted": False,
        "versions": versions(),
        "code": code_digest(),
        "machine": machine(),
    }


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty if there is none, or none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_other_code(folder: Path, session: Session) -> bool:
    """Whether the last session in this folder had another program than this one."""
    before = read(folder).get("sessions", [])
    return bool(before) and before[-1].get("code") != session["code"]


def record(folder: Path, experiment: Experiment, session: Session, stored: int, failures: int) -> None:
    """Write the manifest anew, with this session as its last, in place of its own earlier entry."""
    before = [each for each in read(folder).get("sessions", []) if each.get("started") != session["started"]]
    manifest = {
        "name": experiment.name,
        "experiment": experiment.digest,
        "seed": experiment.seed,
        "model_version": MODEL_VERSION,
        "points": len(experiment.points),
        "replications": experiment.replications,
        "runs": {"asked": experiment.runs, "stored": stored, "failed": failures},
        "sessions": [*before, session],
    }
    write_whole(folder / MANIFEST, (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())


def now() -> str:
    """The instant, in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def typed() -> str:
    """The command as typed, without the folder that the program lies in."""
    return shlex.join([Path(sys.argv[0]).name or "python", *sys.argv[1:]])


@cache
def versions() -> dict[str, str]:
    """Versions of Python, this package and the libraries that a number may depend on."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version(), "kposim": package_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def machine() -> dict[str, Any]:
    """The kind of machine, never its name."""
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "implementation": platform.python_implementation(),
    }
