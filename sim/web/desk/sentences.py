"""What do the numbers say, in words? And how do they go on the wire?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.analysis.interval import mean_interval
from sim.ask import waterfall as ask_waterfall
from sim.ask.payback import Payback, as_money
from sim.ask.what_if import HEADLINE, Difference, WhatIf
from sim.case import Case
from sim.engine.making import make_plan
from sim.outcome.measure import MEASURES
from sim.scenario.remarks import missing_holidays
from sim.web.api import answer
from sim.web.desk.levers import called as named
from sim.web.worlds import work
from sim.words import called, counted, figures, listed, told

Floats = NDArray[np.float64]

DECISIVE = ("cost_per_task", "on_time_share", "loss_area_days")
"""The measures of the sentence: what it costs, how it serves, what it withstands."""

INSTEAD = ("lead_time_mean_days",)
"""What is told where a case has no costs, promises or disruptions."""

MOST_NAMED = 5
"""Disruptions that are told in words; all are drawn."""

NEAR = 0.02
"""Costs that differ by less may decide nothing."""

WEEKS = 8


def sentence(compared: WhatIf, moves: Sequence[answer.MoveSaid]) -> str:
    """What was moved, what differs, and whether that is more than luck."""
    if not moves:
        return "This is the baseline itself. Move a lever to see what it changes."
    what = listed([move.text for move in moves])
    worlds = counted(compared.replications, "world")
    measured = [name for name in DECISIVE if not _is_idle(compared[name])]
    if len(measured) < len(DECISIVE):
        measured += [name for name in INSTEAD if not _is_idle(compared[name])]
    found = compared.sentence(measured) if measured else "Nothing could be measured."
    verdicts = [compared[name].verdict for name in measured]
    apart = [each for each in verdicts if each != "cannot tell apart"]
    if all(_is_nothing(each) for each in compared.differences.values()):
        return f"{what}. That changes nothing, in none of {worlds}."
    if not apart:
        ending = f"It may all be luck: {worlds}, lived through by both, are too few to show a difference."
    else:
        which = "That" if len(apart) == len(verdicts) else "What falls or rises here"
        ending = f"{which} is more than luck: the 95 % interval over {worlds} leaves zero out."
    return f"{what}. {found} {ending}"


def facts(case: Case) -> list[str]:
    """What is settled before anything is left to chance: people, hours in common, holidays nobody knows."""
    plan, scenario = make_plan(case.scenario, case.strategy), case.scenario
    seats = [
        f"{named(name)} {int(count)}" for name, count in zip(scenario.teams, plan.seats, strict=True) if count
    ]
    told_facts = [f"People: {', '.join(seats)}."] if seats else []
    weeks = min(WEEKS, plan.end / (24.0 * 7))
    for index, name in enumerate(scenario.providers, start=1):
        hours = _hours_in_common(plan.opens, plan.closes, index, plan.liaisons, weeks) / weeks
        if math.isfinite(hours):
            told_facts.append(
                f"{named(name)} and our liaisons are at work together {hours:.3g} hours a week."
            )
    return told_facts + [f"{each[:1].upper()}{each[1:]}." for each in missing_holidays(scenario)]


def _hours_in_common(opens: Floats, closes: Floats, one: int, other: int, weeks: float) -> float:
    """Hours of the first weeks in which two teams are both open; NaN if one of them never closes."""
    end = 24.0 * 7 * weeks
    spans = []
    for team in (one, other):
        start, stop = opens[team], np.minimum(closes[team], end)
        kept = start < end
        if not (stop[kept] < end).any():
            return math.nan
        spans.append((start[kept], stop[kept]))
    (a, b), (c, d) = spans
    overlap = np.minimum(b[:, None], d[None, :]) - np.maximum(a[:, None], c[None, :])
    return float(np.maximum(overlap, 0.0).sum())


def rows(compared: WhatIf) -> list[answer.RowSaid]:
    """All measures that have something to tell."""
    return [_row(each) for each in compared.differences.values() if not _is_idle(each)]


def _is_idle(difference: Difference) -> bool:
    """Whether the case has nothing that this measures: no value, or zero in every world."""
    both = difference.case, difference.against
    return all(each.n == 0 or each.low == each.high == 0.0 for each in both)


def _row(difference: Difference) -> answer.RowSaid:
    measure = difference.measure
    now, pinned, change = (
        answer.IntervalSaid.of(told(each, measure.unit))
        for each in (difference.case, difference.against, difference.comparison.difference)
    )
    return answer.RowSaid(
        measure=measure.name,
        label=called(measure.name).replace("inhouse", "in-house"),
        unit=difference.unit,
        says=measure.says,
        direction=measure.direction,
        headline=measure.name in HEADLINE,
        now=now,
        pinned=pinned,
        difference=change,
        verdict=_verdict(difference),
    )


def _verdict(difference: Difference) -> str:
    return "the same" if _is_nothing(difference) else difference.verdict


def _is_nothing(difference: Difference) -> bool:
    """Whether the two are equal in every world."""
    change = difference.comparison.difference
    return change.n == 0 or change.low == change.high == 0.0


def shades(world: work.WatchedWorld, case: Case) -> list[answer.ShadeSaid]:
    """The disruptions of a world, cut to the days that are shown."""
    days = case.scenario.horizon_days
    return [
        answer.ShadeSaid(
            team=named(each.team),
            start=max(each.start, 0.0),
            end=answer.number(min(each.end, days) if math.isfinite(each.end) else each.end),
            text=_shade(each),
        )
        for each in world.struck
    ]


def _shade(struck: work.Downtime) -> str:
    if math.isinf(struck.end):
        when = f"ends for good on day {struck.start:.0f}" if struck.start > 0.0 else "had ended before"
        return f"{named(struck.team)} {when}"
    days, day = struck.end - struck.start, max(struck.start, 0.0)
    return f"{named(struck.team)} down {figures(days, 2)} days from day {day:.0f}"


def backlog(
    now: work.WatchedWorld, pinned: work.WatchedWorld, number: int, disruptions: Sequence[answer.ShadeSaid]
) -> str:
    """The picture of one world for those who do not see it."""
    levels = [
        f"{figures(each.backlog.mean())} under {whose} ({each.backlog.max():.0f} at most)"
        for each, whose in ((now, "your choice"), (pinned, "the baseline"))
        if each.backlog.size
    ]
    struck = [each.text for each in disruptions[:MOST_NAMED]]
    if len(disruptions) > MOST_NAMED:
        struck.append(f"and {len(disruptions) - MOST_NAMED} more")
    return f"World {number + 1}: so many tasks wait on average: {', '.join(levels)}. " + (
        f"{'; '.join(struck)}." if struck else "Nobody is down."
    )


def point(share: float, cost: Floats, loss: Floats) -> answer.PointSaid:
    """A point of the frontier."""
    return answer.PointSaid(
        share=share,
        label=f"{100 * share:.0f} %",
        cost=answer.IntervalSaid.of(told(mean_interval(cost), MEASURES["cost_per_task"].unit)),
        loss=answer.IntervalSaid.of(told(mean_interval(loss), MEASURES["loss_area_days"].unit)),
    )


def frontier(points: Sequence[answer.PointSaid]) -> str:
    """The picture in words."""
    known = [each for each in points if each.cost.mean is not None and each.loss.mean is not None]
    if not known:
        return "There is nothing to share out."
    cheapest = min(known, key=lambda each: each.cost.mean or 0.0)
    safest = min(known, key=lambda each: each.loss.mean or 0.0)
    return (
        f"Of the shares shown {cheapest.label} outside has the lowest mean cost ({cheapest.cost.text} a "
        f"task), and {safest.label} the smallest mean loss ({safest.loss.text} days of full service). "
        "Bars are 95 % intervals; neighbours whose bars overlap may not differ."
    )


def flatness(costs: Mapping[float, Floats]) -> str:
    """Which shares cost nearly as little as the cheapest, and which cannot be told apart from it."""
    if len(costs) < 2 or min(map(len, costs.values())) < 2:
        return ""
    means = {share: float(np.mean(cost)) for share, cost in costs.items()}
    best = min(means, key=means.__getitem__)
    if not means[best] > 0.0:
        return ""
    near = [share for share in means if share != best and means[share] <= (1.0 + NEAR) * means[best]]
    gaps = {share: mean_interval(costs[share] - costs[best]) for share in means if share != best}
    alike = [share for share, gap in gaps.items() if gap.low <= 0.0]
    flat = f"Within {100 * NEAR:.0f} % of the cheapest on average: {_shares(near)}."
    return f"{flat} World by world, not to be told apart from it in cost: {_shares(alike)}."


def _shares(shares: Sequence[float]) -> str:
    return listed([f"{100 * share:.0f} %" for share in shares]) if shares else "no other share"


def payback(found: Payback) -> str:
    """When the money is back, and what is saved in each year."""
    currency = found.case.scenario.currency
    years = [f"{year} {as_money(interval, currency)}" for year, interval in found.by_year.items()]
    saved = f"Saved: {'; '.join(years)}; net present saving {as_money(found.present, currency)}."
    return f"{found.sentence()} {found.houses()} {saved}"


def waterfall(name: str, found: ask_waterfall.Waterfall, back: Payback) -> answer.WaterfallAnswer:
    """The bars of a waterfall; steps that change nothing are left out."""
    bars, so_far = [], 0.0
    for bar in found.bars:
        so_far = bar.interval.mean if bar.kind != "step" else so_far + bar.interval.mean
        if not bar.is_nothing:
            bars.append(
                answer.BarSaid(
                    label=bar.label, kind=bar.kind, amount=answer.IntervalSaid.of(bar.interval), so_far=so_far
                )
            )
    return answer.WaterfallAnswer(
        case=name,
        seed=found.seed,
        replications=found.bars[0].interval.n,
        label=f"{called(found.measure.name)} ({found.unit})",
        bars=bars,
        sentence=found.sentence(),
        payback=payback(back),
    )
