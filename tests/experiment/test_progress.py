"""Does everybody hear how far it is, in the form they asked for?"""

from __future__ import annotations

import io
import json

import nbformat
import pytest
from nbclient import NotebookClient
from rich.console import Console

from sim.experiment.conduct import progress
from sim.experiment.conduct.conduct import run_experiment


class Screen(io.StringIO):
    """A text file that says it is a terminal."""

    def isatty(self):
        return True


def test_json_lines_are_one_object_each_and_add_up(small, tmp_path, monkeypatch):
    """A log that a script can read: what was stored, failed, how fast, how long still."""
    monkeypatch.setattr(progress, "PAUSE_SECONDS", 0.0)
    file = io.StringIO()
    run_experiment(small(), tmp_path / "out", progress=progress.json_lines(file))
    run_experiment(small(), tmp_path / "out", progress=progress.json_lines(file))

    told = [json.loads(line) for line in file.getvalue().splitlines()]
    events = [each["event"] for each in told]
    again = events.index("begin", 1)
    ended = told[again - 1]

    assert (events[0], events[1], events[again - 1]) == ("begin", "progress", "end")
    assert events[again:] == ["begin", "note", "end"]
    assert (told[0]["stored"], ended["stored"], ended["failed"], ended["seconds_left"]) == (0, 12, 0, 0.0)
    assert all(each["runs_per_second"] > 0 for each in told if each["event"] == "progress")


def test_plain_lines_are_few_and_say_the_same(small, tmp_path):
    """A batch system's log: the first line, the last, and one every ten seconds."""
    file = io.StringIO()
    run_experiment(small(), tmp_path / "out", progress=progress.plain_lines(file))

    lines = file.getvalue().splitlines()

    assert len(lines) == 2
    assert "0 of 12 runs stored" in lines[0]
    assert "12 of 12 runs stored" in lines[1]
    assert "a second" in lines[1]


def test_the_bar_says_runs_rate_time_left_and_failures(small):
    """What somebody wants to know who looks at it for the third time."""
    bar = progress.ProgressBar(Screen())
    bar.begin(small(), 2)
    bar.advance(4, 0)
    bar.advance(2, 1)
    drawn = bar._drawn().get_renderable()
    bar.end()
    screen = Console(file=io.StringIO(), width=120)
    screen.print(drawn)
    text = screen.file.getvalue()

    assert "9/12 runs" in text
    assert "/s" in text
    assert "left:" in text
    assert "1 failed" in text


def test_a_pipe_gets_no_bar_only_what_is_worth_a_line(small):
    """A file full of bars helps nobody."""
    file = io.StringIO()
    bar = progress.ProgressBar(file)
    bar.begin(small(), 0)
    bar.advance(12, 0)
    bar.say("a part was damaged")
    bar.end()

    assert file.getvalue().strip() == "A part was damaged."


def test_a_notebook_shows_the_bar_and_a_script_nothing():
    """Without being asked; nobody wants to look at a cell that says nothing for an hour."""
    pytest.importorskip("ipywidgets")
    book = nbformat.v4.new_notebook()
    code = "from sim.experiment.conduct import progress\nprint(type(progress.usual()).__name__)"
    shown = (
        "bar = progress.ProgressBar()\n"
        "class E: name, runs = 'mine', 10\n"
        "bar.begin(E, 0); bar.advance(10, 0); bar.end()\n"
        "print(bar._drawn().console.is_jupyter, bar._drawn().disable)"
    )
    book.cells = [nbformat.v4.new_code_cell(code), nbformat.v4.new_code_cell(shown)]

    NotebookClient(book, timeout=60, kernel_name="python3").execute()

    assert isinstance(progress.usual(), progress.Silent)
    assert book.cells[0].outputs[0]["text"] == "ProgressBar\n"
    assert book.cells[1].outputs[-1]["text"].strip().endswith("True False")
