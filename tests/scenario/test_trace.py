"""A trace is what its file said when the case was made, and follows whatever it depends on."""

import pickle
from pathlib import Path

import pytest

import sim
from sim.case import case_from, changed, load, plain
from sim.digest import scenario_digest
from sim.errors import InputError
from sim.scenario.trace import Trace

CASE = """
scenario:
  start: 2025-01-06
  horizon_days: 21
  work:
    w:
      arrivals: {{kind: trace, file: a.csv{more}}}
      effort_hours: {{kind: constant, mean: 6}}
      due_days: 5
  inhouse: {{seats: 1}}
"""
A = "arrived_at,effort_hours\n2025-01-06T08:15,6\n2025-01-07T09:05,6\n"
B = f"{A}2025-01-07T09:06,60\n2025-01-07T09:07,60\n"


def written(folder: Path, text: str = A, more: str = "") -> Path:
    """A case whose trace is this text."""
    (folder / "a.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "b.csv").write_text(B)
    (folder / "case.yaml").write_text(CASE.format(more=more))
    return folder / "case.yaml"


def trace_of(case: sim.Case) -> Trace:
    """The arrivals of the one work type."""
    arrivals = case.scenario.work["w"].arrivals
    assert isinstance(arrivals, Trace)
    return arrivals


@pytest.mark.parametrize(
    "settings",
    [
        {"scenario.work.w.arrivals.file": "b.csv"},
        {"scenario.work.*.arrivals": {"kind": "trace", "file": "b.csv"}},
        {
            "scenario.work": {
                "w": {"arrivals": {"kind": "trace", "file": "b.csv"}, "effort_hours": {"kind": "constant"}}
            }
        },
    ],
)
def test_another_file_has_other_tasks(tmp_path, settings):
    """Whether the file's name is set, or the group that holds it."""
    case = load(written(tmp_path))

    assert len(trace_of(case).arrived_hours) == 2
    assert len(trace_of(changed(case, settings, tmp_path)).arrived_hours) == 4


def test_a_file_that_is_not_there_is_refused_wherever_it_is_named(tmp_path):
    """A case never goes on with the tasks of another file."""
    case = load(written(tmp_path))

    with pytest.raises(InputError, match=r"nowhere\.csv cannot be read"):
        changed(case, {"scenario.work.w.arrivals.file": "nowhere.csv"}, tmp_path)


def test_strangers_name_no_file(tmp_path):
    """What comes over a network is settled without looking at the disk."""
    case = load(written(tmp_path))

    with pytest.raises(InputError, match="what comes from others names no file"):
        changed(case, {"scenario.work.w.arrivals.file": str(tmp_path / "b.csv")}, None)


def test_instants_stay_when_the_start_moves(tmp_path):
    """A day earlier, every task is a day later on the clock; a start after the first of them is refused."""
    case = load(written(tmp_path))
    earlier = changed(case, {"scenario.start": "2025-01-05"})

    assert trace_of(case).arrived_hours == (8.25, 33.083333333333336)
    assert trace_of(earlier).arrived_hours == (32.25, 57.083333333333336)
    with pytest.raises(
        InputError, match=r"line 2: 2025-01-06T08:15 is before the scenario's start \(2025-02-03\)"
    ):
        changed(case, {"scenario.start": "2025-02-03"})


def test_hours_since_the_start_move_with_it(tmp_path):
    """They say when after the start, not when."""
    case = load(written(tmp_path, "arrived_hours\n8\n9\n"))

    assert trace_of(changed(case, {"scenario.start": "2025-02-03"})).arrived_hours == (8.0, 9.0)


def test_a_case_needs_its_file_no_more_even_when_the_start_moves(tmp_path):
    """The case holds what the file said, also after a journey to a worker."""
    case = load(written(tmp_path))
    (tmp_path / "a.csv").unlink()

    assert case_from(plain(case)) == case == pickle.loads(pickle.dumps(case))
    assert trace_of(changed(case, {"scenario.start": "2025-01-05"})).arrived_hours[0] == 32.25


def test_a_world_is_named_by_its_tasks_not_by_where_they_stood(tmp_path):
    """Two files that say the same, and lists that say it, are one world; another task is another."""
    case = load(written(tmp_path))
    (tmp_path / "copy.csv").write_text(A.replace(",", ";"))
    copied = changed(case, {"scenario.work.w.arrivals.file": "copy.csv"}, tmp_path)
    lists = {"kind": "trace", "arrived_hours": list(trace_of(case).arrived_hours), "effort_hours": [6, 6]}
    other = changed(case, {"scenario.work.w.arrivals.file": "b.csv"}, tmp_path)
    names = [
        scenario_digest(each.scenario)
        for each in (case, copied, changed(case, {"scenario.work.w.arrivals": lists}))
    ]

    assert len(set(names)) == 1
    assert scenario_digest(other.scenario) != names[0]


def test_a_file_and_lists_are_not_both_given(tmp_path):
    """Which of the two would count?"""
    with pytest.raises(InputError, match="a trace is a file or lists, not both"):
        load(written(tmp_path, more=", arrived_hours: [1, 2]"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "arrived_at,effort_hours\n2025-01-06T08:15,6,5\n",
            "line 2 has more cells than there are columns: 3, not 2",
        ),
        ("arrived_at,arrived_hours\n2025-01-06T08:15,9\n", "has both arrived_hours and arrived_at"),
        ("arrived_hours,arrived_hours\n1,2\n", "has the column arrived_hours twice"),
        ('arrived_hours,effort_hours\n1,"1,200"\n', "'1,200', which could mean two numbers"),
        ("arrived_at,zone\n2025-01-06T08:15,Berlin\n", "line 2: 'Berlin' is no time zone"),
        (
            "arrived_at\n0001-01-01T00:00+12:00\n",
            "line 2: 0001-01-01T00:00+12:00 is before the scenario's start",
        ),
        ("arrived_at\n9999-12-31\n", "more than 10,000,000 hours after the scenario's start"),
        ("root:x:0:0:root:/root:/bin/bash\n", "has no column arrived_hours or arrived_at"),
    ],
)
def test_what_could_be_read_wrongly_is_refused_with_its_line(tmp_path, text, words):
    """And nothing of a file that is no trace is shown."""
    with pytest.raises(InputError) as refused:
        load(written(tmp_path, text))

    assert words in str(refused.value)
    assert "/bin" not in str(refused.value)


@pytest.mark.parametrize(
    "text", [A.encode("utf-8-sig"), A.replace(",", ";").replace("15,6", "15;6,0").encode()]
)
def test_a_spreadsheets_byte_order_mark_and_semicolons_are_read(tmp_path, text):
    """The same two tasks."""
    case = load(written(tmp_path, text))

    assert trace_of(case).arrived_hours == (8.25, 33.083333333333336)
    assert trace_of(case).effort_hours == (6.0, 6.0)


BACK = "arrived_at\n2025-10-26T01:50\n2025-10-26T02:50\n2025-10-26T03:05\n"


def test_of_a_time_that_occurs_twice_the_first_is_meant_and_that_is_told(tmp_path):
    """In Berlin 02:50 was at 00:50 UTC and again at 01:50; 03:05 is past both."""
    case = load(written(tmp_path, BACK, ", zone: Europe/Berlin"))
    hours = [hour - 24 * 293 for hour in trace_of(case).arrived_hours]

    assert hours == pytest.approx([-1 / 6 + 0.0, 5 / 6, 2 + 5 / 60])
    assert trace_of(case).notes == (
        "the trace a.csv, line 3: 2025-10-26T02:50 occurs twice, as clocks go back in Europe/Berlin; "
        "the first is meant. An offset would settle it",
    )


def test_of_a_time_that_never_occurs_clocks_had_not_changed(tmp_path):
    """Half past two on the last Sunday of March is half past three by the new time: 01:30 UTC."""
    case = load(written(tmp_path, "arrived_at\n2025-03-30T02:30\n", ", zone: Europe/Berlin"))

    assert trace_of(case).arrived_hours == (24.0 * 83 + 1.5,)
    assert "never occurs" in trace_of(case).notes[0]


def test_a_column_that_was_meant_for_efforts_is_named(tmp_path):
    """It is not read under another name, and that is said."""
    case = load(written(tmp_path, "arrived_hours,effort\n1,5\n2,6\n"))

    assert trace_of(case).notes == (
        "the trace a.csv, line 1: column effort is not read; efforts stand in a column effort_hours",
    )


def test_a_step_back_that_the_clocks_made_says_so(tmp_path):
    """Sorting would make it worse; offsets mend it, and a zone is asked for where there is none."""
    text = BACK.replace("2025-10-26T03:05", "2025-10-26T02:10")
    with pytest.raises(InputError, match=r"line 4: .*02:10 comes after .*02:50") as refused:
        load(written(tmp_path, text, ", zone: Europe/Berlin"))
    assert "state the offsets, such as 2025-10-26T02:10+01:00" in str(refused.value)

    with pytest.raises(InputError, match="zone: Europe/Berlin"):
        load(written(tmp_path, text))

    mended = text.replace("02:10", "02:10+01:00")
    assert trace_of(load(written(tmp_path, mended, ", zone: Europe/Berlin"))).arrived_hours[2] > 0


def test_each_line_may_name_its_zone(tmp_path):
    """The column comes before the trace's zone, and an offset before both."""
    nine = "2025-01-06T09:00"
    text = f"arrived_at,zone\n{nine},Asia/Kolkata\n{nine},\n{nine}+00:00,Asia/Kolkata\n"
    case = load(written(tmp_path, text, ", zone: Europe/Berlin"))

    assert trace_of(case).arrived_hours == (3.5, 8.0, 9.0)
