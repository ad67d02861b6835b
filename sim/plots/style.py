"""How does every figure look, and how does it tell what it shows to those who cannot see it?"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

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


Form = Literal["png", "svg"]
NO_WRITER: Mapping[Form, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
}
"""What would tell when a file was written, and by which version of a library."""


def save(figure: Figure, folder: Path, name: str, words: Words) -> list[Path]:
    """Write a figure as PNG and SVG; the description travels in both files, and no time of writing does."""
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    write_whole(png, drawn(figure, "png", words))
    write_whole(svg, drawn(figure, "svg", words))
    return [png, svg]


def drawn(figure: Figure, form: Form, words: Words) -> bytes:
    """A figure as the bytes of a file; laid out for the first of them, and the next shows the same places.

    Matplotlib would draw it twice for each file, the first time only to lay it out.
    """
    import matplotlib as mpl

    engine = figure.get_layout_engine()
    if engine is not None:
        figure.dpi = mpl.rcParams["savefig.dpi"]
        engine.execute(figure)
        with mpl.rc_context({"figure.constrained_layout.use": False}):
            figure.set_layout_engine(None)  # "none" would leave one that does nothing, and is asked twice
    said = {"Title": words.title, "Description": words.alt} | NO_WRITER[form]
    stream = BytesIO()
    figure.savefig(stream, format=form, metadata=said)
    return stream.getvalue()
