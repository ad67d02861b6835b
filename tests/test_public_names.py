"""The dozen names of the package, and what it costs to have them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sim

HEAVY = ("matplotlib", "numba", "numpy", "pandas", "pyarrow", "pydantic", "rich", "scipy", "simpy")


def modules_after(code: str) -> set[str]:
    """Names of the top-level modules that a fresh interpreter has loaded after some code."""
    script = f"import sys\n{code}\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.split("\n")[-2].split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    """A script that imports sim pays for what it uses, when it uses it."""
    loaded = modules_after("import sim")

    assert loaded.isdisjoint(HEAVY)


def test_the_command_line_asks_for_nothing_heavy_before_it_knows_the_command() -> None:
    """`kposim --help` is there at once."""
    loaded = modules_after("import sim.cli")

    assert loaded.isdisjoint(set(HEAVY) - {"rich"})  # typer brings rich for itself


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """What the package lists can be had."""
    assert getattr(sim, name) is not None
    assert name in dir(sim)


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_stands_in_the_reference(name: str) -> None:
    """Documentation and package list the same names."""
    page = (Path(__file__).parent.parent / "docs/reference.md").read_text(encoding="utf-8")

    assert f"sim.{name}" in page or name == "__version__"


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    """Lazy names fail as others do."""
    with pytest.raises(AttributeError, match="simulat"):
        sim.simulat  # type: ignore[attr-defined]  # noqa: B018


def test_the_names_go_together_in_four_lines() -> None:
    """A case, a journal, a scorecard: the way through the house."""
    case = sim.preset("one_queue").changed({"scenario.horizon_days": 5.0, "scenario.warm_up_days": 1.0})

    journal = sim.simulate(case, seed=1)

    assert sim.settle(journal)["tasks_delivered"] > 0
