"""A missing file is told by who names it: file, line, path, and which files are there."""

from pathlib import Path

import pytest

import sim
from sim.case import load
from sim.errors import InputError
from sim.experiment.design.experiment import load_experiment

TRACE = "scenario.work.searches.arrivals"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files that could be meant."""
    (tmp_path / "there.yaml").write_text("scenario: one_queue\n")
    (tmp_path / "there.csv").write_text("arrived_hours\n1\n2\n")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "line", "path"),
    [
        ("seed: 1\ncase: their.yaml\n", 2, "case"),
        ("seed: 1\ncase: nowhere/their.yaml\n", 2, "case"),
        ("seed: 1\nscenario: their.yaml\n", 2, "scenario"),
        ("seed: 1\nscenario:\n  preset: their.yaml\n", 3, "scenario.preset"),
        ("seed: 1\nscenario: one_queue\nstrategy: their.yaml\n", 3, "strategy"),
        ("seed: 1\nscenario: one_queue\nstrategy:\n  preset: their.yaml\n", 4, "strategy.preset"),
        (
            f"case: pfizer_patents\nfactors:\n  d:\n    path: {TRACE}.file\n"
            "    levels: [there.csv, their.csv]\n",
            5,
            "factors.d.levels.1",
        ),
        (
            "case: pfizer_patents\nfactors:\n  d:\n    levels:\n      base:\n"
            f"      new: {{{TRACE}: {{kind: trace, file: their.csv}}}}\n",
            6,
            "factors.d.levels.new",
        ),
        (
            "case: pfizer_patents\nfactors:\n  c: {path: strategy.clarity, levels: [0, 0.1]}\n"
            "design:\n  kind: csv\n  file: their.csv\n",
            6,
            "design.file",
        ),
    ],
)
def test_an_experiment_that_names_a_missing_file_says_where(
    folder: Path, text: str, line: int, path: str
) -> None:
    """The line to be mended, not the file that is none."""
    (folder / "mine.yaml").write_text(text)

    with pytest.raises(InputError) as refused:
        load_experiment(folder / "mine.yaml")

    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.path) == (str(folder / "mine.yaml"), line, path)
    assert "nowhere" in problem.remedy or "did you mean there." in problem.remedy


@pytest.mark.parametrize("text", ["scenario: their.yaml\n", "scenario:\n  preset: their.yaml\n"])
def test_a_case_that_builds_on_a_missing_file_says_where(folder: Path, text: str) -> None:
    """Also two files below the one that was asked for."""
    (folder / "mine.yaml").write_text(text)
    (folder / "top.yaml").write_text("scenario: mine.yaml\n")

    for asked in ("mine.yaml", "top.yaml"):
        with pytest.raises(InputError, match=r"mine\.yaml, line [12]: scenario"):
            load(folder / asked)


def test_a_preset_that_is_none_is_told_where_it_is_named(folder: Path) -> None:
    """`case` is what was written, and what is told."""
    (folder / "mine.yaml").write_text("seed: 1\ncase: pfizer_patent\n")

    with pytest.raises(InputError, match=r"line 2: case\n.*\n.*\n.*did you mean pfizer_patents"):
        load_experiment(folder / "mine.yaml")
    with pytest.raises(InputError, match=r"^case\n"):
        sim.experiment_from({"case": "pfizer_patent"})


def test_of_a_full_folder_some_files_are_named(folder: Path) -> None:
    """More than a dozen would hide the remedy."""
    for number in range(20):
        (folder / f"other{number}.yaml").write_text("scenario: one_queue\n")
    (folder / "mine.yaml").write_text("scenario: zzz.yaml\n")

    with pytest.raises(InputError, match=r"22 files there, such as mine\.yaml, other0\.yaml"):
        load(folder / "mine.yaml")
