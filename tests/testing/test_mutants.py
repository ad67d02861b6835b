"""Mutants are real changes of real lines, and a test that fails is seen to fail."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sim.testing import mutants as made
from sim.testing.mutants import ROOT, Mutant, is_noticed, mutant_at, sites


@pytest.mark.parametrize("room", made.ROOMS)
def test_every_mutant_is_a_program_that_differs_in_its_line(room: str) -> None:
    """One change each, and none of them twice; some of them are looked at."""
    every = sites(room)
    some = [mutant_at(site) for site in every[:: len(every) // 10]]

    assert len(every) > 100
    assert len({mutant.source for mutant in some}) == len(some)
    for mutant in some:
        assert mutant.was != mutant.now
        assert mutant.source != ast.unparse(ast.parse((ROOT / mutant.file).read_text(encoding="utf-8")))
        compile(mutant.source, mutant.file, "exec")


def test_a_failing_test_notices_and_the_copy_is_as_it_was(tmp_path: Path) -> None:
    """A house of one law and one test of it."""
    law, test = tmp_path / "sim" / "rules" / "law.py", tmp_path / "tests" / "rules" / "test_law.py"
    for path in (law, test):
        path.parent.mkdir(parents=True)
    law.write_text("def double(x):\n    return x * 2\n")
    test.write_text(
        "import importlib.util, pathlib\n\n\n"
        "def test_double():\n"
        "    path = pathlib.Path(__file__).parents[2] / 'sim' / 'rules' / 'law.py'\n"
        "    spec = importlib.util.spec_from_file_location('law', path)\n"
        "    law = importlib.util.module_from_spec(spec)\n"
        "    spec.loader.exec_module(law)\n"
        "    assert law.double(1) == 2\n"
    )
    before = law.read_text()
    wrong, same = (
        Mutant("rules", "sim/rules/law.py", 2, "x * 2", now, f"def double(x):\n    return {now}\n")
        for now in ("x / 2", "x + x")
    )

    assert is_noticed(wrong, tmp_path)
    assert not is_noticed(same, tmp_path)
    assert law.read_text() == before
