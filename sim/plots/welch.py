"""When has the beginning been forgotten? Welch's figure: the level over time, averaged and smoothed.

References
----------
Welch (1983), "The statistical analysis of simulation results", in Lavenberg (ed.), *Computer Performance
Modeling Handbook*.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.plots.backlog import name_panel
from sim.plots.style import Words, headline, house_style, new_figures, save

Floats = NDArray[np.float64]

WINDOW_SHARE = 0.05
"""Half the width of the moving average, as a share of the run: long enough to smooth, short enough to see."""


class Panel(NamedTuple):
    """One design point: its name, its level by day, and where MSER-5 would begin (None: nowhere)."""

    name: str
    level: Floats
    settled_day: int | None


def welch(level: Floats, half: int) -> Floats:
    """The moving average of 2 half + 1 days; near the start of as many as there are on both sides.

    Returns
    -------
    ndarray, shape (n - half,)
        For the last `half` days there is none.
    """
    sums = np.concatenate([[0.0], np.cumsum(level)])
    days = np.arange(max(len(level) - half, 0))
    reach = np.minimum(days, half)
    smoothed: Floats = (sums[days + reach + 1] - sums[days - reach]) / (2 * reach + 1)
    return smoothed


def draw_welch(panels: list[Panel], warm_up_days: float, replications: int, folder: Path) -> list[Path]:
    """Draw the figure as PNG and SVG; the files written."""
    half = max(round(WINDOW_SHARE * len(panels[0].level)), 1)
    with house_style():
        figure, axes = new_figures(len(panels))
        for ax, panel in zip(axes, panels, strict=True):
            days = np.arange(len(panel.level))
            smoothed = welch(panel.level, half)
            ax.plot(days, panel.level, color="0.75", linewidth=0.8, linestyle="-", marker="")
            ax.plot(days[: len(smoothed)], smoothed, color="C0", linewidth=1.8, linestyle="-", marker="")
            ax.axvline(warm_up_days, color="0.25", linestyle="--", linewidth=1.0)
            if panel.settled_day is not None:
                ax.axvline(panel.settled_day, color="C1", linestyle=":", linewidth=2.0)
            ax.set_xlim(0, len(panel.level))
            name_panel(ax, panel.name, "0.2")
        axes[0].set_ylim(bottom=0.0)
        axes[-1].set_xlabel("days since the start")
        figure.supylabel("tasks in hand", fontsize=10)
        title = "When has the beginning been forgotten?"
        below = "Grey: mean by day; blue: smoothed. Dashed: the file's warm-up; dotted: MSER-5."
        headline(axes[0], title, below)
        return save(figure, folder, "welch", Words(title, _caption(replications, half), _alt(panels)))


def _caption(replications: int, half: int) -> str:
    return (
        f"Tasks in hand at each midnight, averaged over {replications} replications (grey) and smoothed over "
        f"{2 * half + 1} days (Welch)."
    )


def _alt(panels: list[Panel]) -> str:
    told = [
        f"{panel.name}: {panel.level[0]:.0f} tasks at first, "
        f"{panel.level[3 * len(panel.level) // 4 :].mean():.0f} "
        + (
            "late; it does not settle."
            if panel.settled_day is None
            else f"late; from day {panel.settled_day}."
        )
        for panel in panels
    ]
    return "Tasks in hand over time. " + " ".join(told)
