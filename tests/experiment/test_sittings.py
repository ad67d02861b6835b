"""Do all points take turns, and do runs of a point stay together where there are many points?"""

from __future__ import annotations

import pickle
from itertools import islice
from typing import Any

import numpy as np
import pytest

from sim.experiment.conduct import conduct
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.conduct.order import Order, Remainder
from sim.experiment.conduct.shard import Shard
from sim.experiment.execute import run as one_run
from sim.experiment.execute.executor import Courier
from sim.experiment.execute.parcel import pickled
from sim.experiment.execute.run import PointRuns, Run, run_batch
from sim.experiment.execute.run_table import RunTable
from sim.experiment.execute.sittings import MOST, sitting
from sim.experiment.folder.results import Results
from sim.replicate.pool import Serial
from sim.replicate.replications import table_of
from sim.strategy import sound

ORDERS = [(4, 1, 3), (5, 2, 7), (3, 50, 20), (7, 4, 8), (1, 1, 1)]


@pytest.mark.parametrize(("points", "width", "replications"), ORDERS)
def test_every_run_has_a_place_and_every_place_a_run(points: int, width: int, replications: int) -> None:
    """Both ways, whatever is left for the last round."""
    order = Order(np.random.default_rng(1).permutation(points), width, replications)

    runs = [order.run_at(place) for place in range(points * replications)]

    assert sorted(runs) == [(k, r) for k in range(points) for r in range(replications)]
    position = {int(k): place for place, k in enumerate(order.points)}
    assert [order.place_of(position[k], r) for k, r in runs] == list(range(len(runs)))


@pytest.mark.parametrize("count", [1, 3, 5])
@pytest.mark.parametrize(("points", "width", "replications"), ORDERS)
def test_what_is_held_leaves_its_places(points: int, width: int, replications: int, count: int) -> None:
    """Shard by shard: together they miss what all miss."""
    order, dice = Order(np.arange(points), width, replications), np.random.default_rng(2)
    held = dice.random((points, replications)) < 0.5

    free = np.concatenate([order.free(held, Shard(number, count)) for number in range(1, count + 1)])

    assert free.tolist() == [not held[order.run_at(place)] for place in range(held.size)]


def test_the_more_points_the_longer_a_sitting(small: Any) -> None:
    """A few points take turns replication by replication; of many, each has its replications in a row."""
    levels = [k / 100 for k in range(60)]
    many = small(factors={"clarity": {"path": "strategy.clarity", "levels": levels}}, replications=100)
    long = many.model_copy(update={"scenario": many.scenario.model_copy(update={"horizon_days": 3650.0})})

    assert sitting(small()) == 1
    assert sitting(many) == 15 < MOST
    assert 1 <= sitting(long) < sitting(many)
    runs = list(islice(Remainder(many, np.zeros((60, 100), np.bool_), Shard()), 45))
    assert [run.replication for run in runs] == [*range(15)] * 3
    assert len({run.point.id for run in runs}) == 3


def test_where_a_batch_fails_its_runs_are_played_alone(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run of seven fails; the rows of the others are what they are without it."""

    def fragile(batch: Any, *others: Any, **named: Any) -> Any:
        if 4 in batch.replications:
            raise ZeroDivisionError("a law was broken")
        return table_of(batch, *others, **named)

    runs = [Run(small().points[0], k, 11) for k in range(7)]
    sound = run_batch(runs, "auto")
    monkeypatch.setattr(one_run, "table_of", fragile)
    harvest = run_batch(runs, "auto")

    assert [(each["replication"], each["type"]) for each in harvest.failures] == [(4, "ZeroDivisionError")]
    assert [row["digest"] for row in harvest.rows] == [run.digest for run in runs if run.replication != 4]
    assert harvest.rows.values.tobytes() == np.delete(sound.rows.values, 4, axis=0).tobytes()
    assert len(harvest.timelines) == 1


def test_rows_are_columns_and_look_like_rows() -> None:
    """Made of rows, joined, and one looked at; what a row lacks is no number."""
    first = RunTable.of(
        [{"point": "a", "replication": k, "seed": 1, "digest": f"{k}", "x": k / 2} for k in (0, 1)]
    )
    other = RunTable.of([{"point": "b", "replication": 0, "seed": 1, "digest": "2", "y": 3.0}])

    both = RunTable.joined([first, RunTable(), other])

    assert (len(both), both.measures) == (3, ("x", "y"))
    assert both[1] | {"y": 0.0} == {
        "point": "a",
        "replication": 1,
        "seed": 1,
        "digest": "1",
        "x": 0.5,
        "y": 0.0,
    }
    assert np.isnan(both.values[0, 1])
    assert np.isnan(both.values[2, 0])
    assert both.table().column_names == ["point", "replication", "seed", "digest", "x", "y"]
    assert not RunTable.joined([])


class Instant(Serial):
    """An executor that plays nothing, and remembers how much it was asked for."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.points: list[set[str]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        batch = args[0]
        self.sizes.append(len(batch))
        self.points.append({run.point.id for run in batch})
        rows = RunTable.of([{**run.key, "x": 0.0} for run in batch])
        return super().submit(lambda: one_run.Harvest(rows, seconds=1e-3 * len(batch)))


def test_the_last_batches_are_small_and_none_cuts_a_sitting_if_it_can_be_helped(small: Any) -> None:
    """All workers end together; a plan is made once."""
    points, instant = small().points, Instant()
    runs = [
        Run(point, k, 11)
        for first in range(0, 4000, 10)
        for point in points
        for k in range(first, first + 10)
    ]

    courier = Courier(lambda: instant, 2, "auto")
    done = sum(len(harvest.rows) for harvest in courier.carry(iter(runs)))

    whole = [size for size in instant.sizes if size >= 200]
    assert done == sum(instant.sizes) == len(runs)
    assert 200 <= max(instant.sizes) < 210  # a fifth of a second
    assert len(whole) > 60
    assert instant.sizes[-1] <= 20
    assert [size % 10 for size in whole[1:]] == [0] * len(whole[1:])


def test_points_of_one_world_travel_with_one_scenario(small: Any) -> None:
    """A batch about four choices in one world is hardly larger than one about a single choice."""
    sizes = [len(pickled([PointRuns(point, 11, [0, 1]) for point in small().points[:n]])) for n in (1, 4)]

    assert small().points[0].world == small().points[3].world
    assert sizes[1] < 2 * sizes[0]


def test_a_case_that_arrives_is_not_checked_again(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was where it comes from, and to check it takes longer than to play it."""
    monkeypatch.setattr(sound, "_sound", {})
    (sent,) = [PointRuns(small().points[1], 11, [0])]
    sound._sound.clear()

    arrived = pickle.loads(pickled(sent)).point

    assert (arrived.case.scenario.digest, arrived.case.strategy.digest) in sound._sound
    assert (arrived.id, arrived.labels, arrived.settings) == (
        sent.point.id,
        sent.point.labels,
        sent.point.settings,
    )
    assert arrived.case.digest == sent.point.digest


def test_of_very_many_points_no_timeline_is_stored_and_each_is_there_when_asked(
    small: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is played again, and is the same."""
    stored = run_experiment(small(replications=1), tmp_path / "stored")
    monkeypatch.setattr(conduct, "MOST_TIMELINES", 3)
    without = run_experiment(small(replications=1), tmp_path / "without")

    assert not (tmp_path / "without/timelines").exists()
    assert without.rows().equals(stored.rows())
    for point in small().points:
        again = Results(tmp_path / "without").timeline(point)
        assert again.frame().equals(stored.timeline(point).frame())


def test_two_workers_play_a_sweep_of_sittings_as_one_does(small: Any, tmp_path: Any) -> None:
    """Sixteen points, four replications at a sitting: the same rows."""
    factor = {"path": "strategy.clarity", "levels": [k / 100 for k in range(16)]}
    data = {"factors": {"clarity": factor}, "replications": 5, "scenario": {"preset": "one_queue"}}
    data["scenario"] |= {"warm_up_days": 1, "horizon_days": 3}
    one = run_experiment(small(**data), tmp_path / "one")
    two = run_experiment(small(**data), tmp_path / "two", workers=2)

    assert sitting(small(**data)) == 4
    assert one.rows().equals(two.rows())
