"""Does each kind of design take the points it promises, grow as it says, and refuse what it cannot do?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.experiment.design.cube import corners, fraction, latin_hypercube, sobol
from sim.experiment.design.experiment import load_experiment
from sim.experiment.design.shares import Shares
from sim.experiment.folder.claim import document_of

SHIPPED = sorted((Path(__file__).parents[2] / "experiments").glob("*.yaml"))

FREE = {
    "clarity": {"path": "strategy.clarity", "levels": {"from": 0, "to": 0.9}},
    "checked": {"path": "strategy.inspection.inhouse_rate", "levels": {"from": 0, "to": 1}},
}
SPLIT = {
    "shares": {"home": None, "ban": "strategy.mix.patents.bangalore", "kra": "strategy.mix.patents.krakow"}
}


def labels_of(experiment):
    return [tuple(point.labels.values()) for point in experiment.points]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_a_grid_says_has_not_changed(path):
    """The resolved text of an experiment without the new settings names none of them, so its digest stays."""
    plain = load_experiment(path).plain()

    names = ["name", "question", "scenario", "strategy", "strategies", "replications", "seed", "measures"]
    assert list(plain) == [*names, "baseline", "factors"]
    assert isinstance(plain["replications"], int)
    assert all(list(factor) == ["says", "path", "sets", "levels"] for factor in plain["factors"].values())


@pytest.mark.parametrize("kind", ["sobol", "latin_hypercube"])
def test_drawn_points_stay_when_their_number_is_doubled(small, kind):
    """A larger design begins with the smaller one: what was computed is not computed again."""
    designs = [
        small(factors={**FREE, "mix": SPLIT}, design={"kind": kind, "points": n}, replications=1)
        for n in (6, 12, 24)
    ]

    ids = [[point.id for point in design.points] for design in designs]
    assert [len(each) for each in ids] == [6, 12, 24]
    assert ids[2][:12] == ids[1]
    assert ids[1][:6] == ids[0]


def test_a_sobol_design_grows_to_any_number_and_a_latin_hypercube_only_by_doubling():
    """Said in the design's own words, and so it is."""
    assert np.array_equal(sobol(7, 3, 1), sobol(100, 3, 1)[:7])
    assert np.array_equal(latin_hypercube(5, 3, 1), latin_hypercube(40, 3, 1)[:5])
    assert not np.array_equal(latin_hypercube(5, 3, 1), latin_hypercube(7, 3, 1)[:5])


@pytest.mark.parametrize("points", [1, 5, 8, 12, 64, 96, 99])
def test_a_latin_hypercube_has_one_point_in_every_strip_of_every_axis(points):
    """Also when it was made by doubling."""
    places = latin_hypercube(points, 4, seed=3)

    strips = np.sort(np.floor(places * points).astype(int), axis=0)
    assert (strips == np.arange(points)[:, None]).all()


def test_drawn_places_are_the_same_with_every_version_we_know():
    """Results folders hold the points that were drawn: another generator would be another design."""
    assert sobol(2, 2, 1).round(6).tolist() == SOBOL
    assert latin_hypercube(3, 2, 1).round(6).tolist() == HYPERCUBE


SOBOL = [[0.286169, 0.162635], [0.581783, 0.937964]]
HYPERCUBE = [[0.239217, 0.304004], [0.818652, 0.377244], [0.630303, 0.945607]]


@pytest.mark.parametrize(
    ("factors", "resolution", "runs"),
    [
        (3, 3, 4),
        (7, 3, 8),
        (4, 4, 8),
        (8, 4, 16),
        (16, 4, 32),
        (5, 5, 16),
        (6, 5, 32),
        (8, 5, 64),
        (10, 5, 128),
    ],
)
def test_a_fraction_has_the_resolution_that_was_asked(factors, resolution, runs):
    """No product of fewer factors than the resolution is constant; the sizes are those of the textbook tables
    (Box, Hunter & Hunter)."""
    from itertools import combinations

    signs = fraction(factors, resolution)

    assert signs.shape[0] == runs
    assert len({tuple(row) for row in signs.tolist()}) == len(signs)
    for size in range(1, resolution):
        for chosen in combinations(range(factors), size):
            assert signs[:, chosen].prod(axis=1).sum() == 0


def test_a_fraction_is_part_of_the_full_factorial(small):
    """So a fraction can be completed later, and only the rest is computed."""
    factors = {
        name: {"path": f"scenario.work.{name}.ambiguity", "levels": [0.1, 0.2]}
        for name in ("searches", "drafting", "opinions")
    }
    full = small(factors=factors, design="full_factorial")
    half = small(factors=factors, design={"kind": "fractional_factorial", "resolution": 3})

    assert len(full.points) == len(corners(3)) == 8
    assert len(half.points) == 4
    assert {p.id for p in half.points} < {p.id for p in full.points}


def test_a_two_level_design_takes_the_ends_and_if_asked_the_centre(small):
    """The lowest and the highest number, whatever stands between."""
    factors = {**FREE, "share": {"levels": [0.5, 0, 1], "sets": {"strategy.mix.patents.krakow": 0.5}}}
    experiment = small(factors=factors, design={"kind": "full_factorial", "centre": True})

    assert labels_of(experiment)[0] == (0, 0, 0)
    assert labels_of(experiment)[-2:] == [(0.9, 1, 1), (0.45, 0.5, 0.5)]


def test_one_at_a_time_moves_one_factor_away_from_the_base(small):
    """The base, then factor by factor; the baseline is the base unless another is stated."""
    experiment = small(baseline={"share": 0.5}, design="one_at_a_time")
    other = small(design={"kind": "one_at_a_time", "base": {"clarity": 0.4}})

    assert labels_of(experiment) == [(0.5, 0), (0, 0), (0.5, 0.4)]
    assert labels_of(other) == [(0, 0.4), (0.5, 0.4), (0, 0)]


def test_linked_shares_add_up_to_one_however_they_are_drawn(small):
    """What is left stays at home, and a grid takes every division on the lattice."""
    drawn = small(factors={"mix": SPLIT}, design={"kind": "sobol", "points": 64})
    grid = small(factors={"mix": {**SPLIT, "step": 0.5}})

    assert all(abs(sum(point.labels.values()) - 1.0) < 1e-9 for point in drawn.points)
    assert np.allclose(list(labels_of(drawn)), drawn_shares(drawn))
    assert abs(np.mean(labels_of(drawn), axis=0) - 1 / 3).max() < 0.02
    assert labels_of(grid) == [(0, 0, 1), (0, 0.5, 0.5), (0, 1, 0), (0.5, 0, 0.5), (0.5, 0.5, 0), (1, 0, 0)]


def drawn_shares(experiment):
    """The divisions as the strategies have them."""
    rows = [point.case.strategy.mix["patents"] for point in experiment.points]
    return [(1 - row["bangalore"] - row["krakow"], row["bangalore"], row["krakow"]) for row in rows]


def test_steps_of_shares_must_arrive_at_one():
    """0.3 does not."""
    with pytest.raises(ValueError, match="miss one"):
        Shares(**SPLIT, step=0.3)


def test_a_level_on_a_log_scale_is_as_likely_in_each_decade(small):
    """From 10 to 1000 half of the points lie below 100."""
    levels = {"from": 10, "to": 1000, "scale": "log"}
    factors = {"mttf": {"path": "scenario.providers.*.outages.mttf_days", "levels": levels}}
    experiment = small(factors=factors, design={"kind": "sobol", "points": 32})

    assert sum(labels < (100,) for labels in labels_of(experiment)) == 16


def test_drawn_levels_that_are_few_count_once(small):
    """Sixteen places over four combinations are four points."""
    assert len(small(design={"kind": "sobol", "points": 16}).points) == 4


def test_a_listed_design_is_the_file_and_needs_it_no_more(small, tmp_path, written):
    """Columns in any order; the resolved experiment carries the table, also when the file is gone."""
    (tmp_path / "points.csv").write_text("clarity,share\n0.4,0\n0,0.5\n")
    path = written(
        "scenario: pfizer_patents\ndesign: {kind: csv, file: points.csv}\nfactors:\n"
        "  share: {levels: [0, 0.5], sets: {strategy.mix.patents.krakow: 1}}\n"
        "  clarity: {path: strategy.clarity, levels: {from: 0, to: 0.9}}\n"
    )
    experiment = load_experiment(path)
    (tmp_path / "points.csv").unlink()

    assert labels_of(experiment) == [(0, 0.4), (0.5, 0)]
    again = load_experiment(written(document_of(experiment)))
    assert again.digest == experiment.digest
    assert [p.id for p in again.points] == [p.id for p in experiment.points]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("clarity,shar\n0,0\n", ["line 1", "'shar'", "did you mean share?"]),
        ("clarity\n0\n", ["no column share"]),
        ("clarity,share\n0,0.3\n", ["line 2: share", "'0.3'", "levels: 0, 0.5"]),
        ("clarity,share\n0,\n", ["line 2", "has no share"]),
        ("clarity,share\n0,0,0\n", ["line 2", "more cells"]),
        ("clarity,share\n0,0\n0,0\n", ["are the same case"]),
    ],
)
def test_a_wrong_list_is_told_with_its_line(small, table, words):
    """Line, column, value, rule and the nearest name."""
    with pytest.raises(InputError) as caught:
        small(design={"kind": "csv", "table": table})

    assert all(word in str(caught.value) for word in words)


def test_every_kind_of_design_survives_its_resolved_file(small, written):
    """What a results folder writes down is the same experiment."""
    for design in ("full_factorial", "one_at_a_time", {"kind": "sobol", "points": 4}):
        first = small(factors=FREE, design=design, constraints=["clarity + checked < 1.5"])

        again = load_experiment(written(document_of(first)))

        assert again.digest == first.digest
        assert [p.id for p in again.points] == [p.id for p in first.points]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"factors": FREE}, ["a grid needs levels", "design: {kind: sobol"]),
        ({"factors": {"mix": SPLIT}, "design": "one_at_a_time"}, ["needs levels"]),
        ({"design": "sobl"}, ["must be one of"]),
        ({"design": {"kind": "sobol"}}, ["design.points", "is needed"]),
        ({"design": {"kind": "one_at_a_time", "base": {"shar": 0}}}, ["did you mean share?"]),
        ({"design": {"kind": "one_at_a_time", "base": {"share": 0.2}}}, ["is no level of share"]),
        (
            {"strategies": {"a": {}, "b": {}, "c": {}}, "design": "full_factorial"},
            ["two ends", "strategy"],
        ),
        ({"factors": {"mix": {"shares": {"home": None, "ban": None}}}}, ["path of its own"]),
        ({"factors": {"mix": {**SPLIT, "stp": 0.5}}}, ["stp", "did you mean step?"]),
        ({"factors": {"ban": FREE["clarity"], "mix": {**SPLIT, "step": 1}}}, ["a column of this name"]),
    ],
)
def test_a_design_that_cannot_be_is_refused_with_the_way_out(small, changes, words):
    """Rule, place and remedy."""
    with pytest.raises(InputError) as caught:
        small(**changes)

    assert all(word in str(caught.value) for word in words)
