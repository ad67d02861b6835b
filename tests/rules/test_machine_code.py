"""Compiled code is that of the source that is there, wherever it can or cannot be kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

INNER = '''"""A law."""

from sim.rules.rule import rule


@rule
def hours(days):
    """Hours of some days."""
    return {factor} * days
'''

OUTER = '''"""A law of another file that calls it."""

from sim.rules.inner import hours
from sim.rules.rule import rule


@rule
def week(days):
    """Hours of so many days."""
    return hours(days)
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of what laws need, with two laws of which one calls the other."""
    source = Path(sim.__file__).parent
    folder = tmp_path / "package" / "sim"
    (folder / "rules").mkdir(parents=True)
    files = ("__init__.py", "version.py", "rules/__init__.py", "rules/rule.py")
    for name in (*files, "rules/code_folder.py"):
        shutil.copy(source / name, folder / name)
    (folder / "rules" / "outer.py").write_text(OUTER)
    return folder


def weeks_hours(package: Path, cache: Path) -> str:
    """What the outer law says, compiled by a fresh interpreter which does not wait for another to do it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA")}
    environment |= {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(package.parent)}
    code = "from sim.rules.outer import week; from sim.rules.rule import go_over; "
    code += "go_over(); print(week(1), len(week.signatures))"
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=package.parent, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    hours, signatures = said.stdout.split()
    assert signatures == "1"  # it was compiled, and did not run as it is written
    return hours


@pytest.mark.parametrize("place", ["a folder that can be written", "a folder that cannot"])
def test_a_changed_law_is_called_changed(package: Path, tmp_path: Path, place: str) -> None:
    """Also by a law of another file, whose own source is as before."""
    cache = tmp_path / "cache"
    if place.endswith("cannot"):
        cache.write_text("")  # a file: nothing can be made below it, whoever runs this
    said = []
    for factor in (24, 14):
        (package / "rules" / "inner.py").write_text(INNER.format(factor=factor))
        said.append(weeks_hours(package, cache))

    assert said == ["24", "14"]
    assert not list(package.rglob("*.nbi"))


def test_laws_are_compiled_where_nothing_can_be_written(package: Path, tmp_path: Path) -> None:
    """A read-only machine waits for the compiler each time; it is not refused."""
    (package / "rules" / "inner.py").write_text(INNER.format(factor=24))
    nowhere = tmp_path / "nowhere"
    nowhere.write_text("")
    (package / "__init__.py").write_text(
        "import tempfile\n"
        "def refused(**_):\n    raise FileNotFoundError('no usable temporary directory')\n"
        "tempfile.mkdtemp = refused\n"
    )

    assert weeks_hours(package, nowhere) == "24"
