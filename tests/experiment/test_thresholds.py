"""P(breach) in summaries: of stated thresholds and of tolerances, in tables, in files, and in old folders."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.analysis.rare import share_interval
from sim.digest import canonical, digest_of
from sim.errors import InputError
from sim.experiment.conduct.conduct import run_experiment
from sim.experiment.design.experiment import experiment_from
from sim.experiment.folder.claim import document_of
from sim.experiment.folder.damage import part_name
from sim.experiment.folder.results import Results
from sim.experiment.folder.store import FORMAT
from sim.scenario.digest import LATER
from sim.scenario.trace import BY_CONTENT

from .conftest import small_data as patents


def small_data(**changes):
    """The small experiment in a world that states no setting of a later model."""
    return patents(
        **{
            "scenario": {"preset": "follow_the_sun", "warm_up_days": 10, "horizon_days": 40},
            "factors": {
                "share": {"path": "strategy.mix.pieces.denver", "levels": [0, 0.5]},
                "clarity": {"path": "strategy.clarity", "levels": [0, 0.4]},
            },
            **changes,
        }
    )


BREACH = ["breach", "p_breach", "p_breach_low", "p_breach_high"]
LIMITS = {"cost_per_task": 3_000.0, "lead_time_mean_days": 4.0}
NEW = ["service_delivered", "least_service_delivered", "recovery_days", "begun_in_time_share"]
NEW += ["days_outside_tolerance", "outside_tolerance"]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The small experiment with two thresholds, run once for this file."""
    asked = experiment_from(small_data(thresholds=LIMITS, measures=["cost_per_task", "on_time_share", "all"]))
    return run_experiment(asked, tmp_path_factory.mktemp("t") / "out")


def test_the_columns_say_how_often_and_how_surely(results):
    """Of each point and measure with a threshold; of the others they are empty."""
    told = results.summary()
    runs = results.frame()

    assert told["measure"].unique().tolist() == ["cost_per_task", "on_time_share", "lead_time_mean_days"]
    for row in told.to_dict("records"):
        if row["measure"] not in LIMITS:
            assert row["breach"] == ""
            assert np.isnan([row[name] for name in BREACH[1:]]).all()
            continue
        own = runs[runs["point"] == row["point"]][row["measure"]]
        share = share_interval(int((own > LIMITS[row["measure"]]).sum()), len(own))
        assert row["breach"] == f"> {LIMITS[row['measure']]:g}"
        assert [row[name] for name in BREACH[1:]] == [share.mean, share.low, share.high]
    assert 0.0 < told["p_breach"].mean() < 1.0


def test_other_thresholds_and_another_level_can_be_asked_for_afterwards(results):
    """Beside and instead of the experiment's; asked of a measure alone they show there."""
    told = results.summary(
        ["on_time_share", "cost_per_task"], 0.8, {"on_time_share": 0.99, "cost_per_task": 1.0}
    )

    assert told["breach"].tolist() == ["< 0.99", "> 1"] * 4
    dear = told[told["measure"] == "cost_per_task"]
    assert dear["p_breach"].tolist() == [1.0] * 4
    assert dear["p_breach_low"].tolist() == pytest.approx([0.1 ** (1 / 3)] * 4)
    with pytest.raises(InputError, match="did you mean on_time_share"):
        results.summary(thresholds={"on_time": 0.9})


def test_the_file_beside_the_runs_has_them_too(results):
    """CSV, with nothing where there is no threshold; and any reader finds all rows."""
    told = pd.read_csv(results.folder / "summary.csv")

    assert list(told.columns[-4:]) == BREACH
    stated = told[told["breach"].notna()]
    assert sorted(stated["measure"].unique()) == sorted(LIMITS)
    pd.testing.assert_frame_equal(
        stated[BREACH].reset_index(drop=True),
        results.summary(list(LIMITS))[BREACH],
        check_dtype=False,
    )


def test_a_notebook_shows_the_columns_where_somebody_asks(results, tmp_path):
    """And none that are empty."""
    plain = run_experiment(experiment_from(small_data()), tmp_path / "plain")

    assert "p_breach_low" in results._repr_html_()
    assert "p_breach" not in plain._repr_html_()
    assert list(plain.summary().columns[-4:]) == BREACH


def test_a_folder_is_continued_with_other_thresholds(results):
    """They change no run: nothing is computed again."""
    again = run_experiment(experiment_from(small_data(thresholds={"on_time_share": 0.9})), results.folder)

    assert again.computed == 0
    assert list(again.experiment.limits) == ["on_time_share"]
    run_experiment(experiment_from(small_data(thresholds=LIMITS)), results.folder)


def test_an_experiment_without_thresholds_says_nothing_of_them():
    """Its file and its digest are what they were."""
    assert "thresholds" not in experiment_from(small_data()).plain()
    assert experiment_from(small_data(thresholds=LIMITS)).plain()["thresholds"] == LIMITS


def test_tolerances_of_any_point_are_a_threshold_of_all():
    """Also where only a level of a factor states them."""
    factors = {
        "borne": {"levels": {"no": {}, "yes": {"scenario.work.pieces.tolerances": {"largest_backlog": 5}}}}
    }
    limits = experiment_from(small_data(factors=factors)).limits

    assert [each.breach for each in limits.values()] == ["> 0"]
    assert list(limits) == ["days_outside_tolerance"]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"cost_per_tsk": 1.0}, "did you mean cost_per_task?"),
        ({"tasks_arrived": 1.0}, "neither side"),
        ({"on_time_share": 90}, "90 % is 0.9"),
    ],
)
def test_thresholds_that_say_nothing_are_refused_with_their_place(limits, said):
    """As the file states them."""
    with pytest.raises(InputError) as error:
        experiment_from(small_data(thresholds=limits))

    assert said in str(error.value)
    assert f"thresholds.{next(iter(limits))}" in str(error.value)


# -- old folders -----------------------------------------------------------------------------------------


def aged(results, folder):
    """The folder as a version wrote it that knew neither these settings nor these measures."""
    (folder / "runs").mkdir(parents=True)
    text = document_of(experiment_from(small_data()))
    kept = [line for line in text.splitlines() if line.strip().split(":")[0] not in LATER]
    (folder / "experiment.yaml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    for part in (results.folder / "runs").glob("*.parquet"):
        table = pq.read_table(part).drop_columns(NEW).replace_schema_metadata({b"kposim": FORMAT})
        pq.write_table(table, folder / "part")
        data = (folder / "part").read_bytes()
        (folder / "runs" / f"{part_name(data)}.parquet").write_bytes(data)
    (folder / "part").unlink()
    return Results(folder)


def test_an_old_folder_still_reads(results, tmp_path, only_asked):
    """Its worlds have the names that they had, so its rows are found; what it has not is no data."""
    old = aged(results, tmp_path / "old")

    assert old.missing == 0
    assert not set(NEW) & set(old.measures)
    told = old.summary(thresholds={**LIMITS, "recovery_days": 3.0})
    pd.testing.assert_frame_equal(
        told[told["measure"] != "recovery_days"].reset_index(drop=True), results.summary(), check_exact=True
    )
    unknown = told[told["measure"] == "recovery_days"]
    assert (unknown["n"] == 0).all()
    assert unknown["p_breach"].isna().all()


def test_an_old_folder_goes_on(results, tmp_path, only_asked):
    """With more replications; the rows that are there are not computed again, if they have what is asked."""
    old = aged(results, tmp_path / "old")

    more = run_experiment(experiment_from(small_data(replications=4)), old.folder)

    assert more.computed == 4
    assert more.summary(["cost_per_task"])["n"].tolist() == [4] * 4


def test_an_old_folder_is_computed_again_for_a_measure_that_it_has_not(results, tmp_path, only_asked):
    """A row is complete for the measures that are asked for; the table says the same of both."""
    old = aged(results, tmp_path / "old")
    asked = small_data(measures=["cost_per_task", "on_time_share", "service_delivered"])

    more = run_experiment(experiment_from(asked), old.folder)

    assert more.computed == 12
    assert "12 runs lack service_delivered and are computed again" in more.notes
    assert more.summary(["service_delivered"])["n"].tolist() == [3] * 4


def test_a_world_that_says_nothing_new_has_the_name_that_it_had():
    """Settings that came later do not count while they change nothing; stated, they do."""
    scenario = experiment_from(small_data()).scenario
    plain = scenario.model_dump(mode="json", exclude={"name", "about"}, context=BY_CONTENT)

    def cut(value):
        if isinstance(value, dict):
            return {name: cut(each) for name, each in value.items() if name not in LATER}
        return [cut(each) for each in value] if isinstance(value, list) else value

    assert scenario.digest == digest_of(canonical(cut(plain)))
    assert scenario.model_copy(update={"most_money": 5.0}).digest != scenario.digest
    assert scenario.model_copy(update={"service_over_days": 7}).digest != scenario.digest
