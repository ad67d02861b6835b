"""One world to watch: what a worker plays of it, and how that goes on the wire."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

import numpy as np

from sim.case import Case
from sim.chronicle import phrase
from sim.chronicle.chronicle import Chronicle
from sim.chronicle.frames import SAME_DAY, Frames, frames_of
from sim.chronicle.overview import Overview, overview_of
from sim.chronicle.story import Story
from sim.chronicle.story import story_of as told_of
from sim.replicate.replications import journal_of
from sim.web.api import answer
from sim.web.api.question import Played, Told
from sim.web.desk.levers import called
from sim.web.worlds.runs import MovedCase
from sim.words import counted

MOST_CHRONICLES = 4
"""Worlds that a worker keeps, some megabytes each: who scrubs, zooms and asks does so in one of them."""
LISTED = 12
MOST_SHADES = 300
MOST_TOLD = 6
"""Disruptions that are drawn, and that are told in words."""

LEAST_HOURS = 1.0
"""The shortest time to look at."""

_chronicles: OrderedDict[Hashable, Chronicle] = OrderedDict()


class Scene(NamedTuple):
    """What a film is made of."""

    frames: Frames
    overview: Overview
    tasks: int


# -- what a worker does ------------------------------------------------------------------------------------


def film(choice: MovedCase, seed: int, replication: int, first_day: float, days: float) -> Scene:
    """The frames of so many days of a world, cut to the window observed."""
    chronicle = _chronicle(choice, seed, replication)
    start, end = chronicle.journal.scenario.window_hours
    since = max(min(start + 24.0 * first_day, end - LEAST_HOURS), start)
    until = min(since + max(24.0 * days, LEAST_HOURS), end)
    overview = overview_of(chronicle, since, until, LISTED)
    return Scene(frames_of(chronicle, since, until), overview, len(chronicle.journal.tasks))


def story(choice: MovedCase, seed: int, replication: int, task: int) -> tuple[Story, float]:
    """A task's story, and when it arrived."""
    chronicle = _chronicle(choice, seed, replication)
    task = chronicle.known(task)
    return told_of(chronicle, task), float(chronicle.journal.tasks["arrived"][task])


def _chronicle(choice: MovedCase, seed: int, replication: int) -> Chronicle:
    name = (choice.name, seed, replication)
    if name not in _chronicles:
        _chronicles[name] = Chronicle(journal_of(choice.case, seed, replication))
    _chronicles.move_to_end(name)
    while len(_chronicles) > MOST_CHRONICLES:
        _chronicles.popitem(last=False)
    return _chronicles[name]


# -- how it goes on the wire -------------------------------------------------------------------------------


def film_of(question: Played, case: Case, scene: Scene) -> answer.FilmAnswer:
    """A scene in numbers and words; teams that never have anything to do are left out."""
    frames, overview = scene.frames, scene.overview
    scenario, start = case.scenario, case.scenario.window_hours[0]
    busy = set(np.flatnonzero(frames.in_line.any(axis=1) | frames.at_seats.any(axis=1)).tolist())
    busy |= {each.team for each in overview.troubles}
    return answer.FilmAnswer(
        case=question.case,
        seed=question.seed,
        world=question.world,
        window_days=scenario.horizon_days,
        step_hours=frames.step_hours,
        day_and_night=frames.step_hours <= SAME_DAY,
        days=((frames.instants - start) / 24.0).tolist(),
        clock=[phrase.when(scenario, each, year=True) for each in frames.instants.tolist()],
        zone=phrase.zone(scenario),
        places=[
            answer.PlaceSaid(
                team=called(name),
                in_line=frames.in_line[team].tolist(),
                at_seats=frames.at_seats[team].tolist(),
                open=frames.is_open[team].tolist(),
                down=frames.is_down[team].tolist(),
            )
            for team, name in enumerate(scenario.teams)
            if team in busy
        ],
        questions=frames.questions.tolist(),
        on_the_way=frames.on_the_way.tolist(),
        in_hand=frames.in_hand.tolist(),
        overdue=frames.overdue.tolist(),
        delivered=frames.delivered.tolist(),
        spent=[answer.number(each) for each in frames.spent.tolist()],
        currency=scenario.currency,
        tasks=scene.tasks,
        shades=[
            answer.ShadeSaid(
                team=called(scenario.teams[each.team]),
                start=(each.started - start) / 24.0,
                end=answer.number((each.ended - start) / 24.0),
                text=each.text,
            )
            for each in overview.troubles[:MOST_SHADES]
            if each.ended > each.started
        ],
        latest=[
            answer.LineSaid(task=each.task, day=(each.arrived - start) / 24.0, text=each.text)
            for each in overview.latest
        ],
        text=_words(overview),
    )


def _words(overview: Overview) -> str:
    told = [each.text for each in overview.troubles[:MOST_TOLD]] or ["Nobody was down."]
    more = len(overview.troubles) - MOST_TOLD
    rest = [f"And {counted(more, 'more such thing')} happened."] if more > 0 else []
    return " ".join([overview.sentence, *told, *rest])


def story_of(question: Told, case: Case, found: tuple[Story, float]) -> answer.StoryAnswer:
    """A story as a page needs it."""
    told, arrived = found
    start = case.scenario.window_hours[0]
    return answer.StoryAnswer(
        case=question.case,
        seed=question.seed,
        world=question.world,
        task=told.task,
        from_day=(arrived - start) / 24.0,
        to_day=(arrived + told.lead_hours - start) / 24.0,
        sentences=list(told.sentences),
        makeup=told.makeup,
        why=told.why,
        parts=[
            answer.PortionSaid(
                label=each.label,
                hours=each.hours,
                percent=each.percent,
                usual_hours=answer.number(each.usual_hours) if not math.isnan(each.usual_hours) else None,
            )
            for each in told.parts
        ],
    )
