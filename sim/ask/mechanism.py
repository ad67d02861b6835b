"""Which mechanisms can be switched off, and how does the world look without each?

To add one, add it to `_ALL`: its name, a sentence about the world without it, and the settings that switch it
off. A setting that a world need not have is marked in its path (`experience?`). What settings cannot say is a
function `also`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sim.ask import worlds
from sim.ask.switch import switched
from sim.ask.worlds import PROVIDERS
from sim.case import Case
from sim.errors import Problem, UnknownName, nearest, wanted
from sim.words import listed


@dataclass(frozen=True, slots=True)
class Mechanism:
    """Something that happens in the world and can be switched off."""

    name: str
    says: str
    """The world without it, in a sentence."""
    off: Mapping[str, object] = field(default_factory=dict)
    """Settings by dotted path, with the values at which the mechanism leaves no trace."""
    also: Callable[[Case], Case] = lambda case: case
    """What settings alone cannot say."""
    parts: tuple[str, ...] = ()
    """Mechanisms that are switched off with it."""

    @property
    def called(self) -> str:
        """Its name in prose."""
        return self.name.replace("_", " ")

    def without(self, case: Case) -> Case:
        """The case in the world without this mechanism; the case itself is not changed."""
        for part in self.parts:
            case = MECHANISMS[part].without(case)
        return self.also(switched(case, self.off))


CONTRACTING = (
    *("selection_share", "selection_cost", "governance_share", "governance_per_year"),
    "liaison_hours_per_week",
)
"""What choosing and governing a provider costs."""

_ALL = (
    # -- what goes wrong -------------------------------------------------------------------------------------
    Mechanism("outages", "No team is ever down.", also=worlds.never_down),
    Mechanism("insolvencies", "No provider ends.", also=worlds.never_insolvent),
    Mechanism(
        "shocks",
        "No region is struck, and no crisis hastens the providers' ends.",
        {"scenario.regions": {}, "scenario.crises": None},
    ),
    Mechanism(
        "other_clients",
        "Providers' other clients never want more at once: the whole bench is always to be had.",
        {f"{PROVIDERS}.pool?.busy_share": 0.0},
    ),
    Mechanism("slowdowns", "No team's seats ever close for a while.", also=worlds.never_slow),
    Mechanism("distress", "No provider gets into trouble before its end.", {f"{PROVIDERS}.distress": None}),
    Mechanism("termination", "The client ends no contract.", {"strategy.termination": None}),
    Mechanism(
        "walking_away", "Providers stay, whatever they lose.", {f"{PROVIDERS}.viability?.least_margin": -10.0}
    ),
    Mechanism(
        "motives",
        "Providers work as is stated, whatever they are paid.",
        {f"{PROVIDERS}.viability?.choices": {}},
    ),
    Mechanism(
        "failures",
        "No team is ever down or slow, no region is struck, and no provider ends.",
        parts=("outages", "shocks", "slowdowns", "distress", "insolvencies", "walking_away"),
    ),
    Mechanism(
        "provider_failures",
        "No provider is ever down or ends; the client's own teams fail as they do.",
        also=worlds.providers_never_down,
        parts=("distress", "insolvencies", "walking_away"),
    ),
    # -- distance --------------------------------------------------------------------------------------------
    Mechanism(
        "distance",
        "Providers sit next door and understand the work as people in-house do; their working hours stay.",
        parts=("strangeness", "handovers"),
    ),
    Mechanism(
        "strangeness",
        "Providers understand the work as people in-house do, and dare to ask as much.",
        also=worlds.as_near_as_at_home,
    ),
    Mechanism(
        "handovers",
        "Handing work over, and a message on its way, take no time.",
        {f"{PROVIDERS}.handover_hours": 0.0, f"{PROVIDERS}.message_hours": 0.0},
    ),
    Mechanism(
        "time_zones",
        "Providers work days of their own length, on their own weekdays and holidays, but open when the "
        "client opens.",
        also=worlds.in_one_zone,
    ),
    Mechanism("briefs", "Work needs no brief.", {"scenario.work.*.brief_hours": 0.0}),
    Mechanism(
        "questions",
        "Nobody asks: what is unclear is guessed.",
        dict.fromkeys([f"{team}.asks" for team in worlds.WORKING], 0.0),
    ),
    Mechanism(
        "waits",
        "Answers take no time: nobody's, and none on the way.",
        {"scenario.work.*.answer_hours": 0.0, "scenario.liaisons.answer_delay_hours": 0.0},
    ),
    Mechanism("unclear_points", "All work is clear to everybody.", {"scenario.work.*.unclear_points": 0.0}),
    Mechanism(
        "misunderstandings",
        "Work is codified to the letter: what nobody asked about is done right all the same.",
        {"scenario.work.*.ambiguity": 0.0},
    ),
    # -- quality ---------------------------------------------------------------------------------------------
    Mechanism("defects", "No team makes faults of its own; misunderstandings stay.", also=worlds.faultless),
    Mechanism(
        "provider_defects",
        "Providers make as many faults of their own as people in-house.",
        also=worlds.as_good_as_at_home,
    ),
    Mechanism(
        "inspection",
        "Nobody looks at the work before it is delivered.",
        {"strategy.inspection.inhouse_rate": 0.0, "strategy.inspection.outsourced_rate": 0.0},
    ),
    Mechanism(
        "provider_inspection",
        "Providers' work is inspected as often as work done in-house.",
        also=worlds.inspected_as_at_home,
    ),
    # -- intellectual property -------------------------------------------------------------------------------
    Mechanism(
        "leaks",
        "Nobody ever tells what they know.",
        {
            f"{team}.{setting}": 0.0
            for team in worlds.WORKING
            for setting in ("leaks_per_year", "leaks_per_leaver")
        },
    ),
    Mechanism("rivalry", "No provider becomes a rival.", {f"{PROVIDERS}.rivalry": None}),
    Mechanism("lapses", "No right ever lapses.", {"scenario.work.*.lapse_days": None}),
    Mechanism(
        "fading",
        "What is late is worth as much as in time, unless its right has lapsed.",
        {"scenario.work.*.value_half_life_days": None},
    ),
    # -- people, and what is paid ----------------------------------------------------------------------------
    Mechanism(
        "attrition",
        "Nobody leaves of their own accord.",
        dict.fromkeys([f"{team}.attrition_per_year" for team in worlds.TEAMS], 0.0),
    ),
    Mechanism(
        "learning",
        "All are as fast and as faultless as their experts, and stay so.",
        {"scenario.inhouse.experience": None, f"{PROVIDERS}.experience": None},
    ),
    Mechanism(
        "maturing",
        "Providers stay as strange as they were at the start.",
        {f"{PROVIDERS}.familiarity": None},
    ),
    Mechanism(
        "forgetting",
        "Nobody forgets what they know.",
        dict.fromkeys([f"{team}.experience?.half_life_days?" for team in worlds.WORKING], None),
    ),
    Mechanism(
        "ramp",
        "The providers are there from the start, with their full share.",
        {"strategy.transition": None},
    ),
    Mechanism("provider_speed", "Providers work as fast as people in-house.", also=worlds.as_fast_as_at_home),
    Mechanism(
        "transition",
        "Knowledge reaches the providers at no cost.",
        {f"{PROVIDERS}.transition_cost_per_seat": 0.0},
    ),
    Mechanism(
        "contracting",
        "Providers are chosen and governed at no cost.",
        dict.fromkeys([f"{PROVIDERS}.{cost}" for cost in CONTRACTING], 0.0),
    ),
    Mechanism("delay", "Late work costs nothing.", {"scenario.work.*.delay_cost_per_day": 0.0}),
)

MECHANISMS = {mechanism.name: mechanism for mechanism in _ALL}
"""All of them by name."""

STEPS = (
    "provider_speed",
    "handovers",
    "time_zones",
    "briefs",
    "strangeness",
    "provider_defects",
    "provider_inspection",
    "provider_failures",
    "transition",
    "contracting",
)
"""What an ideal provider lacks, in the order in which a waterfall adds it."""


def mechanisms(names: str | Iterable[str], path: str = "without") -> tuple[Mechanism, ...]:
    """The mechanisms of these names.

    Raises
    ------
    UnknownName
        There is no such mechanism; the nearest name is in the message, and all of them are.
    """
    wanted(names, Iterable, path, "must be the name of a mechanism, or several", '"failures"')
    chosen = (names,) if isinstance(names, str) else tuple(names)
    problems = []
    for name in chosen:
        if name not in MECHANISMS:
            meant = nearest(name, MECHANISMS)
            remedy = (f"did you mean {meant}? " if meant else "") + f"mechanisms: {', '.join(MECHANISMS)}"
            problems.append(Problem(path, name, "there is no mechanism of this name", remedy))
    if problems:
        raise UnknownName(problems)
    return tuple(MECHANISMS[name] for name in dict.fromkeys(chosen))


def switched_off(case: Case, names: str | Iterable[str]) -> Case:
    """The case in the world without these mechanisms."""
    for mechanism in mechanisms(names):
        case = mechanism.without(case)
    return case


def subject(chosen: Iterable[Mechanism]) -> tuple[str, bool]:
    """The mechanisms as the subject of a sentence, and whether it is plural."""
    names = [mechanism.called for mechanism in chosen]
    text = listed(names)
    return f"{text[:1].upper()}{text[1:]}", len(names) > 1 or names[0].endswith("s")
