"""From one number to another, step by step: floating bars, each of which starts where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.ticker import StrMethodFormatter

from sim.analysis.interval import Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Up and down differ in lightness, in hatch and in the sign beside the bar, so colour is never needed.
UP: dict[str, Any] = {"facecolor": "#BB5566", "hatch": "////"}
DOWN: dict[str, Any] = {"facecolor": "#9DC0E3"}
CONNECTOR: dict[str, Any] = {"color": "0.35", "lw": 0.8, "ls": ":", "marker": "", "zorder": 1}
WHISKER: dict[str, Any] = {"fmt": "none", "ecolor": "black", "elinewidth": 1.2, "capsize": 3, "zorder": 4}


class Bar(NamedTuple):
    """A step, or an end."""

    label: str
    interval: Interval
    """Of the mean amount."""
    is_end: bool = False
    """An end stands for the whole amount; a step is added to what came before."""


def waterfall(ax: Axes, bars: Sequence[Bar], x_label: str) -> Axes:
    """Draw ends as diamonds and steps as floating bars, from top to bottom, with intervals and numbers.

    The axis begins near the data, not at zero: lengths of steps can be compared, and ends are points, not
    bars, because a bar that does not begin at zero lies.

    Parameters
    ----------
    bars : sequence of Bar
        The first is the start; the last is usually the end.
    x_label
        Measure and unit.
    """
    tops = _tops(bars)
    for row, (bar, (before, after)) in enumerate(zip(bars, tops, strict=True)):
        if bar.is_end:
            ax.plot([after], [row], marker="D", color="#222222", markersize=6.5, linestyle="none", zorder=5)
        else:
            look = UP if after >= before else DOWN
            ax.barh(row, after - before, left=before, height=0.62, edgecolor="#333333", linewidth=0.7, **look)
        ax.errorbar([after], [row], xerr=[[_half(bar.interval)]] * 2, **WHISKER)
    for row, ((_, after), _) in enumerate(pairwise(tops)):
        ax.plot(
            [after, after], [row, row + 1], color="0.35", linewidth=0.8, linestyle=":", marker="", zorder=1
        )
    _number(ax, bars, tops)
    ax.set_yticks(range(len(bars)), [bar.label for bar in bars])
    for name, bar in zip(ax.get_yticklabels(), bars, strict=True):
        name.set_fontweight("bold" if bar.is_end else "normal")
    ax.set_ylim(len(bars) - 0.4, -0.6)
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.10g}"))
    ax.set_xlabel(f"{x_label}; the axis does not begin at zero" if ax.get_xlim()[0] > 0.0 else x_label)
    return ax


def _tops(bars: Sequence[Bar]) -> list[tuple[float, float]]:
    """Where each bar begins and ends."""
    tops, now = [], 0.0
    for bar in bars:
        after = bar.interval.mean if bar.is_end else now + bar.interval.mean
        tops.append((now, after))
        now = after
    return tops


def _half(interval: Interval) -> float:
    return interval.half_width if np.isfinite(interval.half_width) else 0.0


def _number(ax: Axes, bars: Sequence[Bar], tops: Sequence[tuple[float, float]]) -> None:
    """Each amount in a column of its own at the right, where it covers nothing."""
    halves = [_half(bar.interval) for bar in bars]
    drawn = [
        edge
        for bar, (before, after), half in zip(bars, tops, halves, strict=True)
        for edge in ((after if bar.is_end else before), after - half, after + half)
    ]
    low, high = min(drawn), max(drawn)
    span = (high - low) or abs(high) or 1.0
    ax.set_xlim(low - 0.04 * span, high + 0.04 * span)
    for row, bar in enumerate(bars):
        ax.annotate(
            _told(bar),
            (1.0, row),
            (6, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            ha="left",
            fontsize=9,
            fontweight="bold" if bar.is_end else "normal",
        )


def _told(bar: Bar) -> str:
    """`+31 ± 9`, or `1,745 ± 20` for an end; a lone replication has no interval to tell."""
    i = bar.interval
    sign = "+" if not bar.is_end and i.mean >= 0.0 else ""
    text = format(i) if np.isfinite(i.half_width) else f"{i.mean:,.4g}"
    return (sign + text).replace("-", "−")
