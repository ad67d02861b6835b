"""The choice: what is ours to decide."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.scenario.base import Days, Name, Part, Probability, Share, Whole
from sim.scenario.digest import digest_of
from sim.scenario.work import WorkType
from sim.strategy.flexibility import Flexibility
from sim.strategy.protection import Protection
from sim.strategy.relay import Relay
from sim.strategy.termination import Termination
from sim.strategy.transition import Transition

AssignmentRule = Literal["mix", "sensitive_at_home", "overflow", "least_backlog", "primary_backup"]
Discipline = Literal["first_come", "priority", "due_date"]


class Assignment(Part):
    """Who gets a task when it arrives."""

    rule: AssignmentRule = "mix"
    """mix: by share, from the task's own number · sensitive_at_home: sensitive tasks stay, others by mix ·
    overflow: in-house until full, the rest by mix among providers · least_backlog: the team of the mix with
    the least work ahead
    per seat · primary_backup: the primary provider, or the backup while it is down."""
    sensitive_above: Probability = 0.7
    """sensitive_at_home: tasks whose sensitivity is at least this stay."""
    line_limit: int = Field(default=0, ge=0, le=1_000_000)
    """overflow: so many tasks may wait in-house before the next one leaves."""
    primary: Name | None = None
    """primary_backup: the provider that gets the work."""
    backup: Name | None = None
    """primary_backup: who gets it while the primary is down (a provider, or inhouse)."""
    core_stays_home: bool = True
    """Core work never leaves the house."""

    def keeps_home(self, work: WorkType) -> bool:
        """Whether work of this kind stays in-house, whatever the mix says."""
        is_sensitive = self.rule == "sensitive_at_home" and work.sensitivity >= self.sensitive_above
        return is_sensitive or (work.core and self.core_stays_home)


class History(Part):
    """Inspection that learns from what it finds: less after a good history, more after a bad one."""

    clean_needed: int = Field(default=10, ge=1, le=1_000_000)
    """So many clean inspections of a team in a row earn it the skip rate."""
    skip_factor: Share = 0.25
    """Share of the usual inspections that are held then (skip-lot)."""
    tighten_after: int = Field(default=2, ge=1, le=1_000_000)
    """So many findings at a team in a row tighten its inspection."""
    tightened_rate: Probability = 1.0
    """Share of attempts inspected then, until the next clean one."""


class Inspection(Part):
    """How much of the work is looked at before it is delivered."""

    inhouse_rate: Probability = 0.0
    """Share of attempts done in-house that a reviewer inspects."""
    outsourced_rate: Probability = 1.0
    """Share of attempts done by providers that a reviewer inspects."""
    by: Literal["reviewers", "third_party"] = "reviewers"
    """Who inspects: the client's reviewers, or a third party in their place, paid by inspection."""
    history: History | None = None
    """How the rates follow what was found; left out, they do not."""


class Monitoring(Part):
    """What the client sees of work in progress at its providers."""

    checkpoints: int = Field(default=0, ge=0, le=20)
    """Checkpoints in each attempt: the work stops for a liaison's look, and is misunderstood less often."""


class Staffing(Part):
    """How many seats a team has: as stated, or by its offered load."""

    rule: Literal["stated", "load", "square_root"] = "stated"
    """stated: as the scenario says · load: offered load / target utilisation, rounded up · square_root:
    offered load
    plus safety x its square root, rounded up (in people working at once)."""
    target_utilisation: Annotated[float, Field(ge=0.01, lt=1.0)] = 0.85
    """load: share of open seat-time meant to be busy."""
    safety: float = Field(default=1.0, ge=0.0, le=10.0)
    """square_root: safety factor."""
    at_least: int = Field(default=1, ge=0, le=1_000_000)
    """Seats kept even when no work is assigned."""


class Contingency(Part):
    """What happens to a provider's tasks when it is down for long, or ends."""

    plan: Name = "wait"
    """wait: until it is back (an insolvent provider's work comes home) · inhouse: bring the work home · or
    the name of
    a backup provider."""
    patience_days: Days = 5.0
    """Calendar days an outage must have lasted before the plan acts; it acts at once on insolvency."""
    rehire: Share = 1.0
    """When a provider ends, whoever takes over its work hires this share of the seats that it had."""
    ramp_days: Days = 0.0
    """These people come evenly over so many calendar days, week by week, and not all on one day."""


class Strategy(Whole):
    """The choice: mix, rules and levers. What is not ours to choose is a `Scenario`."""

    SILENT: ClassVar[frozenset[str]] = frozenset({"name"})
    IS_SORTED: ClassVar[bool] = True

    name: str = Field(default="unnamed", max_length=200)
    """What the strategy is called in tables and figures."""
    mix: dict[Name, dict[Name, Share]] = {}
    """Shares by work type or family, then by provider; what is not given out stays in-house."""
    assignment: Assignment = Assignment()
    """Who gets a task when it arrives."""
    discipline: Discipline = "first_come"
    """Who leaves a line first; tasks that return with an answer always do."""
    clarity: Annotated[float, Field(ge=0.0, le=0.95)] = 0.0
    """Share of what is unclear to a provider that a brief removes; brief hours grow by 1 / (1 - clarity)."""
    monitoring: Monitoring = Monitoring()
    """How much the client looks at work in progress."""
    inspection: Inspection = Inspection()
    """How much is inspected."""
    staffing: dict[Name, Staffing] = {}
    """Staffing rules by team (inhouse, liaisons, reviewers or a provider's name)."""
    shift_hours: dict[Name, Annotated[float, Field(ge=-24.0, le=24.0)]] = {}
    """Hours by which teams' shifts are moved (later is positive), for more hours in common."""
    relay: Relay | None = None
    """Work in hand that is passed on at the end of a shift; left out, it waits for the next one."""
    transition: Transition | None = None
    """How the work gets to its providers; left out, it is there from the start."""
    flexibility: Flexibility = Flexibility()
    """What follows the demand."""
    contingency: Contingency = Contingency()
    """What happens when a provider fails."""
    termination: Termination | None = None
    """When the client ends a contract; left out, it never does."""
    protection: Protection = Protection()
    """How intellectual property is kept from leaking."""

    @cached_property
    def digest(self) -> str:
        """Name of a choice by its content. Its own name does not count, nor the order in which shares are
        stated."""
        plain = self.model_dump(mode="json", warnings=False, exclude={*self.SILENT})
        return digest_of(self.canonical_text(plain))
