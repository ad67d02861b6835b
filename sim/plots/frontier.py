"""What does resilience cost? Each design point by two measures, those that no other beats marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter

from sim.plots.series import Floats, Series, is_numeric, looks, series_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.text import Annotation
    from matplotlib.transforms import BboxBase

MOST_LINEAR = 3.0
"""Beyond this ratio of the largest to the smallest value a linear axis squeezes the small ones together."""

MOST_FOR_BARS = 0.2
"""So much of a frame's width is added on either side to show a bar whole."""
BESIDE = 0.02
"""And so much is left between its end and the edge."""

PAPER = {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.6}
"""What lies under a label, so that lines do not cross it out."""

LABELS_A_LINE = 5
"""More labels on one line would hide it."""


def frontier(
    ax: Axes,
    frame: pd.DataFrame,
    *,
    along: str,
    by: str | None = None,
    x: str = "cost_per_task",
    y: str = "loss_area_days",
    level: float = 0.95,
    x_label: str | None = None,
    y_label: str | None = None,
    name_level: Callable[[Any], str] = str,
) -> Axes:
    """Draw design points by two measures of which less is better, joined in order of the factor `along`.

    Parameters
    ----------
    frame : DataFrame
        One row a run: factors and measures as columns.
    along, by
        Numeric factor that orders a line's points; factor that makes one line for each of its levels.
    x, y
        Measures; bars show the interval of each mean, across replications.
    """
    lines = series_of(frame, [x, y], along, by, level)
    efficient = _efficient(np.concatenate([_places(line, x, y) for line in lines]))
    start = 0
    for line, look in zip(lines, looks(), strict=False):
        is_best = efficient[start : start + len(line.at)]
        start += len(line.at)
        _draw_line(ax, line, look, x, y, is_best, is_joined=is_numeric(frame, along))
    ax.set_xlabel(x_label or x)
    ax.set_ylabel(y_label or y)
    for axis, measure in ((ax.xaxis, x), (ax.yaxis, y)):
        _frame(axis, [line.means(measure) for line in lines], [line.margins(measure) for line in lines])
    labels = Labels(ax)
    _mark_cheapest(ax, lines, x, y, labels)
    _label_ends(lines, x, y, name_level, labels)
    _label_points(lines, x, y, name_level, labels)
    return ax


def _places(line: Series, x: str, y: str) -> Floats:
    return np.column_stack([line.means(x), line.means(y)])


def _frame(axis: Axis, means: list[Floats], margins: list[Floats]) -> None:
    """Limits that show all points, and their bars: but one that is very long leaves the frame, rather than
    shrink the rest."""
    places, (below, above) = np.concatenate(means), np.concatenate(margins, axis=1)
    known = np.isfinite(places)
    if not known.any():
        return
    least, most = float(places[known].min()), float(places[known].max())
    _scale(axis, least, most)
    low, high = float((places - below)[known].min()), float((places + above)[known].max())
    _widen(axis, max(low, 0.0) if least >= 0.0 else low, high)


def _widen(axis: Axis, low: float, high: float) -> None:
    """Make room for bars that end there, as much as there may be; distances are those on the paper."""
    onto = axis.get_transform()
    left, right, low, high = onto.transform(np.array([*axis.get_view_interval(), low, high])).tolist()
    width = right - left
    if low < left:
        left = max(low - BESIDE * width, left - MOST_FOR_BARS * width)
    if high > right:
        right = min(high + BESIDE * width, right + MOST_FOR_BARS * width)
    left, right = onto.inverted().transform(np.array([left, right])).tolist()
    axis.set_view_interval(left, right, ignore=True)


def _scale(axis: Axis, low: float, high: float) -> None:
    """Linear; logarithmic if the points span more than that can show (and linear again close to zero)."""
    is_x = axis is axis.axes.xaxis
    set_scale, set_limits = (
        (axis.axes.set_xscale, axis.axes.set_xlim) if is_x else (axis.axes.set_yscale, axis.axes.set_ylim)
    )
    if low > 1.0 and high > MOST_LINEAR * low:
        room = (high / low) ** 0.08
        set_scale("log")
        set_limits(low / room, high * room**1.6)
        _log_ticks(axis, (1, 1.5, 2, 3, 4, 5, 7) if high < 15.0 * low else (1, 3), "logarithmic")
    elif 0.0 <= low <= 1.0 and high > 4.0 * MOST_LINEAR:
        set_scale("symlog", linthresh=1.0, linscale=0.6)
        set_limits(-0.3 if low < 0.5 else low / 1.6, high * 1.9)
        _log_ticks(axis, (1, 3), "logarithmic above 1")
    else:
        room = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
        set_limits(low - room, high + 1.6 * room)
    axis.set_major_formatter(StrMethodFormatter("{x:,.0f}" if high >= 10.0 else "{x:g}"))


def _log_ticks(axis: Axis, steps: tuple[float, ...], said: str) -> None:
    axis.set_major_locator(FixedLocator([0.0, *(step * 10.0**k for k in range(9) for step in steps)]))
    axis.set_minor_locator(NullLocator())
    axis.set_label_text(f"{axis.get_label_text()}, {said}")


def _efficient(places: Floats) -> Any:
    """Which points no other point equals or beats in both measures, and beats in one (by their means)."""
    is_known = ~np.isnan(places).any(axis=1)
    xs, ys = places[is_known].T
    levels, place = np.unique(xs, return_inverse=True)
    least = np.full(len(levels), np.inf)
    np.minimum.at(least, place, ys)
    least_before = np.concatenate([[np.inf], np.minimum.accumulate(least)[:-1]])[: len(levels)]
    is_best = np.zeros(len(places), dtype=np.bool_)
    is_best[is_known] = (least_before[place] > ys) & (least[place] >= ys)
    return is_best & np.isfinite(places).all(axis=1)


def _draw_line(
    ax: Axes, line: Series, look: dict[str, Any], x: str, y: str, is_best: Any, is_joined: bool
) -> None:
    xs, ys = line.means(x), line.means(y)
    colour, marker = look["color"], look["marker"]
    bars = {"fmt": "none", "ecolor": colour, "elinewidth": 1.0, "alpha": 0.35, "zorder": 2}
    ax.errorbar(xs, ys, xerr=line.margins(x), yerr=line.margins(y), **bars)
    if is_joined:
        ax.plot(xs, ys, color=colour, linestyle=look["linestyle"], marker="", zorder=3)
    for fill, chosen in ((colour, is_best), ("white", ~is_best)):
        ax.plot(
            xs[chosen], ys[chosen], linestyle="", marker=marker, color=colour, markerfacecolor=fill, zorder=4
        )


# -- Labels that do not lie on each other --------------------------------------------------------------------


class Labels:
    """Texts beside points, as long as there is room: who comes first stays."""

    SIDES = (("left", 7.0, 4.0), ("right", -7.0, 4.0), ("left", 7.0, -14.0), ("right", -7.0, -14.0))
    """Which end of the text is at the point, and how far right and up of it (points)."""

    def __init__(self, ax: Axes) -> None:
        self.ax = ax
        self._taken: list[BboxBase] = []
        self._said: list[tuple[str, float, float]] = []
        figure = ax.get_figure(root=True)
        assert figure is not None
        engine = figure.get_layout_engine()
        # Then points and texts lie where they will be seen; a drawing comes to the same, and takes longer.
        figure.draw_without_rendering() if engine is None else engine.execute(figure)

    def put(self, text: str, x: float, y: float, *, must: bool = False, **look: Any) -> None:
        """Write a text beside a point, on the first side that is free; without one only if it must be."""
        if not np.isfinite([x, y]).all():
            return
        a, b = self.ax.transAxes.inverted().transform(self.ax.transData.transform((x, y)))
        if any(text == said and abs(a - c) < 0.02 and abs(b - d) < 0.02 for said, c, d in self._said):
            return  # lines that start at the same point need its name once
        self._said.append((text, a, b))
        written = [self._write(text, (x, y), side, look) for side in self.SIDES]
        inside = [label for label in written if self._is_inside(label.get_window_extent())]
        free = [label for label in inside if not self._is_taken(label.get_window_extent())]
        chosen = free[0] if free else (inside or written)[-1] if must else None
        if chosen:
            self._taken.append(chosen.get_window_extent())
        for label in written:
            if label is not chosen:
                label.remove()

    def _write(
        self, text: str, at: tuple[float, float], side: tuple[str, float, float], look: dict[str, Any]
    ) -> Annotation:
        end, right, up = side
        place: dict[str, Any] = {"textcoords": "offset points", "ha": end, "zorder": 6, "bbox": PAPER}
        return self.ax.annotate(text, at, (right, up), **place, **look)

    def _is_inside(self, box: BboxBase) -> bool:
        """What leaves the frame lies on the other axis' numbers."""
        frame = self.ax.get_window_extent()
        return bool(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1)

    def _is_taken(self, box: BboxBase) -> bool:
        return any(box.overlaps(other) for other in self._taken)


def _mark_cheapest(ax: Axes, lines: list[Series], x: str, y: str, labels: Labels) -> None:
    places = np.concatenate([_places(line, x, y) for line in lines])
    if not np.isfinite(places).all(axis=1).any():
        return
    cost, loss = places[int(np.nanargmin(places[:, 0]))]
    ax.plot(
        [cost], [loss], linestyle="", marker="o", markersize=13, color="0.1", markerfacecolor="none", zorder=5
    )
    labels.put("cheapest", cost, loss, must=True, fontsize=9, color="0.1", fontweight="bold")


def _label_ends(
    lines: list[Series], x: str, y: str, name_level: Callable[[Any], str], labels: Labels
) -> None:
    """Each line's own name, at its end."""
    for line, look in zip(lines, looks(), strict=False):
        text = f"{name_level(line.at[-1])}  {line.label}".strip()
        at = {"color": look["color"], "fontweight": "bold", "fontsize": 9}
        labels.put(text, line.means(x)[-1], line.means(y)[-1], must=True, **at)


def _label_points(
    lines: list[Series], x: str, y: str, name_level: Callable[[Any], str], labels: Labels
) -> None:
    """Some levels beside their points."""
    for line, look in zip(lines, looks(), strict=False):
        xs, ys, last = line.means(x), line.means(y), len(line.at) - 1
        for n in range(0, last, max(round(last / (LABELS_A_LINE - 1)), 1)):
            labels.put(name_level(line.at[n]), xs[n], ys[n], color=look["color"], fontsize=8)
