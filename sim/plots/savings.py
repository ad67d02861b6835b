"""When has it paid for itself? The cumulative saving by month, its band, and the month it crosses zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import StrMethodFormatter

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

INK = "#004488"
MOST_TICKS = 13


def savings(ax: Axes, frame: pd.DataFrame, *, payback_month: int | None, currency: str = "") -> Axes:
    """Draw the mean cumulative saving at each month's end, with its interval, and mark the payback month.

    Parameters
    ----------
    frame : DataFrame
        One row a month: `month`, `mean`, `low`, `high`, as `sim.payback(...).frame()` has them.
    payback_month
        Month of the window, from 1, from which the mean stays above zero; None if there is none.
    """
    at = np.arange(1, len(frame) + 1)
    mean, low, high = (frame[name].to_numpy(dtype=float) for name in ("mean", "low", "high"))
    low, high = np.where(np.isfinite(low), low, mean), np.where(np.isfinite(high), high, mean)
    ax.axhline(0.0, color="0.2", linewidth=1.2)
    ax.fill_between(at, low, high, color=INK, alpha=0.22, linewidth=0.0)
    for edge in (low, high):  # the band's edges can be told from the grid in a grey copy
        ax.plot(at, edge, color=INK, linewidth=0.7, linestyle=":", marker="")
    ax.plot(at, mean, color=INK, linestyle="-", marker="o", markersize=3.5)
    if payback_month is not None:
        name = str(frame["month"].iloc[payback_month - 1])
        _mark(ax, payback_month, float(mean[payback_month - 1]), name, is_late=2 * payback_month > len(frame))
    step = -(-len(frame) // MOST_TICKS)
    ax.set_xticks(at[::step], [str(name) for name in frame["month"].iloc[::step]], rotation=30, ha="right")
    ax.set_xlabel("Calendar month, at its end")
    ax.set_ylabel(f"Saved since the start{f', {currency}' if currency else ''}")
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    return ax


def _mark(ax: Axes, month: int, saved: float, name: str, is_late: bool) -> None:
    """A line through the month, a diamond on the curve, and words beside it, on the side with room."""
    ax.axvline(month, color="0.2", linewidth=1.0, linestyle="--")
    ax.plot([month], [saved], color="black", marker="D", markersize=7, linestyle="", zorder=5)
    ax.annotate(
        f"paid back in month {month} ({name})",
        (month, 0.95 if is_late else 0.02),
        (-6 if is_late else 6, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="right" if is_late else "left",
        fontweight="bold",
        fontsize=9,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )
