"""Why was it late? One task's story in plain words, and what its lead time consisted of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.chronicle import phrase
from sim.chronicle.chronicle import Chronicle
from sim.chronicle.otherwise import Otherwise, otherwise
from sim.chronicle.span import PARTS, Span, spans_of
from sim.chronicle.tale import Tale, lateness
from sim.engine.journal import Journal
from sim.errors import wanted
from sim.shown import as_html
from sim.words import listed

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 2
LEAST_HOURS = 1.0
"""A difference that is shorter is not worth a word."""


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a lead time."""

    name: str
    label: str
    hours: float
    percent: int
    """Whole, and such that all parts add up to a hundred."""
    usual_hours: float
    """The median among delivered tasks of the same kind in the same world; nan where they are few."""


@dataclass(frozen=True, slots=True)
class Story:
    """What became of one task, read from the facts of one world. It says nothing about other worlds' luck."""

    task: int
    sentences: tuple[str, ...]
    """From arrival to delivery."""
    parts: tuple[Share, ...]
    """What the lead time consisted of, the longest first; together they are all of it."""
    lead_hours: float
    late_hours: float
    """From due to delivery (or the run's end); negative if early, -inf if never late."""
    makeup: str
    """The parts in a sentence."""
    why: str
    """Why it was late, or what took its time, in a sentence or two."""
    spans: tuple[Span, ...]
    """Every hour of it, without a gap."""

    @property
    def text(self) -> str:
        """All of it as one paragraph."""
        return " ".join([*self.sentences, self.makeup, self.why])

    def __str__(self) -> str:
        return self.text

    def frame(self) -> pd.DataFrame:
        """One row a part of the lead time: hours, per cent, and the median hours of tasks of its kind."""
        import pandas as pd

        rows = [(each.label, each.hours, each.percent, each.usual_hours) for each in self.parts]
        return pd.DataFrame(rows, columns=["part", "hours", "percent", "usual_hours"])

    def _repr_html_(self) -> str:
        return as_html(f"Task {self.task}", self.frame(), self.text)


def story_of(chronicle: Chronicle, task: int, others: bool = True) -> Story:
    """The story of one task.

    Parameters
    ----------
    others
        Whether to run the same world without failures, questions and mistakes, to tell what they cost the
        task.

    Raises
    ------
    InputError
        There is no such task.
    """
    journal, task = chronicle.journal, chronicle.known(task)
    legs = chronicle.legs_of(task)
    spans = spans_of(journal, legs)
    shares = _shares(chronicle, task, spans)
    lead = _until(journal, task) - float(journal.tasks["arrived"][task])
    return Story(
        task=task,
        sentences=tuple(Tale(journal, task, legs, spans).sentences()),
        parts=shares,
        lead_hours=lead,
        late_hours=float(chronicle.late_hours[task]),
        makeup=_makeup(lead, shares),
        why=_why(journal, task, shares, otherwise(journal, task) if others else ()),
        spans=tuple(spans),
    )


def _until(journal: Journal, task: int) -> float:
    delivered = float(journal.tasks["delivered"][task])
    return float(journal.plan.end) if math.isnan(delivered) else delivered


def _shares(chronicle: Chronicle, task: int, spans: list[Span]) -> tuple[Share, ...]:
    usual = chronicle.usual(task) or {}
    hours = {
        name: math.fsum(span.until - span.since for span in spans if span.part == name) for name in PARTS
    }
    percents = dict(zip(hours, phrase.percents(list(hours.values())), strict=True))
    shares = [
        Share(name, label, hours[name], percents[name], usual.get(name, math.nan))
        for name, label in PARTS.items()
        if hours[name] > 0.0
    ]
    return tuple(sorted(shares, key=lambda each: -each.hours))


def _makeup(lead: float, shares: tuple[Share, ...]) -> str:
    told = [f"{each.percent} % {each.label}" for each in shares if each.percent > 0]
    if not told:
        return "It took no time."
    return f"Of its lead time of {phrase.length(lead)}, {listed(told)}."


def _why(journal: Journal, task: int, shares: tuple[Share, ...], others: tuple[Otherwise, ...]) -> str:
    state = lateness(journal, task)
    is_out = not math.isnan(journal.tasks["delivered"][task])
    is_late = _until(journal, task) > float(journal.tasks["due"][task])
    if is_out:
        head = f"Task {task} was {'' if is_late else 'delivered '}{state}."
    else:
        head = f"Task {task} was still in hand when the run ended, {state}."
    return " ".join([head, _greatest(shares, is_late), *_other_worlds(journal, task, others)])


def _greatest(shares: tuple[Share, ...], is_late: bool) -> str:
    """The parts that exceed the usual most; without anything usual, the longest."""
    if not shares:
        return "It took no time."
    if all(math.isnan(each.usual_hours) for each in shares):
        top = [f"{each.label} ({phrase.length(each.hours)})" for each in shares[:MOST_TOLD]]
        return f"What took longest: {listed(top)}."
    beyond = sorted(shares, key=lambda each: each.usual_hours - each.hours)
    top = [
        f"{each.label} ({phrase.length(each.hours)}; "
        f"{phrase.length(each.usual_hours) if each.usual_hours >= 1 / 60 else 'none'})"
        for each in beyond[:MOST_TOLD]
        if each.hours - each.usual_hours >= LEAST_HOURS
    ]
    if top:
        return f"What took longest beyond the usual (in brackets the median of its kind, too): {listed(top)}."
    tight = ": its due date is tight" if is_late else ""
    return f"Nothing took much longer than in the median task of its kind{tight}."


def _other_worlds(journal: Journal, task: int, others: tuple[Otherwise, ...]) -> list[str]:
    """When it would have been delivered without each of what can hold a task up."""
    told, idle = [], []
    for each in others:
        if math.isnan(each.delivered):
            either = " either" if math.isnan(journal.tasks["delivered"][task]) else ""
            told.append(f"without {each.without} not before the end of the run{either}")
        elif math.isnan(each.sooner):
            told.append(f"without {each.without} on {phrase.when(journal.scenario, each.delivered)}")
        elif abs(each.sooner) >= LEAST_HOURS:
            word = "sooner" if each.sooner > 0.0 else "later"
            told.append(f"without {each.without} {phrase.length(abs(each.sooner))} {word}")
        else:
            idle.append(each.without)
    lines = []
    if told:
        lines.append(f"In the same world, with the same people, it would have been delivered {listed(told)}.")
    if idle:
        lines.append(f"Without {listed(idle, 'or')} its delivery would have been the same.")
    return lines


def trace(journal: Journal, task: int | None = None, others: bool = True) -> Story:
    """The story of one task of a world, in plain words, with what its lead time consisted of.

    Parameters
    ----------
    journal
        The facts of one run, as `sim.simulate` gives them.
    task
        Its row in `journal.tasks`; left out, the latest one of the window observed.
    others
        Whether to run the same world without failures, questions and mistakes, to tell what they cost the
        task (three runs more).

    Raises
    ------
    InputError
        There is no such task; the nearest one is in the message.
    """
    rule = "must be the journal of a run"
    wanted(journal, Journal, "journal", rule, "sim.trace(sim.simulate(case, seed=1))")
    chronicle = Chronicle(journal)
    if task is None:
        late = chronicle.latest(1, *journal.scenario.window_hours)
        task = late[0] if late else 0
    return story_of(chronicle, task, others)
