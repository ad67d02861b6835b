"""The brief's figures: what resilience costs, where the difference is spent, how work piles up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.interval import Interval
from sim.experiment.design.points import DesignPoint
from sim.plots.figures import backlog_panel, frontier_figure
from sim.plots.series import looks
from sim.plots.story import story_of
from sim.plots.style import Words, drawn, headline, house_style, new_figure, new_figures
from sim.plots.waterfall import Bar, waterfall
from sim.report.brief.page import Figure
from sim.report.brief.side import TOTAL, Side

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from sim.experiment.folder.results import Results

WIDE = 7.4
"""Inches: a figure is as wide as the sheet's text, so that its letters stay as large as they are drawn."""

FRONTIER_HIGH = 2.55


def frontier_of(results: Results) -> Figure | None:
    """Every design point by cost and loss; None where nothing was varied, or the design is no grid."""
    story = story_of(results)
    if story is None:
        return None
    import matplotlib as mpl

    with house_style(), mpl.rc_context({"figure.figsize": (WIDE, FRONTIER_HIGH)}):
        drawing, words = frontier_figure(story)
        (ax,) = drawing.axes
        label = ax.get_ylabel().replace("loss area (days of full service lost)", "days of service lost")
        ax.set_ylabel(label.replace(", logarithmic", "\nlogarithmic"))  # the figure is not high
        ax.yaxis.label.set_fontsize(9)
        return _figure("frontier", drawing, words, _beside(results, "frontier"))


def spending(best: Side, rival: Side) -> Figure | None:
    """From the rival's cost per task to the best's, by what it is spent on; paired."""
    differences = best.spent_minus(rival)
    both = best.minus(rival, TOTAL)
    if both.difference.n == 0:
        return None
    level = both.difference.level
    steps = [
        Bar(name, comparison.difference)
        for name, comparison in differences.items()
        if comparison.difference.mean or comparison.difference.half_width
    ]
    start, end = rival.mean(TOTAL, level), best.mean(TOTAL, level)
    # Both ends speak of the worlds that both lived through, so that the steps between them add up.
    bars = [
        Bar(rival.name, _moved(start, both.mean_b), True),
        *steps,
        Bar(best.name, _moved(end, both.mean_a), True),
    ]
    currency = best.case.scenario.currency
    title = f"From {rival.name} to {best.name}: where the money goes"
    with house_style():
        drawing, ax = new_figure(figsize=(WIDE, 1.1 + 0.18 * len(bars)))
        waterfall(ax, bars, f"cost per delivered task ({currency})")
        headline(ax, title, f"Whiskers: 95 % intervals of paired differences, {both.difference.n:,} worlds")
        told = "; ".join(f"{bar.label} {bar.interval}" for bar in bars)
        alt = f"Waterfall of the cost per task in {currency}: {told}."
        return _figure("spending", drawing, Words(title, "", alt))


def backlog_of(results: Results, sides: Sequence[tuple[str, DesignPoint]]) -> Figure | None:
    """Tasks in hand day by day in replication 0 of one or two design points; None if none is stored."""
    if not sides:
        return None
    with house_style():
        drawing, axes = new_figures(len(sides), figsize=(WIDE, 1.1 + 0.75 * len(sides)))
        told, tops = [], []
        for ax, (name, point), look in zip(axes, sides, looks(), strict=False):
            told.append(backlog_panel(ax, results, point, name, look))
            tops.append(ax.get_ylim()[1])
        axes[0].set_ylim(0.0, max(tops))
        axes[-1].set_xlabel("days since observation began")
        drawing.supylabel("tasks in hand", fontsize=9)
        title = "One world, day by day: how work piles up"
        headline(axes[0], title, "Replication 0, no average. Grey: a team with work is down; dashed: ends.")
        return _figure("backlog", drawing, Words(title, "", "Tasks in hand over time. " + " ".join(told)))


def _moved(interval: Interval, mean: float) -> Interval:
    i, by = interval, mean - interval.mean
    return Interval(mean, i.half_width, i.low + by, i.high + by, i.n, i.level)


def _beside(results: Results, name: str) -> str | None:
    """The figure that `kposim run` left in the folder, as a page in that folder names it."""
    return f"figures/{name}.png" if (results.folder / "figures" / f"{name}.png").is_file() else None


def _figure(name: str, drawing: Drawing, words: Words, file: str | None = None) -> Figure:
    return Figure(name, drawn(drawing, "svg", words), words.title, words.alt, file=file)
