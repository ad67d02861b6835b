"""The world: what is not ours to choose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from sim.errors import ABSENT, InputError, Problem
from sim.scenario.arrivals import Demand
from sim.scenario.base import Days, Money, Name, Whole
from sim.scenario.calendar import AnyCalendar
from sim.scenario.digest import canonical, digest_of, without_later
from sim.scenario.hazard import Crises, Region, ScriptedEvent
from sim.scenario.innovation import Innovation
from sim.scenario.refusal import refusal
from sim.scenario.team import InHouse, Liaisons, Provider, Reviewers, Team, ThirdParty
from sim.scenario.tolerance import Tolerances
from sim.scenario.trace import BY_CONTENT
from sim.scenario.work import WorkType

RESERVED = ("inhouse", "liaisons", "reviewers")


def _written_out(value: object) -> object:
    """Numbers are seconds to some programs; in a file they would be a slip."""
    if isinstance(value, int | float):
        raise refusal("must be a date such as 2026-01-31", "write year, month and day, with hyphens")
    return value


FirstDay = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1)), BeforeValidator(_written_out)]


class Scenario(Whole):
    """The world: work, people, providers and hazards. What is ours to choose is a `Strategy`."""

    SILENT: ClassVar[frozenset[str]] = frozenset({"name", "about"})

    name: str = Field(default="unnamed", max_length=200)
    """What the scenario is called in tables and figures."""
    about: str = Field(default="", max_length=5000)
    """The situation in a few sentences."""
    start: FirstDay = date(2025, 1, 6)
    """First day; the clock starts at its midnight UTC."""
    warm_up_days: Days = 0.0
    """Days simulated before observation starts."""
    horizon_days: float = Field(default=365.0, gt=0.0, le=40_000.0)
    """Days observed after the warm-up; the run is cut off then (a terminating simulation)."""
    currency: str = Field(default="USD", max_length=12)
    """The one currency of every amount."""
    discount_rate_per_year: float = Field(default=0.0, ge=0.0, le=1.0)
    """Interest by which later costs weigh less in the net present cost."""
    service_over_days: int = Field(default=28, ge=1, le=3_660)
    """Days over which service counts what was delivered; of whole weeks weekends do not show."""
    most_money: Money | None = None
    """Most that a run may cost in the window, as a tolerance; left out, anything."""
    work: dict[Name, WorkType] = Field(min_length=1, max_length=200)
    """Work types by name."""
    inhouse: InHouse = InHouse()
    """The client's own team."""
    liaisons: Liaisons = Liaisons()
    """The client's people who brief and answer."""
    reviewers: Reviewers = Reviewers()
    """The client's people who inspect."""
    third_party: ThirdParty = ThirdParty()
    """A firm that can inspect in the reviewers' place."""
    providers: dict[Name, Provider] = Field(default={}, max_length=100)
    """Providers by name."""
    regions: dict[Name, Region] = Field(default={}, max_length=100)
    """What strikes all teams of a region at once, by the region's name."""
    crises: Crises | None = None
    """Bad years, in which all providers fail more often."""
    events: tuple[ScriptedEvent, ...] = ()
    """What goes wrong at a stated time."""
    innovation: Innovation = Innovation()
    """Ideas from delivered work."""

    @cached_property
    def digest(self) -> str:
        """Name of a world by its content. What it is called and said to be about changes no run and does not
        count; the order of work types and providers does, for ties are broken by it. A trace is its tasks:
        where they were written down does not count."""
        plain = self.model_dump(mode="json", warnings=False, exclude={*self.SILENT}, context=BY_CONTENT)
        return digest_of(self.canonical_text(plain))

    @classmethod
    def canonical_text(cls, plain: Mapping[str, Any]) -> bytes:
        """Plain values of some of its settings as the text that names them."""
        return canonical(without_later(plain))

    @property
    def named_teams(self) -> dict[str, Team]:
        """All teams by name: in-house first, then the providers, then liaisons and reviewers."""
        own = {"liaisons": self.liaisons, "reviewers": self.reviewers}
        return {"inhouse": self.inhouse, **self.providers, **own}

    @property
    def calendars(self) -> dict[str, AnyCalendar]:
        """All calendars by their paths: those of teams, of the third party, and of work that comes by one."""
        groups: dict[str, Team | ThirdParty] = {
            "inhouse": self.inhouse,
            **{f"providers.{name}": provider for name, provider in self.providers.items()},
            "liaisons": self.liaisons,
            "reviewers": self.reviewers,
            "third_party": self.third_party,
        }
        demands = {name: work.arrivals for name, work in self.work.items()}
        return {f"{path}.calendar": team.calendar for path, team in groups.items()} | {
            f"work.{name}.arrivals.calendar": demand.calendar
            for name, demand in demands.items()
            if isinstance(demand, Demand)
        }

    @property
    def teams(self) -> tuple[str, ...]:
        """Their names, in that order."""
        return ("inhouse", *self.providers, "liaisons", "reviewers")

    @property
    def families(self) -> tuple[str, ...]:
        """Names of the families that work types belong to."""
        return tuple(dict.fromkeys(w.family for w in self.work.values() if w.family is not None))

    @property
    def tolerated(self) -> dict[str, Tolerances]:
        """Tolerances by the work types that have any."""
        stated = ((name, work.tolerances) for name, work in self.work.items())
        return {name: each for name, each in stated if each is not None}

    @property
    def window_hours(self) -> tuple[float, float]:
        """The observation window [warm-up, horizon), in hours since the start."""
        return self.warm_up_days * 24.0, (self.warm_up_days + self.horizon_days) * 24.0

    @model_validator(mode="after")
    def _names(self) -> Scenario:
        for name in RESERVED:
            if name in self.providers:
                rule = f"{name!r} is the client's own team, not a provider's name"
                remedy = f"rename the provider; settings of the team itself stand in scenario.{name}"
                raise InputError([Problem(f"providers.{name}", ABSENT, rule, remedy)])
        for family in self.families:
            if family in self.work:
                raise refusal(f"{family!r} names both a family and a work type", "rename one of them")
        return self
