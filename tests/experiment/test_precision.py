"""Are points repeated until they are precise, for reasons that depend on their values alone?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.errors import InputError, ResultsError
from sim.experiment.conduct.conduct import missing_runs, run_experiment
from sim.experiment.conduct.pilot import replications_for, rounds_for, run_pilot
from sim.experiment.design.experiment import load_experiment
from sim.experiment.design.stopping import StoppingRule, Target
from sim.experiment.execute import run as one_run
from sim.experiment.execute.rounds import Rounds
from sim.experiment.execute.run import Harvest
from sim.experiment.execute.run_table import RunTable
from sim.experiment.folder.claim import document_of
from sim.experiment.folder.results import Results
from sim.replicate.replications import table_of

RULE = {
    "until": {"cost_per_task": "4.5%", "on_time_share": "4pp"},
    "at_least": 4,
    "at_most": 22,
    "in_batches_of": 5,
}


@pytest.fixture
def precise(small):
    """The small experiment with a stopping rule, with changes to the rule by keyword."""
    return lambda **changes: small(replications={**RULE, **changes})


def table(results):
    return results.rows().to_csv(index=False)


def test_the_table_does_not_depend_on_workers_or_interruptions(precise, tmp_path):
    """One worker, two, or a sweep cut off in the middle of a round: the same rows."""
    until = {"cost_per_task": "4.5%", "on_time_share": "4pp"}  # its points stop at unlike numbers

    def asked():
        return precise(until=until)

    one = run_experiment(asked(), tmp_path / "one", workers=1)
    two = run_experiment(asked(), tmp_path / "two", workers=2)
    cut(asked(), tmp_path / "cut", one, keep=11)
    again = run_experiment(asked(), tmp_path / "cut")

    assert len({stop.replications for stop in one.stops}) > 1
    assert table(one) == table(two) == table(again)
    assert again.computed == one.computed - 11
    for name in ("precision.csv", "summary.csv"):
        texts = {(tmp_path / folder / name).read_text() for folder in ("one", "two", "cut")}
        assert len(texts) == 1


def cut(experiment, folder, whole, keep):
    """A folder in which only some of the rows got stored before the end."""
    from sim.experiment.folder.claim import claimed
    from sim.experiment.folder.store import Store

    claimed(folder, experiment)
    rows = whole.rows().sample(keep, random_state=1).to_dict("records")
    store = Store(folder)
    store.add(Harvest(RunTable.of(rows)))
    store.flush()


def test_each_point_stops_at_the_first_look_that_finds_it_precise(precise, tmp_path):
    """Recomputed from the table by hand: precise at the end, and not at the look before."""
    from sim.analysis.interval import mean_interval

    results = run_experiment(precise(), tmp_path / "out")

    def is_precise(point, n):
        cost, share = (
            mean_interval(results.values(point, name).loc[: n - 1].to_numpy())
            for name in ("cost_per_task", "on_time_share")
        )
        return cost.relative_half_width <= 0.045 and share.half_width <= 0.04

    for stop in results.stops:
        looks = [n for n in (4, 9, 14, 19, 22) if n <= stop.replications]
        assert stop.replications == looks[-1] == len(results.values(stop.point, "cost_per_task"))
        assert [is_precise(stop.point, n) for n in looks[:-1]] == [False] * (len(looks) - 1)
        assert stop.reason == ("precise" if is_precise(stop.point, looks[-1]) else "at_most")


def test_a_finished_sweep_computes_nothing_and_says_why_points_stopped(precise, tmp_path):
    """The reasons are told, and written beside the rows."""
    first = run_experiment(precise(at_most=4), tmp_path / "out")
    second = run_experiment(precise(at_most=4), tmp_path / "out")

    assert (first.computed, second.computed, second.missing) == (16, 0, 0)
    assert missing_runs(precise(at_most=4), tmp_path / "out") == 0
    assert any("given up at the most replications" in note for note in first.notes)
    assert "at_most" in (tmp_path / "out/precision.csv").read_text()


def test_a_folder_grows_when_more_precision_is_asked(precise, tmp_path):
    """A narrower target computes only what is new and ends where it would have ended anyway."""
    run_experiment(precise(), tmp_path / "out")
    narrow = precise(until={"cost_per_task": "3.5%", "on_time_share": "4pp"})
    results = run_experiment(narrow, tmp_path / "out")

    assert table(results) == table(run_experiment(narrow, tmp_path / "new"))
    with pytest.raises(ResultsError, match="replications"):
        run_experiment(precise(), tmp_path / "out")


def test_from_a_fixed_number_to_a_rule_and_back(small, precise, tmp_path):
    """As long as every run that was asked for still is."""
    run_experiment(small(replications=4), tmp_path / "out")
    run_experiment(precise(), tmp_path / "out")
    with pytest.raises(ResultsError):
        run_experiment(small(replications=10), tmp_path / "out")
    results = run_experiment(small(replications=22), tmp_path / "out")

    assert table(results) == table(run_experiment(small(replications=22), tmp_path / "new"))


def test_a_budget_of_runs_ends_the_sweep_between_two_rounds(precise, tmp_path):
    """Four points, four times, then five more each: 36 runs; a budget of 35 stops before."""
    hard = {"until": {"cost_per_task": "0.01%"}}
    short = run_experiment(precise(**hard, budget={"runs": 35}), tmp_path / "short")
    long = run_experiment(precise(**hard, budget={"runs": 36}), tmp_path / "long")

    assert (short.computed, long.computed) == (16, 36)
    assert {stop.reason for stop in short.stops + long.stops} == {"budget"}
    with pytest.raises(InputError, match="more than the budget"):
        precise(budget={"runs": 15})


def test_a_budget_of_minutes_ends_it_too_and_the_next_call_goes_on(precise, tmp_path):
    """The first round is always whole."""
    rule = {"until": {"cost_per_task": "0.01%"}, "at_most": 9, "budget": {"minutes": 1e-9}}
    first = run_experiment(precise(**rule), tmp_path / "out")
    second = run_experiment(precise(**{**rule, "budget": {}}), tmp_path / "out")

    assert first.computed == 16
    assert "budget of minutes" in " ".join(first.notes)
    assert first.computed + second.computed == 36


def fragile(batch, *others, **named):
    """Replication 1 of the clear points fails, and with it the batch that it is in."""
    if 1 in batch.replications and batch.case.strategy.clarity == 0.4:
        raise ZeroDivisionError("a law was broken")
    return table_of(batch, *others, **named)


def test_a_failed_run_holds_back_its_own_point_only(precise, tmp_path, monkeypatch):
    """The others go on; once it succeeds, the table is that of a sweep without failures."""
    monkeypatch.setattr(one_run, "table_of", fragile)
    results = run_experiment(precise(), tmp_path / "out")
    assert len(results.failures) == 2
    assert any("waiting for a run that failed" in note for note in results.notes)

    monkeypatch.undo()
    healed = run_experiment(precise(), tmp_path / "out")

    assert table(healed) == table(run_experiment(precise(), tmp_path / "new"))


def test_rounds_wait_for_the_last_run_and_then_go_on(precise):
    """While runs are under way the iterator says None: not now."""
    experiment = precise(until={"cost_per_task": "0.01%"})
    rounds = Rounds(experiment, experiment.stopping)
    first = [next(rounds) for _ in range(16)]

    assert next(rounds) is None
    rows = [{**run.key, "cost_per_task": float(k)} for k, run in enumerate(first)]
    rounds.take(Harvest(RunTable.of(rows[:15])))
    assert next(rounds) is None
    rounds.take(Harvest(RunTable.of(rows[15:])))
    assert next(rounds).replication == 4


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"until": {"cost_per_tsk": "1%"}}, ["until.cost_per_tsk", "did you mean cost_per_task?"]),
        ({"until": {"cost_per_task": "1pp"}}, ["percentage points are for shares"]),
        ({"until": {"cost_per_task": "often"}}, ["must be a half-width above zero"]),
        ({"until": {"cost_per_task": 0}}, ["must be a half-width above zero"]),
        ({"until": {}}, ["at least 1"]),
        ({"at_least": 30}, ["at_least must not be above at_most"]),
        ({"at_leest": 30}, ["did you mean at_least?"]),
    ],
)
def test_a_rule_that_makes_no_sense_is_told(small, rule, words):
    """Path, rule, and the nearest name."""
    with pytest.raises(InputError) as caught:
        small(replications={**RULE, **rule})

    assert "replications" in str(caught.value)
    assert all(word in str(caught.value) for word in words)


def test_a_rule_survives_its_resolved_file(precise, written):
    """The same digest, the same rule."""
    first = precise(budget={"runs": 1000})
    again = load_experiment(written(document_of(first)))

    assert again.digest == first.digest
    assert again.stopping == first.stopping


def test_stopping_at_a_precision_covers_a_little_less_than_promised():
    """The known bias: looked at after every run from the third on, 95 % intervals hold the truth in 91 %."""
    rng, rule = np.random.default_rng(8), StoppingRule(until={"cost_per_task": "10%"})
    from sim.analysis.interval import mean_interval

    hits = 0
    for _ in range(1000):
        values = rng.normal(100.0, 30.0, 200)
        looks = (mean_interval(values[:n]) for n in range(3, 201))
        stop = next(each for each in looks if rule.targets[0].is_met(each))
        hits += stop.contains(100.0)

    assert 885 <= hits <= 935


def test_a_pilot_says_how_many_replications_a_precision_needs():
    """Against the textbook: sd 30, ± 5.88 needs 100 by the normal law, 103 by Student's."""
    values = np.array([70.0, 130.0] * 500)
    needed = replications_for(values, Target("cost_per_task", 5.88, False), 0.95, 10_000)

    assert 100 <= needed <= 104
    assert replications_for(values, Target("cost_per_task", 1e-9, False), 0.95, 10_000) == np.inf
    assert replications_for(np.ones(5), Target("cost_per_task", 0.01, True), 0.95, 10_000) == 2
    assert [rounds_for(n, 10, 20, 100) for n in (2, 10, 11, 31, 99, np.inf)] == [10, 10, 30, 50, 100, 100]


def test_a_pilot_stores_nothing_and_sees_what_the_experiment_will(small, tmp_path):
    """Its replications are the experiment's first; its time and level are there."""
    experiment = small()
    pilot = run_pilot(experiment, most_points=2, replications=3, seconds=60)
    rows = run_experiment(experiment, tmp_path / "out").rows()

    assert [point.id for point in pilot.points] == sorted(
        (experiment.points[k].id for k in (0, 3)), key=[p.id for p in pilot.points].index
    )
    for point, own in zip(pilot.points, pilot.rows, strict=True):
        stored = rows[rows["point"] == point.id]["cost_per_task"].to_list()
        assert [row["cost_per_task"] for row in own] == stored
    assert pilot.seconds_per_run > 0
    assert all(len(level) == 51 and level[0] == 0 for level in pilot.levels)


def test_a_points_table_lies_beside_the_rows(small, tmp_path):
    """Rows are read with any program; so are the levels of their points. It can be given back as a design."""
    first = run_experiment(small(replications=1), tmp_path / "out")
    text = (tmp_path / "out/design.csv").read_text()

    assert text.splitlines()[0] == "point,share,clarity"
    listed = small(replications=1, design={"kind": "csv", "table": text})
    assert [p.id for p in listed.points] == [p.id for p in first.points]


def test_points_that_are_drawn_no_more_are_told(small, tmp_path):
    """Another version of a library would draw another design: refused, with the way out."""
    run_experiment(small(replications=1), tmp_path / "out")
    path = tmp_path / "out/design.csv"
    path.write_text(path.read_text() + "0123456789ab,0.7,0.7\n")

    with pytest.raises(ResultsError, match="draws no more"):
        run_experiment(small(replications=1), tmp_path / "out")


def test_results_read_again_know_the_stops(precise, tmp_path):
    """Nothing but rows and experiment is needed for it."""
    first = run_experiment(precise(), tmp_path / "out")

    assert Results(tmp_path / "out").stops[0].reason == first.stops[0].reason
    assert json.loads((tmp_path / "out/manifest.json").read_text())["replications"] == 22


def test_a_shard_cannot_decide_on_a_round(precise, tmp_path):
    """Refused before anything is written, with the way out."""
    with pytest.raises(InputError, match="a shard cannot tell"):
        run_experiment(precise(), tmp_path / "out", shard="1/2")

    assert not (tmp_path / "out").exists()


def test_threads_give_the_same_rounds(precise, tmp_path):
    """Whoever computes, the decision is the same."""
    one = run_experiment(precise(), tmp_path / "one")
    threads = run_experiment(precise(), tmp_path / "threads", threads=2)

    assert table(one) == table(threads)
