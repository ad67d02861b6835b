"""What stands under each heading of a brief."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.comparison import Comparison
from sim.analysis.interval import Interval
from sim.case import Case
from sim.experiment.folder import manifest
from sim.outcome.measure import MEASURES, Measure
from sim.outcome.threshold import Threshold
from sim.plots.figures import teams_with_work
from sim.report.advice import NEAR, some
from sim.report.brief import sentences
from sim.report.brief.breakeven import Answer
from sim.report.brief.decision import Decision
from sim.report.brief.page import Commands, Heading, PageTable, Part, Text
from sim.report.brief.sentences import cap, plus_minus, signed
from sim.report.brief.side import TOTAL, WITHSTANDS, Side
from sim.report.evidence import ASSUMPTION, graded
from sim.scenario.remarks import remarks_of
from sim.version import MODEL_VERSION, package_version
from sim.words import called, counted, figures, limit_told, listed, told, told_unit

if TYPE_CHECKING:
    from sim.experiment.design.experiment import Experiment
    from sim.experiment.folder.results import Results

MOST_WORLDS = 8
LONGEST_QUESTION = 400
SHORT_DIGEST = 16
WRITTEN = "Written by kposim"
"""How the last line of a brief begins."""


def title(experiment: Experiment) -> str:
    """The question, or else the experiment's name."""
    return experiment.question or experiment.name


def subtitle(results: Results) -> str:
    """What was simulated."""
    experiment = results.experiment
    scenario = experiment.scenario
    return (
        f"{scenario.name}. Experiment {experiment.name}: {counted(len(results.points), 'design point')}, "
        f"{_times(results)}. A simulation with the assumptions below; illustrative, not a forecast."
    )


def _times(results: Results) -> str:
    counts = sorted({stop.replications for stop in results.stops})
    if len(counts) > 1:
        return f"{counts[0]:,} to {counts[-1]:,} replications of each (a stopping rule)"
    return f"{counted(counts[0] if counts else results.experiment.replications, 'replication')} of each"


def asked_of(results: Results) -> int:
    """Runs that the experiment asks for; a stopping rule may ask for more when they are in."""
    return sum(stop.replications for stop in results.stops) or results.experiment.runs


def notices(results: Results) -> list[Part]:
    """What a reader must know first: runs and holidays that are missing, runs that failed."""
    worlds = [point.case.scenario for point in results.points]
    return [*_incomplete(results), *(Text(f"{cap(remark)}.", "notice") for remark in remarks_of(worlds))]


def _incomplete(results: Results) -> list[Part]:
    asked, missing = asked_of(results), results.missing
    failed, damaged = len(results.failures), len(results.damages)
    if not (missing or failed or damaged):
        return []
    parts = [f"{asked - missing:,} of {counted(asked, 'run')} are stored" if missing else ""]
    parts += [f"{counted(failed, 'run')} failed" if failed else ""]
    parts += [f"{counted(damaged, 'file')} {'is' if damaged == 1 else 'are'} damaged" if damaged else ""]
    said = listed([part for part in parts if part])
    return [
        Text(
            f"Not complete: {said}. All numbers below are of what is stored; runs that failed may have been "
            "the hard ones.",
            "notice",
        )
    ]


# -- The answer ----------------------------------------------------------------------------------------------


def answer(
    results: Results, chosen: Decision, best: Side, rival: Side | None, found: Sequence[Decision]
) -> list[Part]:
    """Best, runner-up, how flat it is, and whether it keeps its limits; the other worlds in a table."""
    measure, currency = chosen.measure, results.experiment.scenario.currency
    parts: list[Part] = [Heading("The answer")]
    where = f"With {chosen.called}: " if chosen.called else ""
    first = sentences.best(best.name, chosen.mean(best.name), measure, currency)
    lead = [f"{where}{first[:1].lower() if where else first[:1]}{first[1:]}"]
    if len(chosen.points) == 1:
        alone = f"{cap(best.name)} is the only design point: its {called(measure.name)} is "
        lead = [f"{where}{alone}{sentences.amount(chosen.mean(best.name), measure, currency)}."]
    parts.append(Text(lead[0], "lead"))
    said = []
    if chosen.runner_up is not None:
        role = f"The runner-up, {chosen.runner_up},"
        said.append(sentences.behind(role, chosen.behind(chosen.runner_up), measure, currency))
        said.append(sentences.flatness(chosen.near, chosen.rivals, chosen.choice.doubtful))
    if rival is not None:
        if rival.name != chosen.runner_up:
            name = cap(rival.name) if rival.point else f"{cap(rival.name)} (played for this brief)"
            # As strictly as the sentence on flatness, or the two could contradict each other.
            is_judged = rival.point is not None and rival.name in chosen.points
            gap = chosen.behind(rival.name) if is_judged else rival.minus(best, measure.name)
            said.append(sentences.behind(name, gap, measure, currency))
        said.append(sentences.luck(*best.wins(rival, measure.name), rival.name))
    if limits := [each for each in results.experiment.limits.values() if best.has(each.measure)]:
        kept = listed([f"{_breach(each)} is {_percent(best.breach(each))} %" for each in limits])
        said.append(f"Of the limits that were stated: {kept}.")
    if chosen.left_out:
        said.append(f"Too few runs are stored to judge {some(chosen.left_out)}.")
    if said:
        parts.append(Text(" ".join(said)))
    if len(found) > 1:
        parts.append(_other_worlds(found, currency))
    return parts


def _other_worlds(found: Sequence[Decision], currency: str) -> PageTable:
    measure = found[0].measure
    unit = told_unit(measure.name, measure.unit, currency)
    rows = [
        [
            each.called,
            each.best,
            plus_minus(told(each.mean(each.best), measure.unit)),
            each.runner_up or "–",
            _difference(each.behind(each.runner_up), measure) if each.runner_up else "–",
            some(each.rivals) if each.rivals else "none",
        ]
        for each in found[:MOST_WORLDS]
    ]
    more = f" {len(found) - MOST_WORLDS:,} more worlds: summary.csv." if len(found) > MOST_WORLDS else ""
    heads = ["world", "best", f"{called(measure.name)}, {unit}", "runner-up", "its paired difference"]
    caption = f"± is a 95 % interval; differences are corrected for the number of rivals.{more}"
    return PageTable([*heads, f"{sentences.SAME} from the best"], rows, (0, 1, 3, 5), caption)


def _difference(comparison: Comparison, measure: Measure) -> str:
    return signed(told(comparison.difference, measure.unit))


def nothing_to_choose(results: Results, measure: Measure) -> list[Part]:
    """Of points drawn at random none is recommended; what they range over is told."""
    table = results.summary([measure.name])
    means = table["mean"].dropna().to_numpy(dtype=np.float64)
    currency = results.experiment.scenario.currency
    unit = told_unit(measure.name, measure.unit, currency)
    scale = 100.0 if measure.unit == "share" else 1.0
    low, middle, high = (figures(scale * float(np.quantile(means, q)), 4) for q in (0.05, 0.5, 0.95))
    text = (
        f"The {counted(len(means), 'design point')} were drawn to learn from, so none is recommended. "
        f"Over them the mean {called(measure.name)} runs from {low} to {high} {unit} (5 % and 95 % "
        f"of the points), half of them below {middle}."
    )
    if not results.experiment.design.is_drawn:
        text = f"No stored run has a value of {called(measure.name)}: there is no answer."
    return [Heading("The answer"), Text(text, "lead")]


# -- Costs, and what it withstands ---------------------------------------------------------------------------


def costs(best: Side, rival: Side | None) -> list[Part]:
    """Ledger lines per delivered task, in groups."""
    currency = best.case.scenario.currency
    own = best.spent()
    their = rival.spent() if rival else {}
    differences = best.spent_minus(rival) if rival else {}
    rows = []
    for name, values in own.items():
        one = _mean(values)
        other = _mean(their[name]) if rival else None
        if one.mean or (other and other.mean):
            rows.append(_row(name, one, other, differences.get(name)))
    total = _row(
        "cost per task",
        best.mean(TOTAL),
        rival.mean(TOTAL) if rival else None,
        best.minus(rival, TOTAL) if rival else None,
    )
    heads = [f"{currency} per delivered task", best.name]
    heads += [rival.name, "paired difference"] if rival else []
    return [Heading("What it costs"), PageTable(heads, [*rows, total])]


def _mean(values: np.ndarray) -> Interval:
    from sim.analysis.interval import mean_interval

    return mean_interval(values)


def _row(name: str, one: Interval, other: Interval | None, difference: Comparison | None) -> list[str]:
    row = [name, plus_minus(one)]
    if other is not None and difference is not None:
        row += [plus_minus(other), _apart(difference)]
    return row


def _labelled(name: str, unit: str) -> str:
    """A measure with its unit, unless its name says that already."""
    label = called(name)
    return label.removeprefix("number of ") if label.startswith("number of ") else f"{label}, {unit}"


def _apart(comparison: Comparison, unit: str = "money") -> str:
    """A paired difference; ≈ where the replications cannot tell it from zero."""
    interval = comparison.difference
    if interval.n == 0 or math.isnan(interval.mean):
        return "–"
    if interval.mean == 0.0 and interval.half_width == 0.0:
        return "0"
    text = signed(told(interval, unit))
    return f"≈ {text}" if comparison.verdict == "cannot tell apart" else text


def withstands(best: Side, rival: Side | None, limits: Mapping[str, Threshold]) -> list[Part]:
    """Service and resilience, beside the rival's; and how probable it is that a limit is broken."""
    currency = best.case.scenario.currency
    rows = []
    for name in WITHSTANDS:
        measure = MEASURES[name]
        if not best.has(name):
            continue
        unit = told_unit(name, measure.unit, currency)
        row = [_labelled(name, unit), plus_minus(told(best.mean(name), measure.unit))]
        if rival is not None:
            comparison = best.minus(rival, name)
            row += [
                plus_minus(told(rival.mean(name), measure.unit)) if rival.has(name) else "–",
                _apart(comparison, measure.unit),
            ]
        rows.append(row)
    rows += [_broken(limit, best, rival) for limit in limits.values() if best.has(limit.measure)]
    heads = ["", best.name, *([rival.name, "paired difference"] if rival else [])]
    exact = (
        " P is the share of the worlds that break a limit; its interval in brackets is exact."
        if limits
        else ""
    )
    caption = (
        "± is a 95 % interval of the mean; ≈ cannot be told from zero. Each interval stands for itself: of "
        "twenty true nothings one looks like something. Differences pair worlds in which both have a value."
        f"{exact}"
    )
    return [Heading("What it withstands"), PageTable(heads, rows, caption=caption)]


def _broken(limit: Threshold, best: Side, rival: Side | None) -> list[str]:
    """How probable a breach is; of the difference there is nothing exact to say."""
    row = [f"{_breach(limit)}, %", _percent(best.breach(limit))]
    return row if rival is None else [*row, _percent(rival.breach(limit)), "–"]


def _breach(limit: Threshold) -> str:
    return f"P({called(limit.measure)} {limit_told(limit)})"


def _percent(share: Interval) -> str:
    """In per cent, with the exact interval: `none in 30` would leave open how much that is."""
    if share.n == 0:
        return "–"
    told_share = told(share, "share")
    return f"{told_share.mean:.0f} [{told_share.low:.0f}, {told_share.high:.0f}]"


# -- What would change it ------------------------------------------------------------------------------------


def changes(
    chosen: Decision, best: Side, rival: Side | None, answered: Sequence[Answer], replications: int
) -> list[Part]:
    """Break-evens; or why there are none."""
    head = Heading("What would change the answer")
    if rival is None:
        return [
            head,
            Text("There is nothing to compare the best point with, and no break-even to look for."),
        ]
    if not answered:
        return [head, Text("No break-even was looked for (--break-even none, or no world in common).")]
    rows = [
        [each.lever.label, each.range, each.factor, f"{each.sentence}{_comes_to(each)}"] for each in answered
    ]
    heads = ["if this were otherwise", "tried, × today", "even at, × today", "in words"]
    caption = (
        f"{cap(best.name)} against {rival.name}, by {called(chosen.measure.name)}, in "
        f"{counted(replications, 'world')} that both live through; one lever at a time, all else as it is. "
        "In brackets: the 95 % interval; within it the paired difference cannot be told from zero."
    )
    return [head, PageTable(heads, rows, (0, 3), caption)]


def _comes_to(each: Answer) -> str:
    return f" That is {each.comes_to}." if each.comes_to else ""


# -- On what it rests ----------------------------------------------------------------------------------------


def assumptions(case: Case) -> list[Part]:
    """Settings with evidence and their grades in a table; those without in a sentence."""
    used = frozenset(teams_with_work(case)) & frozenset(case.scenario.providers)
    found = graded(case, used or None)
    rows = [
        [
            each.evidence.says,
            each.told_values,
            f"{each.evidence.found} (evidence {each.evidence.section})",
            f"{each.grade} (yours is outside of it)" if each.is_outside else each.grade,
        ]
        for each in found
        if each.evidence.grade != ASSUMPTION
    ]
    bare = [each.evidence.says for each in found if each.evidence.grade == ASSUMPTION]
    parts: list[Part] = [Heading("What it rests on")]
    if rows:
        caption = (
            "Grades: A peer-reviewed data, B a survey or one firm's figures, C trade press and vendors, D "
            "anecdote; docs/evidence.md has the sources, and tells how presets were set, also after seeing "
            "results. A grade speaks of the source, not of your firm."
        )
        parts.append(
            PageTable(
                ["setting", "here", "what was found elsewhere", "its grade"], rows, (0, 1, 2, 3), caption
            )
        )
    if bare:
        parts.append(Text(f"Assumptions for which no source was found: {listed(bare)}.", "small"))
    return parts


def method(results: Results, chosen: Decision | None, played: int) -> list[Part]:
    """How it was computed, in one paragraph."""
    experiment = results.experiment
    scenario = experiment.scenario
    sessions = manifest.sessions(results.folder)
    engines = sorted({str(each.get("engine")) for each in sessions}) or ["not recorded"]
    common = f" ({chosen.replications:,} that all points of this world have)" if chosen else ""
    text = (
        f"Discrete-event simulation; {_times(results)}{common}, seed {experiment.seed}. Replication k of all "
        "points meets the same tasks, the same luck and the same disasters (common random numbers), so "
        "differences are paired. Intervals are Student's at 95 % over replications; best against its rivals "
        "is corrected for their number (Bonferroni). Ranked by "
        f"{called(chosen.measure.name) if chosen else 'nothing'}; near is within {NEAR}. Warm-up "
        f"{scenario.warm_up_days:g} days, then {scenario.horizon_days:g} days observed. Model version "
        f"{MODEL_VERSION}, kposim {package_version()}, engine {listed(engines)} (two independent engines "
        "agree to the last byte)."
    )
    if played:
        text += (
            f" For this brief {counted(played, 'run')} more were played in the same worlds. A break-even is "
            "found by a bracketing search until the mean margin is within a twentieth of its half-width; its "
            "interval holds every factor whose paired 95 % interval holds zero."
        )
    return [Heading("Method"), Text(text, "small")]


def reproduce(results: Results, chosen: Decision | None) -> list[Part]:
    """Commands, and the digests that say whether it is the same study."""
    experiment, folder = results.experiment, _as_called(results)
    rounds = [
        f"kposim run {folder}/experiment.yaml --out again     # the same runs, the same numbers",
        f"kposim verify {folder}                              # repeats some stored runs, byte for byte",
        f"kposim report {folder}                              # writes this brief",
    ]
    sessions = manifest.sessions(results.folder)
    code = str(sessions[-1].get("code", "not recorded"))[:SHORT_DIGEST] if sessions else "not recorded"
    said = f"Experiment {experiment.digest[:SHORT_DIGEST]}, program {code}"
    if chosen is not None:
        said += f", best point {chosen.points[chosen.best].id}"
    return [Heading("How to reproduce"), Commands(rounds), Text(f"Digests (SHA-256): {said}.", "small")]


def _as_called(results: Results) -> str:
    """The folder as a command names it from where the brief was asked for; never a path of this machine."""
    folder = results.folder
    return folder.resolve().name if folder.is_absolute() or ".." in folder.parts else folder.as_posix()


def foot(results: Results) -> str:
    """Where it came from."""
    return f"{WRITTEN} {package_version()} from the results folder {results.folder.resolve().name}."
