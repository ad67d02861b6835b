"""How are the figures in a notebook's prose played? A cell that computes them runs after each bound cell."""

from __future__ import annotations

import json
from typing import Any

from sim.testing.replay.passage import Passage, passages_of
from sim.testing.replay.piece import NotThere, Piece, looks, renewed, said
from sim.testing.replay.recital import Recital

SECONDS_A_CELL = 600
"""Long: the first cell on a fresh machine waits for Numba to compile the engine."""


def replay_notebook(reading: Recital) -> None:
    """Run a notebook, and put the figures of its prose in place."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(reading.page, as_version=4)
    played, asked = with_figures(notebook)
    NotebookClient(played, timeout=SECONDS_A_CELL, resources={"metadata": {"path": reading.folder}}).execute()
    changed = False
    for number, at, passage in asked:
        cell = notebook.cells[number]
        answer = json.loads(played.cells[at].outputs[-1]["text"])
        new = bound(cell.source, passage, answer, f"{reading.page.name}, cell {number}", reading.faults)
        if new != cell.source and not reading.renews:
            reading.faults.append(f"{reading.page.name}, cell {number}: it should read\n{new}")
        changed |= new != cell.source
        cell.source = new
    if changed and reading.renews:
        nbformat.write(notebook, reading.page)


def with_figures(notebook: Any) -> tuple[Any, list[tuple[int, int, Passage]]]:
    """A copy with a cell of code after each bound cell: number of the bound cell, of the new one, and what is
    bound."""
    from nbformat import v4

    copy = notebook.copy()
    copy.cells, asked = [], []
    for number, cell in enumerate(notebook.cells):
        copy.cells.append(cell.copy())
        if cell.cell_type == "markdown":
            for passage in (each for each in passages_of(cell.source) if each.language == "played"):
                asked.append((number, len(copy.cells), passage))
                copy.cells.append(v4.new_code_cell(_source(passage)))
    return copy, asked


def bound(source: str, passage: Passage, answer: list[list[Any]], where: str, faults: list[str]) -> str:
    """A cell's prose with its figures in place."""
    first, last = passage.about
    lines = source.split("\n")
    paragraph = "\n".join(lines[first:last])
    for line, (text, holds) in zip(pieces(passage), answer, strict=True):
        if not holds:
            faults.append(f"{where}: no longer so, tell it anew: {line}")
        try:
            paragraph = renewed(paragraph, Piece(text or line, looks(line)))
        except NotThere as error:
            faults.append(f"{where}: {error}: {line}")
    lines[first:last] = paragraph.split("\n")
    return "\n".join(lines)


def pieces(passage: Passage) -> list[str]:
    """The bound pieces that are played."""
    lines = [line.strip() for line in passage.lines if line.strip()]
    return [line for line in lines if not line.startswith((">", "given "))]


def answered(lines: list[str], names: dict[str, Any]) -> str:
    """What the pieces should read, and whether what they claim is so; as JSON, for it leaves the kernel."""
    each = [said(line, names) for line in lines]
    return json.dumps([[piece.text, piece.holds] for piece in each])


def _source(passage: Passage) -> str:
    python = "\n".join(line[2:] for line in passage.lines if line.startswith("> "))
    return (
        f"{python}\nfrom sim.testing.replay.notebook import answered as _answered\n"
        f"print(_answered({pieces(passage)!r}, globals()))"
    )
