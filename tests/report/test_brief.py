"""Is the brief whole, true to the folder, and harmless? Over a small experiment, complete and broken."""

from __future__ import annotations

import re
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.errors import ResultsError
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import experiment_from, load_experiment
from sim.experiment.folder.claim import claimed
from sim.experiment.folder.results import Results
from sim.report.brief.assumption import LEVERS, levers
from sim.report.brief.brief import Wish, brief
from sim.report.brief.html import html
from sim.report.brief.markdown import markdown
from sim.report.brief.page import Page
from sim.report.brief.rival import Against

ROOT = Path(sim.__file__).parents[1]
SHAPES = [ROOT / "experiments" / f"{name}.yaml" for name in ("follow_the_sun", "procter_gamble_research")]
"""Named strategies in several worlds, ranked by a time; a grid ranked by a benefit."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

TINY = {
    "name": "tiny",
    "question": "How much should leave <b>the house</b>?",
    "scenario": {
        "preset": "pfizer_patents",
        "warm_up_days": 20,
        "horizon_days": 60,
        "providers": {"bangalore": {"transition_cost_per_seat": 0}},  # paid once, it would drown two months
    },
    "factors": {
        "share": {"sets": {"strategy.mix.patents.bangalore": 1.0}, "levels": [0, 0.4]},
        "clarity": {"path": "strategy.clarity", "levels": [0, 0.5]},
    },
    "replications": 6,
    "seed": 4,
}
RATE = Wish(levers("rate"), replications=6)


class Links(HTMLParser):
    """Everything a page would load or lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name in ("src", "href", "data", "action", "srcset")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Four points, six replications."""
    place = tmp_path_factory.mktemp("brief") / "tiny"
    run_experiment(experiment_from(TINY), place)
    return place


@pytest.fixture(scope="module")
def page(folder) -> Page:
    """Its brief, with the break-even of the rate."""
    return brief(Results(folder), RATE)


def test_the_page_asks_nobody_for_anything(page):
    """No script, no link, and pictures in the file itself; drawings refer to nothing outside either."""
    seen = Links()
    seen.feed(html(page))

    assert seen.tags.isdisjoint({"script", "link", "iframe", "object", "a", "form"})
    assert seen.found
    assert all(each.startswith("data:image/svg+xml;base64,") for each in seen.found)
    assert "url(" not in html(page).replace("data:", "")
    assert "<b>the house</b>" not in html(page)


def test_markdown_and_html_tell_the_same_numbers(page):
    """Both are written from the same parts."""
    text = unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html(page), flags=re.S))
    told = re.sub(r"!\[.*?\]\(.*?\)|^\*From .*$|^\*One .*$|^\*What .*$", " ", markdown(page), flags=re.M)
    numbers = [
        sorted(re.findall(r"\d+(?:[.,]\d+)*", each.split("The answer", 1)[1])) for each in (text, told)
    ]

    assert numbers[0] == numbers[1]
    assert len(numbers[0]) > 100


def test_it_tells_what_lies_in_the_folder(page, folder):
    """The lowest mean, and its interval, are those of the summary."""
    summary = Results(folder).summary(["cost_per_task"]).sort_values("mean").iloc[0]
    best = f"{summary['mean']:,.0f} ± {summary['half_width']:,.0f} USD"

    assert best in markdown(page)
    assert "seed 4" in markdown(page)
    assert Results(folder).experiment.digest[:16] in markdown(page)
    assert str(folder) not in markdown(page)


def test_a_limit_is_told_with_the_probability_of_its_breach_for_both_sides(tmp_path):
    """Nobody keeps a limit that cannot be kept, and all keep one that cannot be broken, exactly."""
    limits = {"lead_time_mean_days": 0.0, "escaped_defect_share": 1.0}
    page = brief(run_experiment(experiment_from({**TINY, "thresholds": limits}), tmp_path / "out"), Wish(()))
    told = markdown(page).replace("\\", "")
    rows = {line.split("|")[1].strip(): line for line in told.splitlines() if "| P(" in line}
    broken, kept = rows["P(mean lead time > 0 days), %"], rows["P(share of escaped defects > 100 %), %"]

    assert broken.count("100 [54, 100]") == 2
    assert kept.count("0 [0, 46]") == 2
    assert "its interval in brackets is exact" in told
    assert "stated: P(mean lead time > 0 days) is 100 [54, 100] % and P(share of escaped" in told


def test_the_break_even_of_the_rate_is_the_one_on_paper(folder):
    """Fees are linear in the rate, and so is all that hangs on them; so one run says where both are even."""
    from sim.experiment.design.points import find
    from sim.outcome.measure import MEASURES
    from sim.replicate.player import Player
    from sim.report.brief.breakeven import answer
    from sim.report.brief.side import stored, wanted

    results = Results(folder)
    out, home = (find(results.points, {"share": share, "clarity": 0}) for share in (0.4, 0))
    names = wanted("cost_per_task")
    sides = [stored(results, point, name, names) for point, name in ((out, "out"), (home, "home"))]
    twice = sim.changed(out.case, {"scenario.providers.bangalore.contract.rate_per_hour": 2 * 38})
    with Player(4) as player:
        found = answer(LEVERS["rate"], *sides, MEASURES["cost_per_task"], player, range(6))
        (dearer,) = player.table([twice], ["cost_per_task"], range(6)).column("cost_per_task")
    now, at_home = (side.rows["cost_per_task"] for side in sides)
    (turn,) = found.search.turns

    assert turn.at == pytest.approx(1.0 + np.mean(at_home - now) / np.mean(dearer - now), abs=0.02)


def test_a_folder_with_missing_and_failed_runs_says_so_on_top(folder, tmp_path):
    """Before the answer; and the answer is still given."""
    from sim.experiment.design.experiment import Experiment

    more: Experiment = experiment_from(TINY).repeated(8)
    place = tmp_path / "tiny"
    shutil.copytree(folder, place)
    text = (place / "experiment.yaml").read_text()
    (place / "experiment.yaml").write_text(text.replace("replications: 6", "replications: 8"))
    told = markdown(brief(Results(place), Wish(())))

    assert more.runs == 32
    assert "**Not complete: 24 of 32 runs are stored." in told
    assert told.index("Not complete") < told.index("The answer")
    assert "No break-even was looked for" in told


def test_one_point_is_compared_with_all_at_home(tmp_path):
    """Nobody to choose from; but staying at home is always a choice, and is played for the brief."""
    data = {key: value for key, value in TINY.items() if key != "factors"}
    results = run_experiment(experiment_from({**data, "replications": 3}), tmp_path / "one")
    told = markdown(brief(results, RATE))

    assert "is the only design point" in told
    assert "All in-house (played for this brief)" in told
    assert "providers' rates" in told


def test_points_drawn_at_random_are_not_recommended(tmp_path):
    """They are there to learn from."""
    factors = {"clarity": {"path": "strategy.clarity", "levels": {"from": 0, "to": 0.9}}}
    data = {**TINY, "factors": factors, "design": {"kind": "sobol", "points": 4}, "replications": 2}
    told = markdown(brief(run_experiment(experiment_from(data), tmp_path / "out"), Wish(())))

    assert "were drawn to learn from, so none is recommended" in told
    assert "Best is" not in told


def test_a_stopping_rule_is_told(tmp_path):
    """From how many to how many replications."""
    rule = {"until": {"cost_per_task": "50%"}, "at_least": 2, "at_most": 4}
    results = run_experiment(experiment_from({**TINY, "replications": rule}), tmp_path / "out")

    assert "replications of each" in markdown(brief(results, Wish(())))


def test_a_stopping_rule_that_waits_for_runs_says_how_many(tmp_path):
    """Of those that it has asked for by now, not of the most that it may; or that none is there."""
    rule = {"until": {"cost_per_task": "50%"}, "at_least": 3, "at_most": 40}
    asked, place = experiment_from({**TINY, "replications": rule}), tmp_path / "out"
    claimed(place, asked)
    with pytest.raises(ResultsError, match="no run of it"):
        brief(Results(place), Wish(()))

    run_experiment(experiment_from({**TINY, "replications": 2}), tmp_path / "two")
    shutil.copytree(tmp_path / "two" / "runs", place / "runs")

    assert "8 of 12 runs are stored" in markdown(brief(Results(place), Wish(())))


@pytest.mark.parametrize("file", SHAPES, ids=lambda file: file.stem)
def test_other_shapes_of_experiments_have_a_brief(file, tmp_path):
    """Two replications of a short window."""
    experiment = load_experiment(file)
    short = {"scenario.warm_up_days": 10.0, "scenario.horizon_days": 40.0}
    scenario = sim.changed(experiment.case, short).scenario
    tiny = experiment.model_copy(update={"scenario": scenario, "repeats": 2, "seed": 1})
    told = markdown(brief(run_experiment(tiny, tmp_path / "out"), Wish(())))

    assert "## The answer" in told
    assert "## What it withstands" in told
    assert re.search(r"\bnan\b", told) is None


def test_what_a_brief_cannot_be_made_of_is_told(tmp_path, capsys, folder):
    """No folder, no runs, no such lever, world or rival, no HTML, somebody else's file."""
    with pytest.raises(ResultsError, match="there are no results"):
        brief(Results(tmp_path / "nowhere"), Wish(()))
    claimed(tmp_path / "empty", experiment_from(TINY))
    with pytest.raises(ResultsError, match="no run of it"):
        brief(Results(tmp_path / "empty"), Wish(()))
    mine = tmp_path / "mine.html"
    mine.write_text("my own")
    wrong = {
        ("--break-even", "rates"): "did you mean rate?",
        ("--against", "house"): "rivals: auto, home, runner-up, baseline",
        ("--world", "provider=best"): "one world only",
        ("--by", "cost_per_tsk"): "did you mean cost_per_task?",
        ("--by", "disruptions"): "neither a high nor a low",
        ("--out", "brief.pdf"): "name it brief.html",
        ("--out", str(mine)): "that is no brief",
        ("--out", str(tmp_path / "README.html")): "README.md is there, a file that is no brief",
    }
    (tmp_path / "README.md").write_text("my own")
    for (option, value), said in wrong.items():
        with pytest.raises(SystemExit) as leaving:
            main(["report", str(folder), "--break-even", "none", option, value])

        assert leaving.value.code == 2
        assert said in capsys.readouterr().err
    assert mine.read_text() == (tmp_path / "README.md").read_text() == "my own"


def test_a_brief_written_elsewhere_shows_the_folders_pictures(folder, tmp_path, capsys):
    """A link in the Markdown file leads from there to the results."""
    place = tmp_path / "my results"
    shutil.copytree(folder, place)
    (place / "figures").mkdir(exist_ok=True)
    (place / "figures" / "frontier.png").write_bytes(b"")
    for target in (place / "brief.html", tmp_path / "else where" / "mine.html"):
        for _ in range(2):  # a brief may be written again
            with pytest.raises(SystemExit) as leaving:
                main(["report", str(place), "--break-even", "none", "--out", str(target)])
            assert leaving.value.code == 0
        text = target.with_suffix(".md").read_text(encoding="utf-8")
        (link,) = re.findall(r"!\[.*\]\((\S*frontier\.png)\)", text)

        assert (target.parent / unquote(link)).is_file()


def test_all_in_house_is_played_where_it_is_asked_for(tmp_path):
    """Also without break-evens, for which nothing else would have to be played."""
    data = {**TINY, "factors": {"share": {**TINY["factors"]["share"], "levels": [0.2, 0.4]}}}
    run_experiment(experiment_from({**data, "replications": 3}), tmp_path)

    told = markdown(brief(Results(tmp_path), Wish((), against=Against.HOME)))

    assert "All in-house (played for this brief)" in told
    assert "3 runs more were played in the same worlds" in told


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: nothing is printed here")
def test_it_prints_on_two_sheets(folder, tmp_path, capsys):
    """As the command writes it, on A4."""
    from playwright.sync_api import sync_playwright

    target = tmp_path / "brief.html"
    with pytest.raises(SystemExit) as leaving:
        main(
            ["report", str(folder), "--break-even", "rate", "--quick", "--workers", "1", "--out", str(target)]
        )
    assert leaving.value.code == 0
    assert capsys.readouterr().out.split() == [str(target), str(tmp_path / "brief.md")]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = browser.new_page()
        asked: list[str] = []
        sheet.on("request", lambda request: asked.append(request.url))
        sheet.goto(target.as_uri())
        pdf = sheet.pdf(prefer_css_page_size=True)
        browser.close()

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
    assert all(url.startswith(("file:", "data:")) for url in asked)
