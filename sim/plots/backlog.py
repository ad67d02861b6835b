"""What happens to the work when something breaks? Open tasks over time, with disruptions shaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEADROOM = 1.4
"""So much higher than the line is the panel: names stand above it."""

NAMED_FROM = 0.003
"""Share of the axis from which a disruption has its name written over it; a shorter one is shaded only."""

HATCHED_FROM = 0.012
"""A narrower band shows no hatch: one or two strokes of it look like a dashed line."""

GREYS = ("0.78", "0.62", "0.7", "0.88")
HATCHES = ("", "////", "....", "\\\\\\\\")


@dataclass(frozen=True, slots=True)
class Shade:
    """A disruption: who is down, from when until when, in days since observation began (inf: for good)."""

    name: str
    start: float
    end: float


def backlog(
    ax: Axes,
    at: ArrayLike,
    level: ArrayLike,
    shades: Sequence[Shade] = (),
    *,
    days: float,
    teams: Sequence[str] = (),
    look: dict[str, Any] | None = None,
) -> Axes:
    """Draw a level over time for one design point of one replication, and shade its disruptions.

    Parameters
    ----------
    at, level : array_like, shape (n,)
        Days since observation began (what lies before zero is not shown), and the level from each of them on.
    shades
        Disruptions, in any order.
    days
        Length of the observation.
    teams
        Names of all whom a shade could be of: a team then has the same grey in every panel.
    """
    colour = (look or {}).get("color", "C0")
    times, levels = np.asarray(at, dtype=float), np.asarray(level, dtype=float)
    ax.plot(
        times, levels, color=colour, linestyle="-", marker="", linewidth=1.2, drawstyle="steps-post", zorder=4
    )
    ax.fill_between(times, levels, step="post", color=colour, alpha=0.15, linewidth=0.0, zorder=3)
    _shade(ax, shades, days, teams)
    ax.set_xlim(0.0, days)
    ax.set_ylim(0.0, HEADROOM * max(float(levels.max(initial=0.0)), 1.0))
    return ax


def name_panel(ax: Axes, name: str, colour: str) -> None:
    """What the panel shows, inside it, where no title has room."""
    ax.annotate(
        name,
        (1.0, 1.0),
        (-4.0, 3.0),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right",
        fontsize=9,
        fontweight="bold",
        color=colour,
    )


def _shade(ax: Axes, shades: Sequence[Shade], days: float, teams: Sequence[str]) -> None:
    """A grey band for each outage, one grey and hatch a team; a line where a team ends for good."""
    known = list(dict.fromkeys([*teams, *(shade.name for shade in shades)]))
    row_ends = [-np.inf, -np.inf]  # names stand in two rows, so that neighbours do not overwrite each other
    for shade in sorted(shades, key=lambda each: each.start):
        start, end = max(shade.start, 0.0), min(shade.end, days)
        if end <= 0.0 or start >= days:
            continue
        if np.isinf(shade.end):
            ax.axvline(start, color="0.1", linewidth=1.2, linestyle=(0, (4, 2)), zorder=5)
            _name(
                ax,
                f"{shade.name} {'ends for good' if shade.start > 0.0 else 'had ended before'}",
                start,
                days,
                row_ends,
            )
            continue
        number = known.index(shade.name) % len(GREYS)
        hatch = HATCHES[number] if end - start >= HATCHED_FROM * days else ""
        band: dict[str, Any] = {
            "facecolor": GREYS[number],
            "hatch": hatch,
            "edgecolor": "white",
            "linewidth": 0.0,
        }
        ax.axvspan(start, end, zorder=1, **band)
        if end - start >= NAMED_FROM * days:
            _name(ax, f"{shade.name} down {shade.end - shade.start:.0f} days", start, days, row_ends)


def _name(ax: Axes, text: str, start: float, days: float, row_ends: list[float]) -> None:
    """Write a name over its band, in the first row that is free; none is free, it is left out."""
    width = 0.0075 * days * len(text)
    is_before = start + width > days  # what has no room after its start stands before it
    left = start - width if is_before else start
    row = next((row for row, end in enumerate(row_ends) if left >= end), None)
    if row is None:
        return
    row_ends[row] = left + width
    ax.annotate(
        text,
        (start, 1.0),
        (-3.0 if is_before else 3.0, -3.0 - 11.0 * row),
        xycoords=ax.get_xaxis_transform(),
        textcoords="offset points",
        ha="right" if is_before else "left",
        va="top",
        fontsize=8,
        color="0.1",
        zorder=6,
        bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.8},
    )
