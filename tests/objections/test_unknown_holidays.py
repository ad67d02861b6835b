"""The expert's objection: *your library knows no holidays of ours from next year on, and nobody told me.*"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.case import Case, case_from
from sim.cli import main
from sim.errors import HolidaysUnknown
from sim.scenario.calendar import Calendar, compile_calendar
from sim.scenario.remarks import remarks
from sim.web.desk.sentences import facts

Data = dict[str, Any]
Asked = Callable[[str], tuple[str, str]]


def world(calendar: Data, *, start: date, days: float, **more: Any) -> Case:
    """One person with this calendar, and one work type that comes evenly."""
    work = {"arrivals": {"kind": "regular", "per_week": 20}, "effort_hours": {"kind": "constant", "mean": 1}}
    inhouse = {"seats": 1, "calendar": calendar}
    scenario = {"start": start, "horizon_days": days, "work": {"studies": work}, "inhouse": inhouse}
    return case_from({"scenario": scenario | more})


COLOMBO: Data = {"zone": "Asia/Colombo", "holidays": "LK"}
UNKNOWN = "no holidays are known of LK in 2027, where 26 are usual"


def lasting(calendar: Data, **more: Any) -> Case:
    """Into 2027."""
    return world(calendar, start=date(2026, 11, 2), days=120.0, **more)


PLACES: list[tuple[Data, str]] = [
    ({"inhouse": {"seats": 1, "calendar": COLOMBO}}, "inhouse will work"),
    ({"liaisons": {"calendar": COLOMBO}}, "liaisons will work"),
    ({"reviewers": {"calendar": COLOMBO}}, "reviewers will work"),
    ({"third_party": {"calendar": COLOMBO}}, "third_party will work"),
    ({"providers": {"colombo": {"calendar": COLOMBO}}}, "colombo will work"),
    (
        {
            "work": {
                "studies": {
                    "arrivals": {"kind": "regular", "per_week": 20, "calendar": COLOMBO},
                    "effort_hours": {"kind": "constant", "mean": 1},
                }
            }
        },
        "studies will come",
    ),
]


@pytest.mark.parametrize(("place", "words"), PLACES)
def test_a_holiday_that_the_library_does_not_know_is_said(place: Data, words: str) -> None:
    """Sri Lanka proclaims its holidays year by year: wherever its calendar stands, whoever makes the case is
    told the year, how many are known and usual, and where to state them."""
    with pytest.warns(HolidaysUnknown, match=UNKNOWN) as warned:
        lasting({}, **place)

    assert words in str(warned[0].message)
    assert "closed: [2027-MM-DD, ...]" in str(warned[0].message)
    assert warned[0].filename == __file__


@pytest.mark.parametrize(
    ("code", "start", "words"),
    [
        ("NP", date(2036, 1, 1), "only 6 holidays are known of NP in 2036"),
        ("IN", date(2036, 1, 1), "only 10 holidays are known of IN in 2036"),
        ("CN", date(2028, 1, 1), "only 15 holidays are known of CN in 2028, where 20 are usual"),
        ("LK", date(2027, 1, 1), "no holidays are known of LK in 2027, where 26 are usual"),
    ],
)
def test_a_year_that_lacks_the_holidays_of_the_moon_is_said(code: str, start: date, words: str) -> None:
    """And one that lacks days off in lieu, as China's from 2028 on; of the years before nothing is said."""
    with pytest.warns(HolidaysUnknown, match=words):
        world({"holidays": code}, days=30.0, start=start)

    world({"holidays": code}, days=30.0, start=date(start.year - 1 - (code in ("NP", "IN")), 6, 1))


COMMANDS = [
    "check mine.yaml",
    "show mine.yaml",
    "show mine.yaml --resolved",
    "what-if mine.yaml --set strategy.clarity=0.5 --replications 2 --seed 1",
    "what-if mine.yaml --set strategy.clarity=0.5 --replications 2 --seed 1 --json",
    "waterfall mine.yaml --replications 2 --seed 1",
    "payback mine.yaml --replications 2 --seed 1",
    "trace mine.yaml --seed 1",
    "check trial.yaml",
    "run trial.yaml --dry-run",
    "run trial.yaml",
    "run trial.yaml --workers 2",
    "run trial.yaml --json",
]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Asked:
    """What a command says on stdout and stderr, where a case and an experiment with it lie."""
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(
        "scenario:\n  start: 2026-11-02\n  horizon_days: 90\n"
        "  work: {studies: {arrivals: {kind: regular, per_week: 5}, effort_hours: {kind: constant}}}\n"
        "  inhouse: {seats: 1, calendar: {zone: Asia/Colombo, holidays: LK}}\n"
    )
    Path("trial.yaml").write_text("case: mine.yaml\nreplications: 2\nseed: 1\n")

    def ask(words: str) -> tuple[str, str]:
        with pytest.raises(SystemExit) as leaving:
            main(words.split())
        assert leaving.value.code == 0
        return capfd.readouterr()

    return ask


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_that_shows_or_plays_a_case_says_it_once(words: str, asked: Asked) -> None:
    """On stderr where something else is asked for; `check` answers with it. Workers add nothing to it."""
    out, err = asked(words)

    assert (out if words.startswith("check") else err).count(f"Note: {UNKNOWN}: inhouse") == 1
    assert (out + err).count(UNKNOWN) == 1
    assert HolidaysUnknown.__name__ not in err


def test_a_board_reads_it_in_the_brief_and_a_reviewer_among_the_assumptions(asked: Asked) -> None:
    """Whoever was told when it was run need not be who decides."""
    asked("run trial.yaml --quiet")
    asked("report results/trial")
    draft, _ = asked("stress results/trial")

    assert f"**{UNKNOWN[:1].upper()}{UNKNOWN[1:]}" in Path("results/trial/brief.md").read_text()
    assert f"- {UNKNOWN}" in draft


def test_the_desk_says_it_beside_what_it_answers() -> None:
    """Among what is settled before anything is left to chance."""
    with pytest.warns(HolidaysUnknown):
        case = lasting(COLOMBO)

    assert f"{UNKNOWN[:1].upper()}{UNKNOWN[1:]}" in " ".join(facts(case))


def test_holidays_that_are_stated_close_the_office_and_need_no_note() -> None:
    """As many days as are usual, or nearly; the firm's own month of holidays is no public holiday."""
    days = [f"2027-{month:02d}-{day:02d}" for month in range(1, 13) for day in (5, 21)]
    known = COLOMBO | {"closed": days}
    with pytest.warns(HolidaysUnknown, match="only 1 holiday is known of LK in 2027"):
        lasting(COLOMBO | {"closed": ["2027-08-01..2027-08-31", "2027-01-14"]})

    assert remarks(lasting(known).scenario) == []
    opened = compile_calendar(
        Calendar.model_validate(known), date(2027, 1, 4), 48.0
    ).opens  # seven to five UTC
    assert len(opened) == 1


def test_a_case_of_python_is_told_when_it_is_changed_or_played() -> None:
    """Longer than what is known, or made by hand."""
    with pytest.warns(HolidaysUnknown, match="of IN in 2036"):
        sim.preset("pfizer_patents").changed({"scenario.start": "2035-06-01"})
    with pytest.warns(HolidaysUnknown, match=UNKNOWN):
        known = lasting(COLOMBO).scenario
    by_hand = Case(known.model_copy(update={"name": "by hand", "horizon_days": 121.0}), sim.Strategy())
    with pytest.warns(HolidaysUnknown, match=UNKNOWN):
        sim.simulate(by_hand, seed=1)
