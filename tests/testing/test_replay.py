"""The replay reads a page aloud: what is printed must be what is played, and what moved is written in."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat import read, write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sim.analysis.interval import Interval
from sim.testing.replay.notebook import replay_notebook
from sim.testing.replay.piece import NotThere, in_words, renewed, said, told
from sim.testing.replay.recital import Recital
from sim.testing.replay.unplayed import unplayed

PAGE = """# A page

The difference is 8.1 ± 0.5 dollars, a
quarter of 32, and that is much.

<!-- played
> from sim.analysis.interval import Interval
> cost = Interval(8.8, 0.5, 8.3, 9.3, 30, 0.95)
The difference is {{ cost | .1f }} dollars
a quarter of {{ 4 * cost.mean | .0f }}, | cost.mean > 8
and that is much | cost.low > LIMIT
-->
"""


def page_of(text: str, folder: Path, **asked: bool) -> Recital:
    """A page with this text, read aloud."""
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    reading = Recital(page, folder, **asked)
    reading.read()
    return reading


def test_a_stale_figure_is_a_fault(tmp_path: Path) -> None:
    """The page says 8.1 where 8.8 is played, and 32 for 35."""
    (fault,) = page_of(PAGE.replace("LIMIT", "0"), tmp_path).faults

    assert "The difference is 8.8 ± 0.5 dollars, a\nquarter of 35, and that is much." in fault


def test_a_stale_figure_is_renewed_where_it_stands(tmp_path: Path) -> None:
    """Only figures change: words and line breaks stay, and a second reading finds nothing."""
    page_of(PAGE.replace("LIMIT", "0"), tmp_path, renews=True)

    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "The difference is 8.8 ± 0.5 dollars, a\nquarter of 35, and that is much.\n" in text
    assert page_of(text, tmp_path).faults == []


def test_words_that_no_longer_hold_need_a_person(tmp_path: Path) -> None:
    """No program rewrites a claim; it says which one is no longer so."""
    (fault,) = page_of(PAGE.replace("LIMIT", "9"), tmp_path, renews=True).faults

    assert "page.md, line 11: no longer so, tell it anew: and that is much" in fault


def test_a_piece_that_is_not_in_the_paragraph_is_a_fault(tmp_path: Path) -> None:
    """Who rewrites a sentence must bind its figures anew."""
    text = PAGE.replace("LIMIT", "0").replace("that is much.", "this is much.")

    faults = page_of(text, tmp_path).faults

    assert any("stands there 0 times: and that is much" in fault for fault in faults)


def test_output_below_a_command_is_renewed_too(tmp_path: Path) -> None:
    """One command renews figures in prose and output in blocks."""
    text = "<!-- tested -->\n```console\n$ echo it is so\nit was so\n```\n"
    assert page_of(text, tmp_path).faults

    page_of(text, tmp_path, renews=True)

    assert "$ echo it is so\nit is so\n```\n" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_what_takes_long_is_played_on_demand_only(tmp_path: Path) -> None:
    """The tests see that the piece is there; the command also plays it."""
    text = "It costs 3 dollars.\n\n<!-- played: slowly\nIt costs {{ 2 + 2 | d }} dollars\n-->\n"

    assert page_of(text, tmp_path).faults == []
    assert page_of(text, tmp_path, slowly=True).faults


def test_figures_made_elsewhere_are_listed(tmp_path: Path) -> None:
    """What no replay can play says which command makes it."""
    reading = page_of("<!-- made by: make bench -->\n| speed | 300 |\n|---|---|\n", tmp_path)

    assert reading.made == ["page.md, line 1: make bench"]


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (0.147, ".1%", "14.7 %"),
        (-131.2, "size ~2", "130"),
        (1234.5, ",.0f", "1,234"),
        (30, "words", "thirty"),
        (42, "Words", "Forty-two"),
        (0.401, "words", "two fifths"),
        (0.116, "words", "a ninth"),
        (0.1253, "words", "an eighth"),
        (Interval(8.84, 0.46, 8.38, 9.3, 30, 0.95), ".1f", "8.8 ± 0.5"),
    ],
)
def test_formats_are_the_house_s(value: float, form: str, words: str) -> None:
    """Per cent with a blank, small numbers and simple shares in words."""
    assert told(value, form) == words


def test_no_share_is_called_by_a_name_that_is_far_off() -> None:
    """0.97 is nearly all, and neither nine tenths nor a whole."""
    with pytest.raises(ValueError, match="no simple name"):
        in_words(0.97)


def test_a_piece_does_not_end_within_a_number() -> None:
    """`costs 3` is not found in `costs 30`."""
    with pytest.raises(NotThere):
        renewed("It costs 30 dollars.", said("costs 3", {}))


def test_loose_figures_are_found() -> None:
    """Per cent, decimals and intervals count; years, code and bound pieces do not."""
    text = "In 2025 it rose by 3.4 %, with `seed=1234` by 12 ± 3, and by 5.5 as\nstated.\n\n"

    assert list(unplayed(text)) == [(0, "3.4 %"), (0, "12 ± 3"), (0, "5.5")]
    bound = (
        text + "<!-- played\nrose by {{ 3.4 | .1f }} %\nby {{ x | .0f }}, and\ngiven by 5.5 as stated\n-->\n"
    )
    assert list(unplayed(bound)) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # Jupyter's own, about event loops and sockets
def test_prose_in_a_notebook_is_bound_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures come from the notebook's own names at that place."""
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    page = tmp_path / "page.ipynb"
    prose = "There are 3 of them.\n\n<!-- played\nThere are {{ many | d }} of them | many > 4\n-->"
    write(new_notebook(cells=[new_code_cell("many = 4"), new_markdown_cell(prose)]), page)

    checked, renewing = Recital(page, tmp_path), Recital(page, tmp_path, renews=True)
    replay_notebook(checked)
    replay_notebook(renewing)

    assert "There are 4 of them." in checked.faults[1]
    assert "no longer so" in checked.faults[0]
    assert len(renewing.faults) == 1
    assert "There are 4 of them." in read(page, as_version=4).cells[1].source
