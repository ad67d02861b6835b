"""Who does the work? A team: some seats, one line, working hours, and what it costs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.base import Days, Hours, Money, Name, Part, Probability, Share
from sim.scenario.calendar import AnyCalendar
from sim.scenario.contract import Contract, Currency, Growth, TimeAndMaterials
from sim.scenario.distribution import Duration, Spread, UnitLognormal
from sim.scenario.experience import Experience, Saturating
from sim.scenario.familiarity import Familiarity
from sim.scenario.hazard import Distress, Exit, Insolvency, Outages, Slowdowns
from sim.scenario.pool import Pool
from sim.scenario.rivalry import Rivalry
from sim.scenario.viability import Viability

Speed = Annotated[float, Field(ge=0.01, le=100.0)]
Defects = Annotated[float, Field(ge=0.0, le=100.0)]

FULL_TIME_HOURS = 1760.0
"""Hours that one person works in a year: 220 days of eight (assumption)."""


class Skill(Part):
    """How a team does one work type, where that differs from its usual way."""

    speed: Speed | None = None
    """Hours of standard effort done in one hour."""
    defects_per_task: Defects | None = None
    """Defects of the team's own in a task (mean)."""
    win_factor: Annotated[float, Field(ge=0.0, le=100.0)] | None = None
    """What the work's `win_probability` is multiplied by where this team did it."""


class Pay(Part):
    """What a seat in-house costs, busy or not."""

    salary_per_year: Money = 0.0
    """Salary of one seat."""
    load_factor: float = Field(default=1.42, ge=1.0, le=5.0)
    """Total compensation divided by salary: benefits and taxes (US private industry 2025: 1.42)."""
    office_per_year: Money = 0.0
    """Office space of one seat."""
    tools_per_year: Money = 0.0
    """Tools and other expenses of one seat."""
    hiring_cost: Money = 4100.0
    """One-off cost of hiring one person (US 2016: 4,100)."""
    salary_growth_per_year: Growth = 0.0
    """Rise of salaries at each turn of the calendar year after the first that is observed."""
    severance_weeks: Annotated[float, Field(ge=0.0, le=520.0)] = 0.0
    """Weeks of salary paid for each in-house seat that is released (after a transition, or by a review)."""


class Team(Part):
    """Some seats, one line, and working hours."""

    seats: int = Field(default=0, ge=0, le=1_000_000)
    """People who can work at the same time; a staffing rule of the strategy may replace it."""
    calendar: AnyCalendar = "always"
    """When the team works."""
    region: Name | None = None
    """Where the team is; `scenario.regions` says what strikes all teams there."""
    outages: Outages | None = None
    """How the team goes down and comes back."""
    slowdowns: Slowdowns | None = None
    """How some of its seats close for a while."""
    days_to_hire: Days = 42.0
    """Calendar days from the decision to hire until the first day at work (US 2016: 42)."""
    notice_days: Days = 0.0
    """Calendar days from the decision to let somebody go until the seat is gone."""
    unsocial_premium: Annotated[float, Field(ge=0.0, le=10.0)] = 0.0
    """What an hour before seven, after twenty or at a weekend, by the clock where they are, costs beyond any
    other, as a share of salary, or of fees for hours and seats."""
    attrition_per_year: float = Field(default=0.0, ge=0.0, le=50.0)
    """Expected number of times a year that a seat's occupant leaves (and is replaced after days_to_hire)."""


class WorkingTeam(Team):
    """A team that does tasks: skilled, and not without faults."""

    speed: Speed = 1.0
    """Hours of standard effort done in one hour of work."""
    defects_per_task: Defects = 0.0
    """Defects of the team's own in a task (mean of a Poisson number)."""
    distance: Share = 0.0
    """How far in language, culture and practice from those who want the work: 0 who understands all, 1 a
    stranger."""
    asks: Share = 1.0
    """Share of the unclear points they notice that they dare, or may, ask about; the rest is guessed."""
    skill: dict[Name, Skill] = {}
    """Exceptions by work type or family."""
    leaks_per_year: float = Field(default=0.0, ge=0.0, le=1000.0)
    """Expected leaks a year by one person who works on nothing but wholly sensitive work (assumption)."""
    leaks_per_leaver: float = Field(default=0.0, ge=0.0, le=100.0)
    """Expected leaks by one such person who leaves (0: none)."""
    remote_access: float = Field(default=1.0, ge=0.0, le=100.0)
    """What all of these leaks are multiplied by, where people work from elsewhere (1: as in an office)."""
    security: Share = 0.0
    """Share of those leaks that the team's own security prevents."""
    detection_days: Days = 267.0
    """Mean calendar days from a leak until it comes to light (breaches by way of partners, 2025: 267)."""
    leak_loss: Spread = UnitLognormal()
    """How much the losses of leaks differ, around what the team had seen (the shape is an assumption)."""
    loss_exponent: Annotated[float, Field(ge=0.0, le=10.0)] = 1.0
    """Power of the share of the value at risk that the team has seen to which the loss of a leak is in
    proportion (assumption)."""
    experience: Experience | None = None
    """How practice changes speed, understanding and defects; left out, the team neither learns nor
    forgets."""

    @property
    def understands_all(self) -> bool:
        """Whether nothing can ever be unclear to them: they are near, and have nothing to learn."""
        learns = isinstance(self.experience, Saturating) and self.experience.newcomer_speed < 1.0
        return self.distance == 0.0 and not learns


class InHouse(WorkingTeam):
    """The client's own team."""

    pay: Pay = Pay()
    """What a seat costs."""
    usable_idle_share: Share = 0.0
    """Share of the idle seat-hours that can be put to core work (0: none)."""
    core_hour_value: Money = 0.0
    """What an hour of core work is worth."""


class Liaisons(Team):
    """The client's people who write briefs, answer questions and hold checkpoints."""

    pay: Pay = Pay()
    """What a seat costs."""
    checkpoint_catch: Probability = 0.3
    """Share of the points that nobody noticed which each checkpoint of an attempt shows (assumption)."""
    answer_delay_hours: Duration = 0.0
    """Calendar hours by which an answer is late for reasons that nobody models (extraneous delay)."""


class Reviewers(Team):
    """The client's people who inspect what was done."""

    pay: Pay = Pay()
    """What a seat costs."""
    detection_probability: Probability = 0.6
    """Probability that an inspection finds a defect that is there, each by itself (peer review: about
    0.6)."""
    false_alarm_probability: Probability = 0.0
    """Probability that an inspection which finds nothing asks for rework all the same."""


class ThirdParty(Part):
    """A firm that inspects in the reviewers' place, if the strategy says so (`strategy.inspection.by`).

    What goes wrong with the reviewers goes wrong with whoever inspects: outages are stated there.
    """

    seats: int = Field(default=0, ge=0, le=1_000_000)
    """Inspectors who can work at the same time; the staffing rule for reviewers may replace it."""
    calendar: AnyCalendar = "always"
    """When it works."""
    detection_probability: Probability = 0.6
    """Probability that an inspection finds a defect that is there, each by itself (peer review: about
    0.6)."""
    false_alarm_probability: Probability = 0.0
    """Probability that an inspection which finds nothing asks for rework all the same."""
    fee_per_inspection: Money = 0.0
    """Fee for one inspection."""


class Provider(WorkingTeam):
    """A firm that works for the client, at a distance, under a contract, and for as long as it lives."""

    familiarity: Familiarity | None = None
    """How working together makes client and provider less strange to each other; left out, it does not."""
    handover_hours: Hours = 0.0
    """Calendar hours from brief to the provider's door (transfer, access, scheduling)."""
    message_hours: Hours = 0.0
    """Calendar hours that a question, or its answer, travels."""
    pool: Pool | None = None
    """What it can lend us beyond our seats, and when its other clients want that; left out, nothing."""
    work_lost: Share = 0.5
    """Share of the work done on a task that is lost when it moves to another team."""
    insolvency: Insolvency | None = None
    """How the provider may end for good."""
    viability: Viability | None = None
    """When the provider walks away from a contract that loses money; left out, never."""
    distress: Distress | None = None
    """How it may get into trouble before it ends, or recovers."""
    exit: Exit = Exit()
    """What its end costs."""
    contract: Contract = TimeAndMaterials()
    """What it is paid for."""
    rivalry: Rivalry | None = None
    """How it may become a rival; left out, never."""
    currency: Currency = Currency()
    """How its currency moves; `contract.currency_share_borne` says how much of that is ours to carry."""
    selection_share: Share = 0.01
    """Cost of choosing the provider, as a share of a year's fees (0.2-2 %), paid once."""
    selection_cost: Money = 0.0
    """Cost of the tender by which it was chosen, whatever the fees, paid once."""
    governance_share: Share = 0.06
    """Retained organisation and contract management as a share of fees (4-8 %)."""
    governance_per_year: Money = 0.0
    """What governing it costs whatever the fees, while its contract is in force."""
    liaison_hours_per_week: Hours = 0.0
    """Hours of liaisons that its boundary takes, whatever the work: paid for, and not taken from theirs."""
    transition_cost_per_seat: Money = 0.0
    """One-off cost of knowledge transfer for each of the provider's seats that the mix calls for."""
    secure_facility_effect: Share = 0.5
    """Share of the leaks that a secure facility prevents, if the strategy asks for one (assumption)."""
    secure_facility_cost_per_year: Money = 0.0
    """What the client would pay for a secure facility at this provider."""
