"""What is answered: numbers with their intervals, and the words for them."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel

from sim.analysis import interval as analysis
from sim.web.desk.guide import Asked
from sim.web.desk.lever import Lever, Value

Number = float | None
"""What JSON cannot say (no data, no end) is null."""


def number(value: float) -> Number:
    """A number that JSON can say."""
    return float(value) if math.isfinite(value) else None


class Interval(BaseModel):
    """A mean with its 95 % interval, and both in words."""

    mean: Number
    low: Number
    high: Number
    text: str

    @classmethod
    def of(cls, known: analysis.Interval) -> Interval:
        """The interval as a page needs it."""
        text = "–" if known.n == 0 or math.isnan(known.mean) else str(known)
        return cls(mean=number(known.mean), low=number(known.low), high=number(known.high), text=text)


class CaseName(BaseModel):
    """A case that can be asked about."""

    name: str
    title: str
    about: str


class Cases(BaseModel):
    """All of them."""

    cases: list[CaseName]
    questions: list[Asked] = []
    """What a firm would ask them."""


class Details(CaseName):
    """A case and its levers."""

    currency: str
    strategy: str
    days: float
    levers: list[Lever]


class Move(BaseModel):
    """A lever that stands elsewhere than in the baseline."""

    path: str
    label: str
    before: Value
    now: Value
    text: str


class Row(BaseModel):
    """One measure under the choice, under the baseline, and their paired difference."""

    measure: str
    label: str
    unit: str
    says: str
    direction: Literal["lower", "higher", "neutral"]
    headline: bool
    now: Interval
    pinned: Interval
    difference: Interval
    verdict: str


class Comparison(BaseModel):
    """The choice beside the baseline, world by world."""

    case: str
    seed: int
    replications: int
    """As many as there were in time: never more than asked for."""
    sentence: str
    moves: list[Move]
    facts: list[str]
    """What follows from the levers before anything is left to chance: seats, hours in common."""
    rows: list[Row]


class Shade(BaseModel):
    """A disruption, in days since observation began; without an end it is for good."""

    team: str
    start: float
    end: Number
    text: str


class World(BaseModel):
    """One world day by day, under the choice and under the baseline."""

    case: str
    seed: int
    world: int
    days: list[float]
    now: list[float]
    """Tasks that wait for somebody to begin, under the choice."""
    pinned: list[float]
    shades: list[Shade]
    text: str
    """The picture in words."""


class Place(BaseModel):
    """A team, frame by frame."""

    team: str
    in_line: list[int]
    """Tasks that wait for a seat."""
    at_seats: list[int]
    open: list[bool]
    down: list[bool]
    """An outage, or the team has ended."""


class Line(BaseModel):
    """A task in the list of the latest."""

    task: int
    day: float
    """Of its arrival, since observation began."""
    text: str


class Film(BaseModel):
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
    places: list[Place]
    questions: list[int]
    """Questions and drafts that wait for a liaison."""
    on_the_way: list[int]
    in_hand: list[int]
    overdue: list[int]
    delivered: list[int]
    spent: list[Number]
    """Money since observation began."""
    currency: str
    tasks: int
    """How many there are: they are numbered from 0."""
    shades: list[Shade]
    latest: list[Line]
    text: str
    """The picture in words."""


class Portion(BaseModel):
    """A part of a lead time."""

    label: str
    hours: float
    percent: int
    usual_hours: Number
    """The median among delivered tasks of its kind in the same world."""


class Story(BaseModel):
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
    parts: list[Portion]


class Point(BaseModel):
    """A point of the frontier."""

    share: float
    label: str
    cost: Interval
    loss: Interval


class Frontier(BaseModel):
    """What resilience costs, from all at home to all outside."""

    case: str
    seed: int
    replications: int
    points: list[Point]
    cost_label: str
    loss_label: str
    text: str


class Bar(BaseModel):
    """A step, or an end."""

    label: str
    kind: Literal["start", "step", "end"]
    amount: Interval
    so_far: float


class Waterfall(BaseModel):
    """From all in-house to the choice."""

    case: str
    seed: int
    replications: int
    label: str
    bars: list[Bar]
    sentence: str
    payback: str
    """When the money that the choice costs at first is back."""


class Trouble(BaseModel):
    """One thing that is wrong with a question."""

    path: str
    value: str | None = None
    rule: str
    remedy: str = ""


class Refusal(BaseModel):
    """Why there is no answer."""

    problems: list[Trouble]
