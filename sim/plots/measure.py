"""How does a measure move with a factor? Means with their intervals as bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.plots.series import Series, looks, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def measure(
    ax: Axes,
    frame: pd.DataFrame,
    name: str,
    *,
    along: str,
    by: str | None = None,
    level: float = 0.95,
    x_label: str | None = None,
    y_label: str | None = None,
) -> Axes:
    """Draw a measure over the numeric factor `along`, one line for each level of the factor `by`.

    Parameters
    ----------
    frame : DataFrame
        One row a run: factors and measures as columns.
    name
        The measure; bands show the interval of its mean, across replications.
    """
    for line, look in zip(series_of(frame, [name], along, by, level), looks(), strict=False):
        _draw(ax, line, name, look)
    ax.set_xlabel(x_label or along)
    ax.set_ylabel(y_label or name)
    return ax


def _draw(ax: Axes, line: Series, name: str, look: dict[str, Any]) -> None:
    means, (below, above) = line.means(name), line.margins(name)
    ax.plot(line.at, means, **look)
    ax.fill_between(line.at, means - below, means + above, color=look["color"], alpha=0.18, linewidth=0.0)
    if line.label and line.at:
        end = (float(line.at[-1]), float(means[-1]))
        ax.annotate(
            line.label,
            end,
            (7, 0),
            textcoords="offset points",
            va="center",
            color=look["color"],
            fontweight="bold",
        )
