"""Figures that exist, look alike, are the same every time, and say what they show."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from PIL import Image

from sim.analysis.interval import mean_interval
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import experiment_from
from sim.experiment.folder.results import Results
from sim.plots import figures
from sim.plots.backlog import Shade, backlog
from sim.plots.figures import FIGURES, GROUPS, draw_figures
from sim.plots.frontier import _efficient, frontier
from sim.plots.measure import measure
from sim.plots.money import money
from sim.plots.story import story_of
from sim.plots.style import Words, headline, house_style, new_figure, save, wrapped
from sim.plots.style import drawn as draw_bytes

SMALL = {
    "name": "small",
    "scenario": {"preset": "pfizer_patents", "warm_up_days": 30, "horizon_days": 200},
    "factors": {
        "share": {
            "says": "Outsourced share",
            "sets": {"strategy.mix.patents.bangalore": 0.7, "strategy.mix.patents.krakow": 0.3},
            "levels": [0, 0.5, 1],
        },
        "provider": {
            "says": "Provider",
            "levels": {"sound": {}, "weak": {"scenario.providers.bangalore.outages.mttf_days": 60}},
        },
    },
    "replications": 3,
    "seed": 5,
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """An experiment of eighteen short runs."""
    return run_experiment(experiment_from(SMALL), tmp_path_factory.mktemp("small") / "results")


@pytest.fixture(scope="module")
def drawn(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its figures."""
    folder = tmp_path_factory.mktemp("figures")
    draw_figures(results, folder)
    return folder


@pytest.fixture
def ax() -> Axes:
    """Empty axes."""
    return new_figure()[1]


@pytest.fixture
def frame() -> pd.DataFrame:
    """Two worlds, three shares, two replications."""
    rows = [
        {"share": share, "world": world, "cost_per_task": cost + noise, "loss_area_days": loss + noise}
        for world, far in (("calm", 1.0), ("rough", 10.0))
        for share, cost, loss in ((0.0, 300.0, 1.0), (0.5, 200.0, 2.0 * far), (1.0, 250.0, 3.0 * far))
        for noise in (-0.5, 0.5)
    ]
    return pd.DataFrame(rows)


# -- The files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_there_in_both_forms(drawn: Path, name: str) -> None:
    """Large enough to read, and not empty."""
    with Image.open(drawn / f"{name}.png") as image:
        width, height = image.size
        shades = np.unique(np.asarray(image.convert("L"))).size

    assert min(width, height) > 600
    assert shades > 20
    assert ElementTree.parse(drawn / f"{name}.svg").getroot().tag.endswith("svg")


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_carries_its_description(drawn: Path, name: str) -> None:
    """In the PNG, in the SVG, and on the page beside them: the same words, with numbers in them."""
    with Image.open(drawn / f"{name}.png") as image:
        alt = image.info["Description"]

    assert len(alt) > 80
    assert any(sign.isdigit() for sign in alt)
    assert alt in (drawn / "figures.md").read_text(encoding="utf-8")
    assert alt in "".join(ElementTree.parse(drawn / f"{name}.svg").getroot().itertext())


def test_the_same_results_give_the_same_bytes(results: Results, drawn: Path, tmp_path: Path) -> None:
    """No time of writing, no random names."""
    for path in draw_figures(results, tmp_path):
        assert path.read_bytes() == (drawn / path.name).read_bytes(), path.name


def test_drawing_leaves_the_users_style_alone(results: Results, tmp_path: Path) -> None:
    """A notebook's own figures look as before."""
    before = dict(mpl.rcParams)

    draw_figures(results, tmp_path)

    assert dict(mpl.rcParams) == before


def test_an_experiment_that_varies_nothing_has_no_figures(tmp_path: Path) -> None:
    """There is nothing to compare."""
    lone = run_experiment(experiment_from({**SMALL, "factors": {}, "replications": 1}), tmp_path / "results")

    assert draw_figures(lone, tmp_path / "figures") == []


def test_named_strategies_can_be_drawn(tmp_path: Path) -> None:
    """A factor of words makes points that no line joins."""
    named = {"home": {"mix": {"patents": {"bangalore": 0, "krakow": 0}}}, "away": {}}
    varied = experiment_from({**SMALL, "factors": {}, "strategies": named, "replications": 2})

    files = draw_figures(run_experiment(varied, tmp_path / "results"), tmp_path / "figures")

    assert len(files) == 2 * len(FIGURES) + 1


def test_every_ledger_line_has_a_group() -> None:
    """Money that no group names would be called "other"."""
    from sim.outcome.measure import LINES

    assert sorted(LINES) == sorted(line for lines in GROUPS.values() for line in lines)


# -- The style -----------------------------------------------------------------------------------------------


def test_lines_can_be_told_apart_without_colour() -> None:
    """Each has a dash and a marker of its own, and the first three differ in lightness."""
    with house_style():
        looks = list(mpl.rcParams["axes.prop_cycle"])

    light = sorted(np.dot(mpl.colors.to_rgb(look["color"]), (0.299, 0.587, 0.114)) for look in looks[:3])
    assert len({str(look["linestyle"]) for look in looks}) == len(looks)
    assert len({look["marker"] for look in looks}) == len(looks)
    assert min(np.diff(light)) > 0.15


# -- The functions -------------------------------------------------------------------------------------------


def texts(ax: Axes) -> list[str]:
    """All labels inside the axes."""
    return [text.get_text() for text in ax.texts]


def test_the_frontier_marks_the_cheapest_and_names_its_lines(ax: Axes, frame: pd.DataFrame) -> None:
    """Lines are named where they end; no legend has to be consulted."""
    assert frontier(ax, frame, along="share", by="world") is ax

    assert "cheapest" in texts(ax)
    assert "1.0  calm" in texts(ax)
    assert "1.0  rough" in texts(ax)
    assert ax.get_legend() is None


def test_the_frontier_fills_the_points_that_nothing_beats(ax: Axes, frame: pd.DataFrame) -> None:
    """Of two worlds that start alike, the calm one's cheapest and safest points are filled."""
    frontier(ax, frame, along="share", by="world")

    filled = {
        (float(x), float(y))
        for line in ax.lines
        if line.get_linestyle() == "None" and line.get_markerfacecolor() not in ("white", "none")
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    }
    assert filled == {(300.0, 1.0), (200.0, 2.0)}


def test_a_name_stays_inside_the_frontier_even_where_its_line_ends_at_the_edge(ax: Axes) -> None:
    """The cheapest point is the last of its line and lies furthest left: its name does not cover the axis."""
    rows = [
        {"share": share, "world": world, "cost_per_task": cost + noise, "loss_area_days": loss + noise}
        for world, dear in (("as robust as can be", 0.0), ("as fragile as it gets", 40.0))
        for share, cost, loss in ((0.0, 300.0, 1.0), (0.5, 250.0, 2.0), (1.0, 200.0 + dear, 3.0 + dear))
        for noise in (-0.5, 0.5)
    ]

    frontier(ax, pd.DataFrame(rows), along="share", by="world")

    ax.figure.draw_without_rendering()
    frame, boxes = ax.get_window_extent(), [text.get_window_extent() for text in ax.texts]
    assert len(boxes) >= 3
    assert all(box.x0 >= frame.x0 and box.x1 <= frame.x1 for box in boxes)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def costs_at(last: list[float]) -> pd.DataFrame:
    """A line of three points of which only the last is uncertain."""
    spread = {0.0: [200.0, 200.0, 200.0], 0.5: [250.0, 250.0, 250.0], 1.0: last}
    return pd.DataFrame(
        {"share": share, "world": "one", "cost_per_task": cost, "loss_area_days": 1.0 + share}
        for share, costs in spread.items()
        for cost in costs
    )


def test_an_interval_beside_the_last_point_is_seen_whole(ax: Axes) -> None:
    """A bar that reaches beyond the points by a part of the frame widens it."""
    frontier(ax, costs_at([291.0, 300.0, 309.0]), along="share", by="world")

    assert ax.get_xlim()[1] > 300.0 + mean_interval(np.array([291.0, 300.0, 309.0])).half_width


def test_an_interval_that_is_far_too_long_leaves_the_frame(ax: Axes) -> None:
    """The points keep most of the frame, however uncertain one of them is."""
    frontier(ax, costs_at([0.0, 300.0, 600.0]), along="share", by="world")

    left, right = ax.get_xlim()
    assert 0.5 * (right - left) < 300.0 - 200.0


def test_the_frontier_bears_missing_values(ax: Axes, frame: pd.DataFrame) -> None:
    """A measure that nobody has draws an empty frame, not an error."""
    frontier(ax, frame.assign(loss_area_days=np.nan), along="share", by="world")

    assert not any(np.isfinite(np.asarray(line.get_ydata(), dtype=float)).any() for line in ax.lines)
    assert ax.get_xlabel()
    assert ax.get_ylabel()


def test_what_nothing_beats_is_what_no_point_beats_one_by_one() -> None:
    """Found by sorting; ties, missing values and equal points are as when all are compared with all."""
    luck = np.random.default_rng(1)
    for _ in range(200):
        places = luck.integers(0, 5, (luck.integers(1, 9), 2)).astype(float)
        places[luck.random(places.shape) < 0.1] = np.nan
        beaten = [
            any((other <= own).all() and (other < own).any() for other in places) or np.isnan(own).any()
            for own in places
        ]
        assert _efficient(places).tolist() == [not each for each in beaten]


def test_of_more_levels_than_bars_have_room_some_are_shown_and_it_says_so(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ends among them."""
    monkeypatch.setattr(figures, "MOST_BARS", 2)
    story = story_of(results)
    assert story is not None
    with house_style():
        figure, words = figures.money_figure(story)

    (ax,) = figure.axes
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0 %", "100 %"]
    assert "2 of 3 levels" in words.alt


def test_both_files_of_a_figure_show_the_same_places(results: Results) -> None:
    """It is laid out once, for whichever file is asked for first."""
    story = story_of(results)
    assert story is not None
    with house_style():
        figure, words = figures.money_figure(story)
        (ax,) = figure.axes
        assert draw_bytes(figure, "png", words).startswith(b"\x89PNG")
        after_png = ax.get_position().bounds
        assert b"<svg" in draw_bytes(figure, "svg", words)

    assert ax.get_position().bounds == pytest.approx(after_png)


def test_bars_stack_to_the_total(ax: Axes) -> None:
    """Costs upwards, income downwards; a group that is zero throughout is not in the legend."""
    frame = pd.DataFrame(
        {"share": [0.0, 0.0, 1.0, 1.0], "a": [3.0, 5.0, 1.0, 1.0], "b": [-1.0, -1.0, 0.0, 0.0], "c": 0.0}
    )

    money(
        ax,
        frame.assign(total=frame.a + frame.b),
        {"wages": ["a"], "refunds": ["b"], "never": ["c"]},
        along="share",
        total="total",
    )

    assert [bar.get_height() for bar in ax.patches] == [4.0, 1.0, -1.0, 0.0]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["refunds", "wages"]
    assert texts(ax) == ["3", "1"]


def test_a_backlog_begins_with_the_observation(ax: Axes) -> None:
    """What lies before day zero is not shown; disruptions are shaded and named; an end is a line."""
    shades = [Shade("bangalore", 10.0, 30.0), Shade("krakow", 50.0, np.inf), Shade("old", -20.0, -10.0)]

    backlog(ax, [-5.0, 0.0, 50.0], [9.0, 3.0, 8.0], shades, days=100.0)

    assert ax.get_xlim() == (0.0, 100.0)
    assert texts(ax) == ["bangalore down 20 days", "krakow ends for good"]


def test_a_team_has_one_grey_whoever_else_is_down(ax: Axes) -> None:
    """In one panel the house went down before Krakow, in the next one Krakow alone."""
    house, krakow = Shade("in-house", 1.0, 9.0), Shade("krakow", 20.0, 40.0)
    greys = []
    for shades in ([house, krakow], [krakow]):
        ax.clear()
        backlog(ax, [0.0, 50.0], [3.0, 8.0], shades, days=100.0, teams=["in-house", "bangalore", "krakow"])
        greys.append(ax.patches[-1].get_facecolor())

    assert greys[0] == greys[1]


def test_names_of_disruptions_do_not_overwrite_each_other(ax: Axes) -> None:
    """Even where one stands before its line because there is no room after it."""
    house, krakow = Shade("in-house", 573.0, 576.0), Shade("krakow", 683.0, np.inf)

    backlog(ax, [0.0, 50.0], [3.0, 8.0], [house, krakow], days=730.0)

    ax.figure.set_size_inches(14.4, 4.0)
    names = [text.get_window_extent() for text in ax.texts]
    assert len(names) == 2
    assert not any(one.overlaps(other) for one, other in combinations(names, 2))


def test_a_measure_has_one_line_a_level_with_a_band(ax: Axes, frame: pd.DataFrame) -> None:
    """Bands are intervals of the mean."""
    measure(ax, frame, "cost_per_task", along="share", by="world", y_label="cost (USD)")

    assert len(ax.lines) == len(ax.collections) == 2
    assert texts(ax) == ["calm", "rough"]
    assert ax.get_ylabel() == "cost (USD)"


def test_a_long_text_above_the_axes_is_broken_and_presses_nothing_together(tmp_path: Path) -> None:
    """Names of strategies can be long; the axes keep most of the figure."""
    with house_style():
        figure, ax = new_figure()
        headline(ax, "When? " * 30, "Saving of a strategy with a long name against another. " * 4)
        save(figure, tmp_path, "long", Words("title", "caption", "alt"))

    assert ax.get_title("left").count("\n") >= 1
    assert ax.get_position().width > 0.7
    assert wrapped("", 10) == [""]
    assert wrapped("one two\nthree", 5) == ["one", "two", "three"]
