"""Which figures tell an experiment's result? Three of them, with words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.case import Case
from sim.experiment.design.factor import Label
from sim.experiment.design.points import DesignPoint
from sim.experiment.folder.files import write_whole
from sim.outcome.measure import LINES
from sim.plots import backlog as backlog_plot
from sim.plots.frontier import frontier
from sim.plots.money import money
from sim.plots.series import looks, series_of
from sim.plots.story import COST, LOSS, Story, story_of
from sim.plots.style import Words, headline, house_style, new_figure, new_figures, save
from sim.words import counted, listed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.experiment.folder.results import Results

GROUPS: Mapping[str, tuple[str, ...]] = {
    "in-house people": ("inhouse_salaries", "office_and_tools", "hiring", "severance"),
    "liaisons and reviewers": ("coordination", "inspection"),
    "provider fees, less credits": ("provider_fees", "service_credits"),
    "governance, selection, transition": ("governance", "selection", "transition"),
    "late work": ("delay", "lapses"),
    "defects that customers find": ("external_failure",),
    "intellectual property": ("protection", "ip_loss", "rivalry"),
    "leaving providers": ("exit_planned", "exit_stressed"),
}
"""Ledger lines as a reader wants them; what none of them names is shown as "other"."""


MOST_BARS = 60
"""More bars beside each other nobody can read, and each takes a hundredth of a second."""


def draw_figures(results: Results, folder: Path) -> list[Path]:
    """Draw an experiment's figures as PNG and SVG, with a page of descriptions; same results, same bytes.

    Returns
    -------
    list of Path
        The files written, `figures.md` last; empty if nothing was varied or nothing is stored.
    """
    story = story_of(results)
    if story is None:
        return []
    files: list[Path] = []
    pages: list[tuple[str, Words]] = []
    with house_style():
        for name, draw in FIGURES.items():
            drawn = draw(story)
            if drawn is not None:
                files += save(drawn[0], folder, name, drawn[1])
                pages.append((name, drawn[1]))
    page = folder / "figures.md"
    write_whole(page, _page(results, pages).encode())
    return [*files, page]


def _page(results: Results, pages: Sequence[tuple[str, Words]]) -> str:
    experiment = results.experiment
    head = f"# {experiment.name}\n\n{experiment.question}\n"
    parts = [
        f"\n## {words.title}\n\n![{words.alt}]({name}.png)\n\n{words.caption}\n\nDescription: {words.alt}\n"
        for name, words in pages
    ]
    return head + "".join(parts)


# -- The three -----------------------------------------------------------------------------------------------


def frontier_figure(story: Story) -> tuple[Figure, Words]:
    """What resilience costs."""
    figure, ax = new_figure()
    along, by = story.along, story.by
    frontier(
        ax,
        story.frame,
        along=along,
        by=by,
        x_label=f"cost per task ({story.currency})",
        y_label="loss area (days of full service lost)",
        name_level=lambda label: story.text(along, label),
    )
    title = "What resilience costs: left is cheaper, down is more resilient"
    headline(
        ax,
        title,
        _joined(
            f"Along each line: {story.says(along)}.",
            "Filled: nothing is better in both.",
            story.held_in_words,
        ),
    )
    caption = (
        f"Each point is one design point: its mean cost per task and mean loss area over {_runs(story)}. "
        "Bars are 95 % confidence intervals of the means (Student); they say how well the mean is "
        "known, not how much single runs differ, and those that leave the frame are longer than it "
        "shows. Points are joined in order of the factor. Filled points are those that no other beats "
        "in both means; the circle marks the lowest mean cost. Differences between points are known "
        "better than the bars suggest, since all points met the same tasks."
    )
    return figure, Words(title, caption, _frontier_in_words(story))


def _frontier_in_words(story: Story) -> str:
    lines = series_of(story.frame, [COST, LOSS], story.along, story.by)
    first = (
        f"Scatter of mean loss area against mean cost per task, one line for each of {len(lines)} levels. "
        if story.by
        else ""
    )
    return first + " ".join(
        _line_in_words(story, line.label, line.at, line.means(COST), line.means(LOSS)) for line in lines
    )


def _line_in_words(story: Story, label: str, at: list[Any], cost: np.ndarray, loss: np.ndarray) -> str:
    name = f"{story.says(story.by)} {label}: " if story.by else ""
    least = int(np.nanargmin(cost)) if np.isfinite(cost).any() else 0
    ends = [
        f"at {story.text(story.along, at[k])} {cost[k]:,.0f} {story.currency} a task, {loss[k]:.1f} days lost"
        for k in dict.fromkeys((0, least, len(at) - 1))
    ]
    return f"{name}{listed(ends)}; cheapest at {story.text(story.along, at[least])}."


def backlog_figure(story: Story) -> tuple[Figure, Words] | None:
    """How work piles up; None if no replication 0 is stored."""
    points = _points_over_time(story)
    if not points:
        return None
    figure, axes = new_figures(len(points))
    told, tops = [], []
    for ax, point, look in zip(axes, points, looks(), strict=False):
        told.append(_one_backlog(ax, story, point, look))
        tops.append(ax.get_ylim()[1])  # panels share the axis, and each sets it for its own line
    axes[0].set_ylim(0.0, max(tops))
    axes[-1].set_xlabel("days since observation began")
    figure.supylabel("tasks in hand (arrived, not delivered)", fontsize=10)
    title = "How work piles up when a team is down or gone"
    where = f"{story.says(story.by)}: {points[0].labels[story.by]}." if story.by else ""
    headline(
        axes[0],
        title,
        _joined(where, "Grey: a team that has work is down; dashed: a provider ends.", story.held_in_words),
    )
    caption = (
        "Tasks in hand at each midnight of replication 0, one path of chance and no average: other "
        "replications look different. All panels met the same tasks. Grey bands are outages of teams "
        "that have work under the strategy, one grey a team, a dashed line is a provider's end; the "
        "warm-up is not shown."
    )
    return figure, Words(title, caption, "Tasks in hand over time in replication 0. " + " ".join(told))


def _points_over_time(story: Story) -> list[DesignPoint]:
    """The lowest, the middle and the highest level along, of those whose replication 0 is stored."""
    fixed = {name: story.held(name) for name in story.factors}
    by_level = {
        label: point
        for label in story.levels
        for point in story.results.points
        if point.labels == {**fixed, story.along: label}
    }
    first = story.frame[story.frame["replication"] == 0]
    stored = [point for point in by_level.values() if point.id in set(first["point"])]
    return [stored[n] for n in sorted({0, len(stored) // 2, len(stored) - 1})] if stored else []


def _one_backlog(ax: Any, story: Story, point: DesignPoint, look: dict[str, Any]) -> str:
    """Draw one panel of a story; what it shows, in words."""
    name = f"{story.says(story.along)}: {story.text(story.along, point.labels[story.along])}"
    return backlog_panel(ax, story.results, point, name, look)


def backlog_panel(ax: Any, results: Results, point: DesignPoint, name: str, look: dict[str, Any]) -> str:
    """Draw replication 0 of a design point, and name it; what is shown, in words."""
    line = results.timeline(point)
    start, days = point.case.scenario.warm_up_days, point.case.scenario.horizon_days
    shades = [
        backlog_plot.Shade(_named(struck.team), struck.from_day - start, struck.to_day - start)
        for struck in line.disruptions
        if struck.team in teams_with_work(point.case) and struck.to_day > start
    ]
    teams = [_named(team) for team in point.case.scenario.teams]
    backlog_plot.backlog(ax, line.days - start, line.wip, shades, days=days, teams=teams, look=look)
    backlog_plot.name_panel(ax, name, look["color"])
    downs = listed([_shade_in_words(shade) for shade in shades]) if shades else "nobody was down"
    return f"{name}: {line.wip.mean():.0f} tasks on average, {line.wip.max():.0f} at most; {downs}."


def _named(team: str) -> str:
    return team.replace("inhouse", "in-house")


def _shade_in_words(shade: backlog_plot.Shade) -> str:
    if np.isinf(shade.end) and shade.start <= 0.0:
        return f"{shade.name} had ended before observation began"
    if np.isinf(shade.end):
        return f"{shade.name} ended for good on day {shade.start:.0f}"
    return f"{shade.name} was down from day {shade.start:.0f} to {shade.end:.0f}"


def teams_with_work(case: Case) -> set[str]:
    """In-house and its helpers, and the providers that the mix gives a share, or a rule names."""
    scenario, strategy = case.scenario, case.strategy
    chosen = {name for row in strategy.mix.values() for name, share in row.items() if share > 0.0}
    assignment = strategy.assignment
    for name in (assignment.primary, assignment.backup, strategy.contingency.plan):
        chosen |= {name} if name is not None else set()
    providers = chosen & set(scenario.providers)
    return {"inhouse", "reviewers", *providers, *(["liaisons"] if providers else [])}


def money_figure(story: Story) -> tuple[Figure, Words]:
    """Where the money goes."""
    figure, ax = new_figure(figsize=(9.0, 5.2))
    frame = story.frame
    where = ""
    if story.by is not None:
        label = story.held(story.by)
        frame = frame[frame[story.by] == label]
        where = f"{story.says(story.by)}: {story.text(story.by, label)}."
    shown = _spread(story.levels)
    if len(shown) < len(story.levels):
        frame = frame[frame[story.along].isin(shown)]
        where = _joined(where, f"Shown: {len(shown)} of {len(story.levels):,} levels.")
    per_task, groups = _per_task(frame)
    money(
        ax,
        per_task,
        groups,
        along=story.along,
        total=COST,
        name_level=lambda label: story.text(story.along, label),
    )
    ax.set_xlabel(story.says(story.along))
    ax.set_ylabel(f"cost per delivered task ({story.currency})")
    title = "Where the money goes"
    headline(
        ax, title, _joined(where, "Numbers: mean total; black lines: its 95 % interval.", story.held_in_words)
    )
    caption = (
        f"Mean cost per delivered task by what it was spent on, over {_runs(story)}. Parts add up to the "
        "total; the black lines are 95 % confidence intervals of the mean total. What is paid once "
        "(selection, transition) is paid in the window observed."
    )
    return figure, Words(title, caption, _money_in_words(story, per_task, groups, where))


def _spread(levels: list[Label]) -> list[Label]:
    """So many levels as bars have room, both ends among them."""
    if len(levels) <= MOST_BARS:
        return levels
    return [levels[round(place)] for place in np.linspace(0, len(levels) - 1, MOST_BARS)]


def _per_task(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Every ledger line per delivered task, so that the parts of a bar add up to its cost per task."""
    lines = [name for name in LINES if f"cost_{name}" in frame]
    groups = {group: [n for n in names if n in lines] for group, names in GROUPS.items()}
    grouped = {name for names in groups.values() for name in names}
    groups["other"] = [name for name in lines if name not in grouped]
    per_task = frame.copy()
    for name in lines:
        per_task[name] = frame[f"cost_{name}"] / frame["tasks_delivered"]
    return per_task, {group: names for group, names in groups.items() if names}


def _money_in_words(story: Story, frame: pd.DataFrame, groups: Mapping[str, list[str]], where: str) -> str:
    told = []
    for label in dict.fromkeys((story.levels[0], story.levels[-1])):
        part = frame[frame[story.along] == label]
        sums = {group: float(part[names].sum(axis=1).mean()) for group, names in groups.items()}
        largest = sorted(sums, key=lambda group: -sums[group])[:3]
        amounts = listed([f"{sums[group]:,.0f} for {group}" for group in largest])
        total = f"{part[COST].mean():,.0f} {story.currency} a task"
        told.append(f"At {story.text(story.along, label)}: {total}, of which {amounts}.")
    return " ".join(
        [f"Stacked bars of cost per task by {story.says(story.along)}.", *([where] if where else []), *told]
    )


def _runs(story: Story) -> str:
    return counted(story.results.experiment.replications, "replication")


def _joined(*sentences: str) -> str:
    return "  ".join(sentence for sentence in sentences if sentence)


FIGURES: Mapping[str, Callable[[Story], tuple[Figure, Words] | None]] = {
    "frontier": frontier_figure,
    "backlog": backlog_figure,
    "money": money_figure,
}
"""By file name, in the order of the story."""
