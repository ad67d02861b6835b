"""How does every figure look, and how does it tell what it shows to those who cannot see it?"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.folder.files import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PALE = "0.45"
"""Grey of what is said beside the data."""


@dataclass(frozen=True, slots=True)
class Words:
    """A figure in words: a headline, how to read it, and a description for those who cannot see it."""

    title: str
    caption: str
    alt: str


@contextmanager
def house_style() -> Iterator[None]:
    """The house's look, for as long as the context lasts."""
    import matplotlib as mpl
    from matplotlib import style

    with (
        resources.as_file(resources.files("sim.plots").joinpath("kposim.mplstyle")) as path,
        mpl.rc_context(),
        warnings.catch_warnings(),
    ):
        # A sign that the font has not is a box in the figure, and no word on the terminal.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        style.use(path)
        yield


def new_figure(**settings: Any) -> tuple[Figure, Axes]:
    """A figure that no window and no global list knows about: nothing to close, nothing to leak."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(**settings)
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def new_figures(rows: int, **settings: Any) -> tuple[Figure, list[Axes]]:
    """A figure of panels above each other, which share both axes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(**{"figsize": (9.0, 1.4 + 1.7 * rows), **settings})
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, 1, sharex=True, sharey=True, squeeze=False)
    return figure, list(axes[:, 0])


LETTERS_PER_INCH = 12
LETTERS_PER_INCH_OF_TITLE = 8
"""So much of a text goes beside each other above the axes; a longer one would press them together."""
TITLE_PAD, LINE_POINTS = 26.0, 12.0
MOST_LINES = 3


def wrapped(text: str, width: int) -> list[str]:
    """A text in a few lines, at least one; what is too long even so ends in dots."""
    parts = (
        textwrap.wrap(part, width, max_lines=MOST_LINES, placeholder=" ...") for part in text.split("\n")
    )
    return [line for part in parts for line in part] or [""]


def headline(ax: Axes, title: str, below: str = "") -> None:
    """A title that says what is seen, and under it how to read it."""
    inches = ax.figure.bbox.width / ax.figure.dpi
    lines = wrapped(below, int(LETTERS_PER_INCH * inches))
    heading = wrapped(title, int(LETTERS_PER_INCH_OF_TITLE * inches))
    # Further lines of what stands below the title push it up.
    ax.set_title("\n".join(heading), pad=TITLE_PAD + LINE_POINTS * (len(lines) - 1))
    ax.annotate(
        "\n".join(lines),
        (0.0, 1.0),
        (0.0, 8.0),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=9,
        color=PALE,
    )


def save(figure: Figure, folder: Path, name: str, words: Words) -> list[Path]:
    """Write a figure as PNG and SVG; the description travels in both files, and no time of writing does."""
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    said = {"Title": words.title, "Description": words.alt}
    write_whole(png, _drawn(figure, "png", {**said, "Software": None}))
    write_whole(svg, _drawn(figure, "svg", {**said, "Date": None, "Creator": None}))
    return [png, svg]


def _drawn(figure: Figure, form: str, metadata: dict[str, Any]) -> bytes:
    stream = BytesIO()
    figure.savefig(stream, format=form, metadata=metadata)
    return stream.getvalue()
