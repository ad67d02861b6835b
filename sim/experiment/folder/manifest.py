"""Who computed this, when, with what?

The manifest is a log: nothing reads it to decide what is there, so a session that was killed leaves an entry
without an end and does no harm. Each session keeps a file of its own in `sessions/`, so that several at once
lose no entry; the manifest is put together from them.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import sys
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from sim.experiment.design.digest import code_digest
from sim.experiment.design.experiment import Experiment
from sim.experiment.folder.files import write_whole
from sim.version import MODEL_VERSION, package_version

MANIFEST: Final = "manifest.json"
SESSIONS: Final = "sessions"
LIBRARIES: Final = (
    *("numpy", "numba", "llvmlite", "simpy", "scipy", "pandas", "pyarrow", "pydantic", "pydantic-core"),
    *("ruamel.yaml", "holidays", "tzdata", "matplotlib", "rich", "typer", "platformdirs", "distributed"),
)
"""Whatever takes part in a run or in what is drawn of it."""

Session = dict[str, Any]


def opened(command: str | None, workers: int, engine: str) -> Session:
    """The entry of a session that begins now."""
    return {
        "id": uuid.uuid4().hex[:12],
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
    return _object(folder / MANIFEST)


def sessions(folder: Path) -> list[Session]:
    """Every session that wrote to a folder, in order of their beginnings."""
    told = read(folder).get("sessions")
    own = [_object(path) for path in sorted((folder / SESSIONS).glob("[!.]*.json"))]
    entries = [_entry(each) for each in [*(told if isinstance(told, list) else []), *own]]
    found = {each.get("id"): each for each in entries if each}
    return sorted(found.values(), key=lambda each: str(each.get("started")))


FORMS: Final[dict[str, tuple[type, ...]]] = {
    **dict.fromkeys(("id", "command", "started", "engine", "code", "shard", "executor"), (str,)),
    **dict.fromkeys(("seconds", "computed", "failed"), (int, float)),
    **dict.fromkeys(("versions", "machine"), (dict,)),
}
"""What a session's entry says, and in which form; a log that somebody damaged breaks nobody who reads it."""


def _entry(told: Any) -> Session:
    """A session's entry without what is none; empty if nothing is left."""
    if not isinstance(told, dict):
        return {}
    sound: Session = {n: each for n, each in told.items() if isinstance(each, FORMS.get(n, (object,)))}
    for group in ("versions", "machine"):
        plain = {name: each for name, each in sound.get(group, {}).items() if _is_plain(each)}
        sound |= {group: plain} if group in sound else {}
    return sound


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def is_other_code(folder: Path, session: Session) -> bool:
    """Whether the last session in this folder had another program than this one."""
    before = sessions(folder)
    return bool(before) and before[-1].get("code") != session["code"]


def record(folder: Path, experiment: Experiment, session: Session, stored: int, failures: int) -> None:
    """Write this session's entry, and the manifest anew."""
    write_whole(folder / SESSIONS / f"{session['id']}.json", _text(session))
    manifest = {
        "name": experiment.name,
        "experiment": experiment.digest,
        "seed": experiment.seed,
        "model_version": MODEL_VERSION,
        "points": len(experiment.points),
        "replications": experiment.replications,
        "runs": {"asked": experiment.runs, "stored": stored, "failed": failures},
        "resolved": experiment.plain(),
        "sessions": sessions(folder),
    }
    write_whole(folder / MANIFEST, _text(manifest))


def _object(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    return {}


def _text(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


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


@cache
def machine() -> dict[str, Any]:
    """The kind of machine, never its name."""
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": platform.machine(),
        "model": _processor_model(),
        "cores": os.cpu_count(),
        "memory_bytes": _memory_bytes(),
        "implementation": platform.python_implementation(),
    }


def _processor_model() -> str | None:
    """What the processor calls itself; a run's time means little without it."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or None


def _memory_bytes() -> int | None:
    with suppress(AttributeError, OSError, ValueError):  # not every system tells
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None
