"""Directions that the literature states, under common random numbers.

Each case is the same patent work (`pfizer_patents`) in the same worlds, with one thing different; a
direction holds if the 95 % interval of the paired difference lies on its side of zero.
"""

from functools import cache

from sim.analysis.comparison import compare
from sim.case import changed, preset
from sim.engine.making import make_plan
from sim.engine.simulate import simulate
from sim.outcome.scorecard import settle

WORLDS = range(30)
SEED = 1
MONTH_18 = 548
CALM = {
    "scenario.inhouse.outages": None,
    "scenario.providers.bangalore.outages": None,
    "scenario.providers.bangalore.insolvency": None,
    "scenario.providers.krakow.outages": None,
    "scenario.providers.krakow.insolvency": None,
}
"""A world in which nothing fails but what a test lets fail."""


@cache
def patents():
    return preset("pfizer_patents")


def cards(settings, worlds=WORLDS):
    """Scorecards of the patent work with something changed, world by world."""
    case = changed(patents(), settings)
    plan = make_plan(case.scenario, case.strategy)
    return [settle(simulate(case, seed=SEED, replication=world, plan=plan)) for world in worlds]


def verdicts(settings, instead, *measures, worlds=WORLDS):
    """What `instead` does to each measure, against `settings`, in worlds that both live through."""
    before, after = cards(settings, worlds), cards(instead, worlds)
    return [
        compare([card[measure] for card in after], [card[measure] for card in before]).verdict
        for measure in measures
    ]


def outages(mttf_days, mttr_days):
    """Bangalore has three fifths of the work, and is down for 1.6 % of the time."""
    return {
        **CALM,
        "scenario.providers.bangalore.outages": {"mttf_days": mttf_days, "mttr_days": mttr_days},
        "strategy.mix.patents": {"bangalore": 0.6, "krakow": 0.12},
        "strategy.contingency.plan": "wait",
    }


def test_for_the_same_uptime_longer_and_rarer_outages_hurt_more():
    """Duration matters, not only uptime: half a day a month is forgiven, eight days at once are not.

    The long ones come less than twice in a run, and thirty worlds have too few of them to tell a mean by.
    White & Christie (1958) for the single server; Tomlin (2006), Management Science 52(5), for supply.
    """
    short, long = outages(31.25, 0.5), outages(500.0, 8.0)

    found = verdicts(short, long, "worst_quarter_on_time_share", "lead_time_mean_days", worlds=range(300))

    assert found == ["lower", "higher"]


def test_distributed_work_takes_longer_in_calendar_time():
    """All of it offshore against all of it at home: calendars, questions, briefs, faults; nothing fails.

    Herbsleb & Mockus (2003), IEEE Transactions on Software Engineering 29(6): about two and a half times
    as long.
    """
    home = {**CALM, "strategy.mix.patents": {"bangalore": 0.0, "krakow": 0.0}}
    away = {**CALM, "strategy.mix.patents": {"bangalore": 1.0, "krakow": 0.0}}

    assert verdicts(home, away, "lead_time_mean_days") == ["higher"]


def test_without_questions_distance_costs_less_time():
    """So part of the delay is talk across time zones: a result, not an input (Herbsleb & Mockus, 2003)."""
    away = {**CALM, "strategy.mix.patents": {"bangalore": 1.0, "krakow": 0.0}}
    silent = {**away, "scenario.providers.*.asks": 0.0}

    assert verdicts(away, silent, "lead_time_mean_days") == ["lower"]


def test_weak_delivery_capability_means_more_rework():
    """Bezerra, Bullock & Moura (2014): the provider's capability drives rework and what escapes."""
    weak = {"scenario.providers.bangalore.defects_per_task": 0.3}

    found = verdicts({}, weak, "rework_share", "first_pass_yield")

    assert found == ["higher", "lower"]


def test_inspection_reduces_escapes_and_costs_rework():
    """Peer review finds about 60 % of the defects (Boehm & Basili, 2001, IEEE Computer 34(1))."""
    seldom, always = ({"strategy.inspection.outsourced_rate": rate} for rate in (0.2, 1.0))

    found = verdicts(seldom, always, "escaped_defect_share", "rework_share")

    assert found == ["lower", "higher"]


def test_clearer_briefs_mean_fewer_questions_and_misunderstandings():
    """Clarity removes what is unclear, at the price of hours of briefing (an assumption of the model)."""
    vague, clear = ({"strategy.clarity": clarity} for clarity in (0.0, 0.6))

    found = verdicts(vague, clear, "questions_per_task", "misunderstanding_share")

    assert found == ["lower", "lower"]


def test_a_second_source_with_room_shortens_recovery():
    """Bangalore fails in month 18 for sixty days; its work waits, or goes to Krakow with seats to spare.

    Tomlin (2006), Management Science 52(5): the longer the disruption, the more the reliable second
    source is worth.
    """
    failure = {"team": "bangalore", "kind": "outage", "at_day": MONTH_18, "days": 60}
    world = {
        **CALM,
        "scenario.events": [failure],
        "scenario.providers.krakow.seats": 10,
        "strategy.staffing.krakow.rule": "stated",
        "strategy.mix.patents": {"bangalore": 0.4, "krakow": 0.12},
    }
    waits, second_source = ({**world, "strategy.contingency.plan": plan} for plan in ("wait", "krakow"))

    found = verdicts(waits, second_source, "time_to_recover_days", "loss_area_days")

    assert found == ["lower", "lower"]
