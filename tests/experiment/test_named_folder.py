"""The points of a large folder are named once; whoever opens it later believes that, and looks at a few."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.digest import digest_of
from sim.experiment.design.cases import Cases
from sim.experiment.design.experiment import Experiment, experiment_from, load_experiment
from sim.experiment.folder import index
from sim.experiment.folder.claim import claimed, results_in
from sim.experiment.folder.tables import record_design


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "WORTH_POINTS", 4)


def begun(folder: Path, **more: Any) -> Experiment:
    """A folder with its design, and no runs."""
    values = {
        "case": "one_queue",
        "strategies": {"loose": {"clarity": 0.2}, "tight": {"clarity": 0.9}},
        "factors": {"speed": {"path": "scenario.inhouse.speed", "levels": {"from": 0.9, "to": 1.1}}},
        "design": {"kind": "sobol", "points": 4},
        "replications": 2,
        "seed": 1,
        **more,
    }
    experiment = claimed(folder, experiment_from(values))
    record_design(folder, experiment)
    return experiment


def told(experiment: Experiment) -> list[object]:
    """All that a design says of its points."""
    points = experiment.points
    return [(p.id, p.digest, p.world, p.labels, p.settings, p.case.digest) for p in points]


def forged(folder: Path, **others: Any) -> None:
    """What the index says, with something else in it, whole as before."""
    path = folder / "cache" / index.FILE
    head, _, text = path.read_bytes().partition(b"\n")
    text = json.dumps(json.loads(text) | others).encode()
    path.write_bytes(json.dumps(json.loads(head) | {"digest": digest_of(text)}).encode() + b"\n" + text)


def test_no_point_is_named_again_and_nobody_can_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same experiment, same points in the same order, same cases: and none of them was named."""
    folder = tmp_path / "out"
    begun(folder)
    read = load_experiment(folder / "experiment.yaml")

    def refuse(*_: object) -> None:
        raise AssertionError("a point is named again")

    monkeypatch.setattr(Cases, "named", refuse)
    opened = sim.Results(folder).experiment
    assert opened == read
    assert opened.digest == read.digest
    assert told(opened) == told(read)
    assert opened.stored == read.stored


def test_limits_that_tolerances_mean_are_known_too(tmp_path: Path) -> None:
    """Worlds that state what they bear are among the few that are made."""
    folder = tmp_path / "out"
    levels = {"none": {"scenario.most_money": None}, "some": {"scenario.most_money": 1e6}}
    begun(folder, factors={"money": {"levels": levels}}, design={"kind": "grid"})
    opened, read = results_in(folder), load_experiment(folder / "experiment.yaml")
    assert opened.limits == read.limits
    assert opened.limits


@pytest.mark.parametrize("harm", ["cut", "altered", "emptied", "a name", "too few", "no number", "a group"])
def test_what_is_harmed_is_not_believed(tmp_path: Path, harm: str) -> None:
    """Half a file, another byte, names of another design: then all are named anew."""
    folder = tmp_path / "out"
    expected = told(begun(folder))
    path = folder / "cache" / index.FILE
    raw = path.read_bytes()
    cases = json.loads(raw.partition(b"\n")[2])["cases"]
    if harm == "cut":
        path.write_bytes(raw[: len(raw) // 2])
    elif harm == "altered":
        path.write_bytes(raw.replace(cases[0].encode(), b"0" * 64))
    elif harm == "emptied":
        path.write_bytes(b"")
    elif harm == "a name":
        forged(folder, cases=[*cases[:-1], "0" * 64])
    elif harm == "too few":
        forged(folder, cases=cases[:-1], world=[0] * (len(cases) - 1))
    elif harm == "no number":
        forged(folder, told=["last"])
    else:
        forged(folder, plain=[])
    assert told(results_in(folder)) == expected


def test_a_folder_that_was_begun_for_more_is_named_anew(tmp_path: Path) -> None:
    """The names are those of one document; another one has its own, which are kept in their place."""
    folder = tmp_path / "out"
    begun(folder)
    kept = (folder / "cache" / index.FILE).read_bytes()
    grown = begun(folder, design={"kind": "sobol", "points": 8})
    assert told(results_in(folder)) == told(grown)
    assert len(grown.points) == 16
    assert (folder / "cache" / index.FILE).read_bytes() != kept


def test_a_small_folder_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written where it would spare nobody time."""
    monkeypatch.setattr(index, "WORTH_POINTS", 500)
    begun(tmp_path / "out")
    assert not (tmp_path / "out" / "cache").exists()
