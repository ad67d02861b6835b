"""One small language of dotted paths, for groups of settings and for models alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.errors import InputError
from sim.files.path import flattened, overlaid, replaced, spelled_out

HELD = {
    "mix": {"patents": {"krakow": 0.12, "bangalore": 0.28}},
    "events": [{"at": 1}, {"at": 2}],
    "plan": None,
}


@pytest.mark.parametrize(
    ("path", "value", "place", "found"),
    [
        ("mix.patents", {"bangalore": 0.4}, "mix", {"patents": {"bangalore": 0.4}}),
        ("mix.patents", {}, "mix", {"patents": {}}),
        ("mix.patents.bangalore", 0.4, "mix", {"patents": {"krakow": 0.12, "bangalore": 0.4}}),
        ("mix.*.krakow", 0.0, "mix", {"patents": {"krakow": 0.0, "bangalore": 0.28}}),
        ("events.*.at", 5, "events", [{"at": 5}, {"at": 5}]),
        ("events.1", {}, "events", [{"at": 1}, {}]),
        ("events.+", {"at": 3}, "events", [{"at": 1}, {"at": 2}, {"at": 3}]),
        ("events.7?.at", 3, "events", [{"at": 1}, {"at": 2}]),
        ("plan?.days", 3, "plan", None),
        ("plan.days", 3, "plan", {"days": 3}),
        ("new.group", 3, "new", {"group": 3}),
    ],
)
def test_a_path_sets_what_it_names_and_nothing_else(path, value, place, found):
    """A group that is set replaces the one that was there; a longer path sets one entry of it."""
    after = replaced(HELD, path, value)

    assert after[place] == found
    assert {name: each for name, each in after.items() if name != place} == {
        name: each for name, each in HELD.items() if name != place
    }


def test_what_is_held_does_not_change():
    """A copy is changed, all the way down."""
    before = repr(HELD)
    replaced(HELD, "mix.patents.krakow", 9)["mix"]["patents"]["bangalore"] = 9

    assert repr(HELD) == before


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("events.2.at", "2 is no entry of this list of 2"),
        ("events.²", "is no entry of this list"),
        ("mix.patents.krakow.high", "high has no place in a plain value"),
        ("plan.*.days", "nothing here that \\* could stand for"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_whole(path, rule):
    """The message has the path as it was given."""
    with pytest.raises(InputError, match=rule) as refused:
        replaced(HELD, path, 1)

    assert refused.value.problems[0].path == path


def test_a_star_that_stands_for_nothing_is_refused():
    """One queue has no providers, so their distance cannot be set."""
    with pytest.raises(InputError, match=r"scenario\.providers\.\*\.distance"):
        sim.changed(sim.preset("one_queue"), {"scenario.providers.*.distance": 0.5})


def test_shares_that_are_given_are_all_the_shares():
    """Two fifths to Bangalore are two fifths; Krakow's twelfth does not stay."""
    case = sim.preset("pfizer_patents")

    assert sim.changed(case, {"strategy.mix.patents": {"bangalore": 0.4}}).strategy.mix == {
        "patents": {"bangalore": 0.4}
    }
    assert sim.changed(case, {"strategy.mix": {}}).strategy.mix == {}
    assert sim.changed(case, {"strategy.mix.patents.bangalore": 0.4}).strategy.mix["patents"] == {
        "bangalore": 0.4,
        "krakow": 0.12,
    }


def test_a_file_lays_its_settings_over_a_preset():
    """Groups are merged; an empty group empties; a group whose kind changes is another one."""
    below = {"mix": {"patents": {"krakow": 0.1}}, "contract": {"kind": "a", "rate": 3}, "skill": {"x": 1}}
    above = {"mix": {"patents": {"pune": 0.2}}, "contract": {"kind": "b"}, "skill": {}}

    assert overlaid(below, above) == {
        "mix": {"patents": {"krakow": 0.1, "pune": 0.2}},
        "contract": {"kind": "b"},
        "skill": {},
    }
    assert overlaid(below, {}) == below


@pytest.mark.parametrize(
    ("path", "stands_for"),
    [
        ("mix.*.krakow", ["mix.patents.krakow"]),
        ("mix.patents.*", ["mix.patents.krakow", "mix.patents.bangalore"]),
        ("events.*.at", ["events.0.at", "events.1.at"]),
        ("plan?.days", ["plan.days"]),
        ("none.*", ["none.*"]),
    ],
)
def test_a_path_with_a_star_can_be_spelled_out(path, stands_for):
    """Every path that it names, in the order in which they stand there."""
    assert spelled_out(HELD, path) == stands_for


Groups = st.recursive(
    st.dictionaries(st.sampled_from("abc"), st.integers()),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner),
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(below=Groups, above=Groups)
def test_settings_one_by_one_are_settings_laid_over(below, above):
    """What a named strategy states, set path by path, is what the same text does over a preset."""
    one_by_one = {"top": below}
    for path, value in flattened(above, "top"):
        try:
            one_by_one = replaced(one_by_one, path, value)
        except InputError:  # a number below, a group above: laid over, the group stands in the number's place
            return

    assert one_by_one == {"top": overlaid(below, above)}
