"""The notebooks run from top to bottom, draw their figures, and lie in the repository without outputs."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode, read, validate
from PIL import Image

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
KERNEL = os.environ.get("KPOSIM_TEST_KERNEL", "python3")
"""Jupyter's name of the kernel; this environment's own comes before others of that name."""

SECONDS_A_CELL = 240
"""Long: the first cell on a fresh machine waits for Numba to compile the engine."""

SHADES = 20
"""A picture with fewer shades of grey shows nothing but an empty frame."""

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(notebook: NotebookNode, tag: str | None = None) -> list[NotebookNode]:
    """The code cells, or those with a tag."""
    found = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell for cell in found if tag is None or tag in cell.metadata.get("tags", ())]


def pictures(cell: NotebookNode) -> list[np.ndarray]:
    """What a cell drew, as pixels."""
    drawn = [each.data["image/png"] for each in cell.outputs if "image/png" in each.get("data", {})]
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("L")) for png in drawn]


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # Jupyter's own, about event loops and sockets, are not ours
@each_notebook
def test_a_notebook_runs_and_draws(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell runs without an error, and every cell tagged `figure` shows a picture of something."""
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    notebook = read(path, as_version=4)

    folder = {"metadata": {"path": tmp_path}}

    NotebookClient(notebook, timeout=SECONDS_A_CELL, kernel_name=KERNEL, resources=folder).execute()

    figures = cells(notebook, "figure")
    assert figures, "a notebook without a figure"
    for cell in figures:
        drawn = pictures(cell)
        assert drawn, f"cell {cell.id} drew nothing"
        assert all(np.unique(pixels).size > SHADES for pixels in drawn), f"cell {cell.id} is blank"
    assert all(cell.outputs for cell in cells(notebook, "answer")), "an answer that says nothing"


@each_notebook
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    """Outputs belong to whoever runs it; nbstripout takes them out."""
    notebook = read(path, as_version=4)

    validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in cells(notebook))


@each_notebook
def test_answers_to_exercises_are_folded(path: Path) -> None:
    """Who opens the notebook sees the question, not the answer."""
    notebook = read(path, as_version=4)
    exercises = [cell for cell in notebook.cells if cell.source.startswith("### Exercise")]

    answers = cells(notebook, "answer")

    assert len(answers) == len(exercises)
    assert all(cell.metadata.jupyter.source_hidden and "hide-cell" in cell.metadata.tags for cell in answers)


def test_there_are_notebooks() -> None:
    """The tests above would pass on an empty folder."""
    assert NOTEBOOKS
