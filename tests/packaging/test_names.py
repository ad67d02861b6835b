"""`import kposim` is `import sim`, whatever else is called so in the folder where somebody works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kposim
import sim

FOREIGN = 'raise RuntimeError("a student\'s own sim.py was imported")\n'


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a fresh interpreter says to some code, in a folder that it searches first."""
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("name", sim.__all__)
def test_both_names_lead_to_the_same_thing(name: str) -> None:
    """Classes are the same classes, so that what one makes the other takes."""
    assert getattr(kposim, name) is getattr(sim, name)
    assert name in kposim.__all__


def test_a_file_called_sim_shadows_nothing(tmp_path: Path) -> None:
    """A notebook beside a script `sim.py` gets the package."""
    (tmp_path / "sim.py").write_text(FOREIGN)

    said = python("import kposim as kp; print(kp.preset('one_queue').scenario.name)", tmp_path)

    assert (said.returncode, said.stdout.strip()) == (0, "One queue"), said.stderr


def test_a_module_called_sim_that_was_imported_before_is_named(tmp_path: Path) -> None:
    """Two cannot have the name, and silence would be worse: the remedy is said."""
    (tmp_path / "sim.py").write_text("answer = 42\n")

    said = python("import sim\nimport kposim", tmp_path)

    assert said.returncode == 1
    assert "sim.py is imported as `sim` already" in said.stderr
    assert "give that file another name" in said.stderr


def test_importing_the_package_by_its_own_name_imports_nothing_heavy(tmp_path: Path) -> None:
    """The lazy names stay lazy."""
    heavy = "{'numba', 'numpy', 'pandas', 'scipy', 'matplotlib'}"

    said = python(f"import sys, kposim; print({heavy} & set(sys.modules))", tmp_path)

    assert said.stdout.strip() == "set()", said.stderr
