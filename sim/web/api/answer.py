"""What is answered: numbers with their intervals, and the words for them."""

from __future__ import annotations

import math
from typing import Any, Final, Literal

from pydantic import BaseModel, field_validator

from sim.analysis import interval as analysis
from sim.web.desk.guide import Asked
from sim.web.desk.lever import Lever, Value

JOINERS: Final = "\u200c\u200d"
"""Without them words of some scripts cannot be written."""

JsonNumber = float | None
"""What JSON cannot say (no data, no end) is null."""


def number(value: float) -> JsonNumber:
    """A number that JSON can say."""
    return float(value) if math.isfinite(value) else None


class Said(BaseModel):
    """What a page shows; no name in it may turn its letters round, or move what stands beside it."""

    @field_validator("*", mode="after")
    @classmethod
    def _harmless(cls, value: Any) -> Any:
        if isinstance(value, str):
            return harmless(value)
        is_text = isinstance(value, list) and value and isinstance(value[0], str)
        return [harmless(each) for each in value] if is_text else value


def harmless(text: str) -> str:
    """Text without controls of the cursor or of the direction of writing; those that join letters stay."""
    if text.isprintable():  # as a rule, and in a tenth of the time
        return text
    return "".join(c if c.isprintable() or c in JOINERS else " " if c.isspace() else "\ufffd" for c in text)


class IntervalSaid(Said):
    """A mean with its 95 % interval, and both in words."""

    mean: JsonNumber
    low: JsonNumber
    high: JsonNumber
    text: str

    @classmethod
    def of(cls, known: analysis.Interval) -> IntervalSaid:
        """The interval as a page needs it."""
        text = "–" if known.n == 0 or math.isnan(known.mean) else str(known)
        return cls(mean=number(known.mean), low=number(known.low), high=number(known.high), text=text)


class CaseName(Said):
    """A case that can be asked about."""

    name: str
    title: str
    about: str


class CasesAnswer(Said):
    """All of them."""

    cases: list[CaseName]
    questions: list[Asked] = []
    """What a firm would ask them."""


class CaseAnswer(CaseName):
    """A case and its levers."""

    currency: str
    strategy: str
    days: float
    levers: list[Lever]


class MoveSaid(Said):
    """A lever that stands elsewhere than in the baseline."""

    path: str
    label: str
    before: Value
    now: Value
    text: str


class RowSaid(Said):
    """One measure under the choice, under the baseline, and their paired difference."""

    measure: str
    label: str
    unit: str
    says: str
    direction: Literal["lower", "higher", "neutral"]
    headline: bool
    now: IntervalSaid
    pinned: IntervalSaid
    difference: IntervalSaid
    verdict: str


class ComparisonAnswer(Said):
    """The choice beside the baseline, world by world."""

    case: str
    seed: int
    replications: int
    """As many as there were in time: never more than asked for."""
    sentence: str
    moves: list[MoveSaid]
    facts: list[str]
    """What follows from the levers before anything is left to chance: seats, hours in common."""
    rows: list[RowSaid]


class ShadeSaid(Said):
    """A disruption, in days since observation began; without an end it is for good."""

    team: str
    start: float
    end: JsonNumber
    text: str


class WorldAnswer(Said):
    """One world day by day, under the choice and under the baseline."""

    case: str
    seed: int
    world: int
    days: list[float]
    now: list[float]
    """Tasks that wait for somebody to begin, under the choice."""
    pinned: list[float]
    shades: list[ShadeSaid]
    text: str
    """The picture in words."""


class PlaceSaid(Said):
    """A team, frame by frame."""

    team: str
    in_line: list[int]
    """Tasks that wait for a seat."""
    at_seats: list[int]
    open: list[bool]
    down: list[bool]
    """An outage, or the team has ended."""


class LineSaid(Said):
    """A task in the list of the latest."""

    task: int
    day: float
    """Of its arrival, since observation began."""
    text: str


class FilmAnswer(Said):
    """One world under a choice, as frames to play."""

    case: str
    seed: int
    world: int
    window_days: float
    step_hours: float
    """From frame to frame; the more days, the longer, so that there are 400 frames at most."""
    day_and_night: bool
    """Whether the step is short enough to show who is open."""
    days: list[float]
    """Of each frame, since observation began; what follows has an entry a frame, too."""
    clock: list[str]
    """By the client's clock."""
    zone: str
    places: list[PlaceSaid]
    questions: list[int]
    """Questions and drafts that wait for a liaison."""
    on_the_way: list[int]
    in_hand: list[int]
    overdue: list[int]
    delivered: list[int]
    spent: list[JsonNumber]
    """Money since observation began."""
    currency: str
    tasks: int
    """How many there are: they are numbered from 0."""
    shades: list[ShadeSaid]
    latest: list[LineSaid]
    text: str
    """The picture in words."""


class PortionSaid(Said):
    """A part of a lead time."""

    label: str
    hours: float
    percent: int
    usual_hours: JsonNumber
    """The median among delivered tasks of its kind in the same world."""


class StoryAnswer(Said):
    """What became of one task."""

    case: str
    seed: int
    world: int
    task: int
    from_day: float
    """Of arrival, and of delivery or the run's end, since observation began."""
    to_day: float
    sentences: list[str]
    makeup: str
    why: str
    parts: list[PortionSaid]


class PointSaid(Said):
    """A point of the frontier."""

    share: float
    label: str
    cost: IntervalSaid
    loss: IntervalSaid


class FrontierAnswer(Said):
    """What resilience costs, from all at home to all outside."""

    case: str
    seed: int
    replications: int
    points: list[PointSaid]
    cost_label: str
    loss_label: str
    text: str


class BarSaid(Said):
    """A step, or an end."""

    label: str
    kind: Literal["start", "step", "end"]
    amount: IntervalSaid
    so_far: float


class WaterfallAnswer(Said):
    """From all in-house to the choice."""

    case: str
    seed: int
    replications: int
    label: str
    bars: list[BarSaid]
    sentence: str
    payback: str
    """When the money that the choice costs at first is back."""


class HealthAnswer(Said):
    """Whether questions can be answered, and how much is under way."""

    status: Literal["well", "ill"]
    trouble: str
    """Why not; empty if all is well."""
    workers: int
    busy: int
    jobs_waiting: int
    pools_lost: int
    """How often workers had to be begun anew."""
    questions: int
    """In work or waiting."""
    most_questions: int


class Complaint(Said):
    """One thing that is wrong with a question."""

    path: str
    value: str | None = None
    rule: str
    remedy: str = ""


class Refusal(Said):
    """Why there is no answer."""

    problems: list[Complaint]
