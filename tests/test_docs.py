"""The documentation does what it says: its commands are run, its Python too, and print what the page shows.

`sim.testing.replay` says what a page can ask for. When results were meant to change, ``make replay`` writes
the new output and the new figures into all documents: read the difference before you commit it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.scenario.contract import CONTRACTS
from sim.scenario.distribution import DISTRIBUTIONS
from sim.testing.replay.passage import passages_of
from sim.testing.replay.recital import Recital
from sim.testing.replay.unplayed import unplayed

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]

BOUND = ("README", "questions", "how_to", "tutorial", "cases", "claims", "kpo_beside_bpo")
"""Pages whose prose tells of results: each figure there is played, or said to be given."""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Kinds that a page registers no other test knows."""
    known = [(kinds, dict(kinds._registered)) for kinds in (DISTRIBUTIONS, CONTRACTS)]
    yield
    for kinds, before in known:
        kinds._registered.clear()
        kinds._registered.update(before)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command runs and prints what the page shows, and every bound figure is what is played."""
    shutil.copytree(ROOT / "experiments", tmp_path / "experiments")
    monkeypatch.chdir(tmp_path)
    reading = Recital(page, tmp_path)

    reading.read()

    assert not reading.faults, "\n\n".join(reading.faults)


@pytest.mark.parametrize("name", BOUND)
def test_every_figure_in_the_prose_is_played_or_given(name: str) -> None:
    """A figure that nothing holds to goes stale unseen."""
    page = next(page for page in PAGES if page.stem == name)

    loose = [f"line {line + 1}: {figure}" for line, figure in unplayed(page.read_text(encoding="utf-8"))]

    assert loose == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_example_in_the_docs_is_tested_or_says_why_not(page: Path) -> None:
    """Nothing is shown that nobody has tried."""
    text = page.read_text(encoding="utf-8")

    examples = [each for each in passages_of(text) if each.language in ("console", "python")]

    assert [each.first for each in examples if not each.mark] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    """A page names no file that is not there."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_pages_are_all_in_the_table_of_contents() -> None:
    """A page that nobody finds is not there."""
    contents = (DOCS / "index.md").read_text(encoding="utf-8")

    names = {page.stem for page in DOCS.glob("*.md")} - {"index"}
    assert {name for name in names if f"\n{name}\n" not in contents} == set()
