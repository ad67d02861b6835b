"""Settings that can change nothing in a case, each with a reason that is a fact about it."""

import pytest

import sim
from sim.case import changed
from sim.strategy.silent import reason_for, silent

PATENTS = {
    "scenario.work.searches.priority": "lines go by due_date, not by priority",
    "scenario.work.searches.novelty": "innovation.ideas_per_novel_task is 0",
    "scenario.inhouse.seats": "strategy.staffing.inhouse.rule replaces it",
    "scenario.providers.krakow.leak_loss.cv": "no work has both sensitivity and ip_value",
    "scenario.third_party.fee_per_inspection": "strategy.inspection.by says that the reviewers inspect",
    "strategy.assignment.line_limit": "the rule is mix, not overflow",
    "strategy.flexibility.band": "flexibility.teams names no team",
}


@pytest.mark.parametrize(("path", "reason"), PATENTS.items())
def test_a_setting_that_nothing_asks_for_is_named_with_its_reason(path, reason):
    """The preset has no ideas, no leaks, no reviews, and its lines go by due date."""
    case = sim.preset("pfizer_patents")

    assert reason_for(path, silent(case.scenario, case.strategy)).endswith(reason)


@pytest.mark.parametrize(
    ("path", "settings"),
    [
        ("scenario.work.searches.priority", {"strategy.discipline": "priority"}),
        ("scenario.work.searches.novelty", {"scenario.innovation.ideas_per_novel_task": 0.1}),
        ("scenario.inhouse.seats", {"strategy.staffing.inhouse.rule": "stated"}),
        ("scenario.third_party.fee_per_inspection", {"strategy.inspection.by": "third_party"}),
        ("strategy.assignment.sensitive_above", {"strategy.assignment.rule": "sensitive_at_home"}),
        ("strategy.flexibility.band", {"strategy.flexibility.teams": ["inhouse"]}),
        ("scenario.inhouse.calendar", {"scenario.work.searches.begin_within_working_hours": 8}),
        ("strategy.shift_hours.inhouse", {"scenario.work.searches.begin_within_working_hours": 8}),
    ],
)
def test_a_setting_that_is_asked_for_is_not_named(path, settings):
    """What was missing is there."""
    more = {"strategy.flexibility.review_days": 30, "scenario.third_party.seats": 2}
    case = changed(sim.preset("pfizer_patents"), more | settings)

    assert reason_for(path, silent(case.scenario, case.strategy)) is None


@pytest.mark.parametrize("path", ["strategy.clarity", "scenario.providers.krakow.outages.mttr_days"])
def test_what_moves_numbers_is_never_named(path):
    """Clarity, and a second provider's outages."""
    case = sim.preset("pfizer_patents")

    assert reason_for(path, silent(case.scenario, case.strategy)) is None


def test_where_no_provider_gets_work_its_failure_needs_no_plan():
    """Everything stays at home."""
    home = changed(sim.preset("pfizer_patents"), {"strategy.mix": {}})
    told = silent(home.scenario, home.strategy)

    assert reason_for("strategy.contingency.patience_days", told) == (
        "no provider that gets work can be down or end"
    )
    assert reason_for("strategy.monitoring.checkpoints", told) == "no provider gets work"


def test_the_calendar_of_a_house_that_does_no_work_still_counts_working_hours():
    """All work goes out, and nobody at home has any: promises in working hours go by their calendar."""
    out = {
        "strategy.mix": {"patents": {"bangalore": 1.0}, "trademarks": {"bangalore": 1.0}},
        "scenario.providers.*.outages": None,
        "scenario.providers.*.insolvency": None,
        "strategy.inspection.inhouse_rate": 0.0,
    }
    promised = {"scenario.work.searches.begin_within_working_hours": 8}
    idle, counted = (
        changed(sim.preset("pfizer_patents"), {**out, **more, "strategy.shift_hours": {"inhouse": 1.0}})
        for more in ({}, promised)
    )
    for path in ("scenario.inhouse.calendar.opens", "strategy.shift_hours.inhouse"):
        assert reason_for(path, silent(idle.scenario, idle.strategy)) is not None
        assert reason_for(path, silent(counted.scenario, counted.strategy)) is None


def test_a_promise_about_work_that_is_never_due_is_named():
    """Whatever its target; and so is a look back where nothing is ever due."""
    target = {"begun_in_time_share": 0.9}
    settings = {
        "scenario.providers.krakow.contract.service_levels": [
            target,
            {"on_time_share": 0.9, "of_work": ["searches"]},
        ],
        "scenario.work.searches.due_days": None,
    }
    case = changed(sim.preset("pfizer_patents"), settings)
    never = changed(case, {"scenario.work.*.due_days": None, "scenario.work.*.lapse_days": None})
    told = silent(case.scenario, case.strategy)

    path = "scenario.providers.krakow.contract.service_levels"
    assert reason_for(f"{path}.0.cap", told) == "no work that it is about is to be begun by some time"
    assert reason_for(f"{path}.1", told) == "no work that it is about is ever due"
    assert reason_for("scenario.service_over_days", told) is None
    assert (
        reason_for("scenario.service_over_days", silent(never.scenario, never.strategy))
        == "nothing is ever due"
    )


def test_a_ring_gives_work_to_providers_that_the_mix_leaves_out():
    """What they are, when they are there and what they are paid is then asked for."""
    ring = {"strategy.mix": {}, "strategy.relay": {"teams": ["inhouse", "bangalore"]}}
    case = changed(sim.preset("pfizer_patents"), ring)
    told = silent(case.scenario, case.strategy)
    asked = ("calendar", "contract", "speed", "defects_per_task")

    assert not [name for name in asked if reason_for(f"scenario.providers.bangalore.{name}", told)]
    assert reason_for("scenario.providers.krakow.contract", told) == "no work ever comes to it"


@pytest.mark.parametrize(
    ("path", "settings", "reason"),
    [
        (
            "strategy.relay.work_lost",
            {
                "strategy.relay": {"teams": ["inhouse", "krakow"]},
                "scenario.inhouse.calendar": "always",
                "scenario.providers.*.calendar": "always",
            },
            "all teams of the ring keep the same hours",
        ),
        (
            "scenario.inhouse.experience.lesson_worth",
            {"scenario.inhouse.experience": {"kind": "saturating"}},
            "nobody gives them lessons",
        ),
        (
            "scenario.work.searches.rework_fraction",
            {"scenario.work.searches.most_attempts": 1},
            "most_attempts is 1: nothing is done again",
        ),
    ],
)
def test_what_the_new_laws_do_not_ask_for_is_named(path, settings, reason):
    """A ring that never moves, lessons for nobody, rework of what is done once."""
    case = changed(sim.preset("pfizer_patents"), settings)

    assert reason_for(path, silent(case.scenario, case.strategy)) == reason
