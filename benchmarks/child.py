"""Another Python, fresh, that does one thing and tells it in JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
"""Where `sim` and `benchmarks` lie."""


def told(module: str, *arguments: object, **environment: str) -> Any:
    """What ``python -m module`` printed last, read as JSON."""
    done = run([sys.executable, "-m", module, *map(str, arguments)], **environment)
    return json.loads(done.splitlines()[-1])


def seconds(command: list[str], **environment: str) -> float:
    """How long a command takes, by the clock on the wall."""
    begun = time.perf_counter()
    run(command, **environment)
    return time.perf_counter() - begun


def run(command: list[str], **environment: str) -> str:
    """What a command printed; it finds this very copy of the packages.

    Raises
    ------
    RuntimeError
        It failed; with what it said.
    """
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **environment}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:])} failed: {done.stderr.strip()}")
    return done.stdout
