"""Where does the money go? Groups of ledger lines, stacked, over one factor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import StrMethodFormatter

from sim.analysis.interval import mean_interval
from sim.plots.series import Floats, is_numeric

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Neighbours differ in lightness and in hatch: the stack can be read in a grey copy.
FILLS: Sequence[Mapping[str, Any]] = (
    {"facecolor": "#004488"},
    {"facecolor": "#6FA3D4", "hatch": "...."},
    {"facecolor": "#BB5566"},
    {"facecolor": "#EBB4BD", "hatch": "////"},
    {"facecolor": "#8A6A12", "hatch": "---"},
    {"facecolor": "#E9C766", "hatch": "\\\\\\\\"},
    {"facecolor": "#555555", "hatch": "xxxx"},
    {"facecolor": "#CCCCCC"},
)


def money(
    ax: Axes,
    frame: pd.DataFrame,
    groups: Mapping[str, Sequence[str]],
    *,
    along: str,
    total: str | None = None,
    level: float = 0.95,
    name_level: Callable[[Any], str] = str,
) -> Axes:
    """Draw stacked bars of mean amounts, one bar for each level of `along`, one part for each group.

    Parameters
    ----------
    frame : DataFrame
        One row a run: the factor and the ledger's lines as columns.
    groups
        By name: the columns that are added up. A group that is zero throughout is left out.
    total
        The column whose mean and interval stand on top of each bar.
    name_level
        Writes a level under its bar.
    """
    parts = [(name, part) for name, part in frame.groupby(along, sort=is_numeric(frame, along))]
    names = [name_level(name) for name, _ in parts]
    heights = {group: _heights(parts, columns) for group, columns in groups.items()}
    shown = {group: height for group, height in heights.items() if np.any(height != 0.0)}
    _stack(ax, names, shown)
    if total is not None:
        _totals(ax, parts, total, level)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.axhline(0.0, color="0.4", linewidth=0.8)
    ax.grid(visible=False, axis="x")
    _name_parts(ax)
    return ax


def _heights(parts: list[tuple[Any, pd.DataFrame]], columns: Sequence[str]) -> Floats:
    return np.array([part[list(columns)].sum(axis=1).mean() for _, part in parts], dtype=np.float64)


def _stack(ax: Axes, names: list[str], heights: Mapping[str, Floats]) -> None:
    """Costs grow upwards from zero, income (negative) downwards."""
    above, below = np.zeros(len(names)), np.zeros(len(names))
    for number, (group, height) in enumerate(heights.items()):
        bottom = np.where(height >= 0.0, above, below)
        fill = FILLS[number % len(FILLS)]
        ax.bar(
            names, height, bottom=bottom, width=0.78, label=group, edgecolor="white", linewidth=0.4, **fill
        )
        above, below = above + np.maximum(height, 0.0), below + np.minimum(height, 0.0)


def _totals(ax: Axes, parts: list[tuple[Any, pd.DataFrame]], total: str, level: float) -> None:
    for place, (_, part) in enumerate(parts):
        interval = mean_interval(part[total].to_numpy(dtype=float), level)
        if interval.n == 0:
            continue
        half = interval.half_width if np.isfinite(interval.half_width) else 0.0
        bar: dict[str, Any] = {"fmt": "_", "color": "black", "markersize": 7, "elinewidth": 1.2, "capsize": 3}
        ax.errorbar([place], [interval.mean], yerr=[half], zorder=5, **bar)
        ax.annotate(
            f"{interval.mean:,.0f}",
            (place, interval.mean + half),
            (0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            fontweight="bold",
        )


def _name_parts(ax: Axes) -> None:
    """Names stand beside the stack in the stack's own order."""
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles[::-1],
        labels[::-1],
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        handlelength=1.6,
        handleheight=1.3,
    )
