"""A point's case is put together from sections, and nobody can tell."""

from __future__ import annotations

import pickle
import random

import pytest

import sim
from sim.case import Case, changed, plain, preset_names
from sim.errors import InputError
from sim.experiment.design import noted, recent
from sim.experiment.design.cases import Cases
from sim.experiment.design.experiment import experiment_from
from sim.experiment.design.noted import Remembered
from sim.strategy.fit import RULES, misfits


def settings_of(case: Case, dice: random.Random) -> dict[str, object]:
    """Some settings of a case, a little moved; some of them break a rule, together or alone."""
    world, choice = case.scenario, case.strategy
    moved: dict[str, object] = {
        "scenario.horizon_days": dice.choice([90, 200.0, -1]),
        "scenario.warm_up_days": dice.choice([0, 10.5]),
        "scenario.inhouse.seats": dice.choice([0, 3, 1000]),
        "scenario.discount_rate_per_year": dice.choice([0.0, 0.05, True]),
        "scenario.name": "another",
        "scenario.most_money": dice.choice([None, 1e6]),
        "scenario.reviewers.calendar": dice.choice(["always", {"zone": "UTC", "opens": "08:00"}]),
        "strategy.clarity": dice.choice([0.25, 0.5, 2.0]),
        "strategy.name": "mine",
        "strategy.discipline": dice.choice(["priority", "fifo"]),
        "strategy.contingency": dice.choice([{"plan": "inhouse"}, {"plan": "nobody"}]),
        "strategy.staffing": dice.choice([{}, {"inhouse": {"rule": "load"}}]),
    }
    for name in world.work:
        moved[f"scenario.work.{name}.due_days"] = dice.choice([3, 8.0])
        moved[f"scenario.work.{name}.arrivals.per_week"] = dice.choice([2.0, 4, 1e9])
        moved[f"scenario.work.{name}.effort_hours.mean"] = dice.choice([1.5, 6])
        moved[f"scenario.work.{name}.tolerances"] = None
    for name in world.providers:
        moved[f"scenario.providers.{name}.seats"] = dice.choice([0, 4])
        moved[f"scenario.providers.{name}.speed"] = dice.choice([0.5, 1, 0.0])
        moved[f"scenario.providers.{name}.region"] = "elsewhere"
        moved["scenario.providers.*.security"] = 0.5
        moved[f"scenario.providers.{name}x.seats"] = 4
    for row in choice.mix:
        for team in choice.mix[row]:
            moved[f"strategy.mix.{row}.{team}"] = dice.choice([0.0, 0.2, 0.9])
    paths = dice.sample(list(moved), min(len(moved), dice.randint(1, 4)))
    return {path: moved[path] for path in paths}


def outcome(make: object, settings: dict[str, object]) -> object:
    """The digests that come of settings, or every word of what is wrong with them."""
    try:
        return make(settings)  # type: ignore[operator]
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("name", preset_names())
@pytest.mark.filterwarnings("ignore::sim.errors.HolidaysUnknown")
def test_a_case_made_of_sections_is_the_case_that_is_validated_whole(name: str) -> None:
    """Same digests, same values, same refusals, for settings good and bad at random."""
    base, dice = sim.preset(name), random.Random(name)
    cases, good = Cases(base), 0
    for _ in range(60):
        settings = settings_of(base, dice)

        def whole(given: dict[str, object]) -> tuple[str, str]:
            case = changed(base, given)
            return case.digest, case.scenario_digest

        expected = outcome(whole, settings)
        assert outcome(cases.named, settings) == expected
        if isinstance(expected, tuple):
            case, other = cases.of(settings), changed(base, settings)
            assert case == other
            assert plain(case) == plain(other)
            fresh = pickle.loads(pickle.dumps(case))
            fresh.scenario.__dict__.pop("digest", None)
            assert (fresh.digest, fresh.scenario_digest) == expected
            good += 1
    assert good > 5


def test_numbers_that_python_calls_equal_are_told_apart() -> None:
    """1 and true, 0.0 and -0.0: a level is what it says, whoever was asked before."""
    base = sim.preset("pfizer_patents")
    cases = Cases(base)
    path = "scenario.discount_rate_per_year"
    cases.named({path: 1})
    with pytest.raises(InputError, match="must be a number"):
        cases.named({path: True})
    assert cases.named({path: 0.0})[0] == changed(base, {path: 0.0}).digest
    assert cases.named({path: -0.0})[0] == changed(base, {path: -0.0}).digest


def test_what_was_forgotten_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few sections are kept, a point's case is the one that it was named by."""
    monkeypatch.setattr(recent, "MOST_KEPT", 2)
    levels = {"from": 0.1, "to": 0.9, "step": 0.1}
    plain_values = {
        "case": "one_queue",
        "factors": {
            "a": {"path": "scenario.inhouse.speed", "levels": levels},
            "b": {"path": "strategy.clarity", "levels": levels},
        },
    }
    points = experiment_from(plain_values).points
    assert len({point.id for point in points}) == 81
    assert all(point.case.digest == point.digest for point in points)
    assert pickle.loads(pickle.dumps(points[40])).case == points[40].case


def test_a_base_that_breaks_a_rule_is_refused_in_the_same_words() -> None:
    """A copy that nobody checked is checked with the first of its points."""
    base = sim.preset("one_queue")
    bad = Case(base.scenario.model_copy(update={"horizon_days": -1.0}), base.strategy)
    settings = {"scenario.warm_up_days": 1.0}
    assert outcome(Cases(bad).named, settings) == outcome(lambda given: changed(bad, given), settings)


def test_a_rule_is_asked_again_if_and_only_if_what_it_read_differs() -> None:
    """It reads through properties, too; what it never read may change as it likes."""
    case, asked = sim.preset("pfizer_patents"), []

    def window(scenario: sim.Scenario, strategy: sim.Strategy) -> float:
        asked.append(1)
        return scenario.window_hours[1] + strategy.clarity

    remembered = Remembered(window)
    for path, value, times in (
        ("scenario.currency", "EUR", 1),
        ("scenario.currency", "CHF", 1),
        ("scenario.horizon_days", 100.0, 2),
        ("strategy.clarity", 0.9, 3),
    ):
        other = Cases(case).of({path: value})
        parts = (
            case.scenario.model_copy(update={path.split(".")[1]: value})
            if path.startswith("scenario")
            else case.scenario,
            other.strategy,
        )
        assert remembered(*parts) == window(*parts)
        asked.pop()
        assert len(asked) == times


@pytest.mark.parametrize("name", preset_names())
def test_every_rule_can_be_read_through_a_view(name: str) -> None:
    """What a rule says through it is what it says."""
    case = sim.preset(name)
    told = [
        Remembered(lambda s, t, rule=rule: list(rule(s, t)))(case.scenario, case.strategy) for rule in RULES
    ]
    assert [problem for each in told for problem in each] == misfits(case.scenario, case.strategy)


def test_of_a_provider_a_rule_is_asked_again_only_if_what_it_read_of_it_differs() -> None:
    """Settings of parts count one by one, a yes or no by what it says, a group by who is in it."""
    case, asked = sim.preset("pfizer_patents"), []

    def seats(scenario: sim.Scenario, _: sim.Strategy) -> tuple[int, bool, int]:
        asked.append(1)
        bangalore = scenario.providers["bangalore"]
        return bangalore.seats, bangalore.understands_all, len(scenario.regions)

    remembered, cases = Remembered(seats), Cases(case)
    for path, value, times in (
        ("scenario.providers.bangalore.speed", 0.5, 1),
        ("scenario.providers.bangalore.distance", 0.3, 1),
        ("scenario.providers.krakow.seats", 99, 1),
        ("scenario.providers.bangalore.seats", 99, 2),
        ("scenario.providers.bangalore.seats", 98, 3),
        ("scenario.regions", {"elsewhere": {}}, 4),
        ("scenario.providers.bangalore.speed", 0.6, 4),
    ):
        other = cases.of({path: value})
        assert remembered(other.scenario, other.strategy) == seats(other.scenario, other.strategy)
        asked.pop()
        assert len(asked) == times


def test_what_is_not_there_is_not_what_was_read() -> None:
    """A part that one world has and another has not; and no more ways are kept than so many."""
    case = sim.preset("pfizer_patents")
    switches = [case.strategy.model_copy(update={"clarity": k / 1000.0}) for k in range(3 * noted.MOST_WAYS)]

    def rate(scenario: sim.Scenario, strategy: sim.Strategy) -> object:
        fields, crises = list(sim.Scenario.model_fields), scenario.crises
        another = getattr(scenario, fields[round(strategy.clarity * 1000.0) % len(fields)])
        return None if crises is None else crises.factor, another is None

    remembered = Remembered(rate)
    for world in (case.scenario, changed(case, {"scenario.crises": {}}).scenario):
        for choice in switches:
            assert remembered(world, choice) == rate(world, choice)
    assert len(remembered._said) <= noted.MOST_WAYS
